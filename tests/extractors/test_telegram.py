from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from extractors.visit import Memory, visit

PATH = "/s/kabarteluk"


def message(n: int, text: str | None = None, *, inside: str = "", meta: str = "", mark: str = "", channel: str = "KabarTeluk") -> str:
    words = f"<div class='tgme_widget_message_text js-message_text' dir='auto'>{text or f'Kabar {n}'}</div>" if text != "" else ""
    return f"""<div class="tgme_widget_message_wrap js-widget_message_wrap">
    <div class="tgme_widget_message text_not_supported_wrap {mark} js-widget_message" data-post="{channel}/{n}" data-view="x">
     <div class="tgme_widget_message_user"><a href="https://t.me/{channel}"><i><img src="https://cdn.example/foto.jpg"></i></a></div>
     <div class="tgme_widget_message_bubble">
      <div class="tgme_widget_message_author"><a class="tgme_widget_message_owner_name" href="https://t.me/{channel}">Kabar Teluk</a></div>
      {inside}{words}
      <div class="tgme_widget_message_footer"><div class="tgme_widget_message_info"><span class="tgme_widget_message_views">2.1K</span>
       <span class="tgme_widget_message_meta">{meta}<a class="tgme_widget_message_date" href="https://t.me/{channel}/{n}"
        ><time datetime="2026-03-09T09:{n % 60:02}:00+08:00" class="time">09:00</time></a></span></div></div>
     </div></div></div>"""


def preview(*messages: str) -> str:
    history = f'<section class="tgme_channel_history js-message_history">{"".join(messages)}</section>'
    return f'<!DOCTYPE html><html><body><main class="tgme_main" data-url="/kabarteluk">{history}</main></body></html>'


class Channel:
    """Shows messages oldest first, ``size`` a page, as the preview does."""

    def __init__(self, web):
        self.messages: dict[int, str] = {}
        self.size = 20
        web.handle(PATH, self)

    def __call__(self, handler):
        before = int(parse_qs(urlsplit(handler.path).query).get("before", ["99999"])[0])
        page = [self.messages[n] for n in sorted(self.messages) if n < before][-self.size :]
        handler.send_response(200)
        handler.send_header("Content-Type", "text/html; charset=utf-8")
        handler.end_headers()
        handler.wfile.write(preview(*page or ["<div class='tme_no_messages_found'>No posts found</div>"]).encode())


@pytest.fixture
def channel(web):
    return Channel(web)


@pytest.fixture
def source(web, make_source):
    return make_source(web.url(PATH), kind="telegram", tier="official", id="kanal_teluk")


def known(fetched):
    return Memory(known=frozenset(item.id for item in fetched.items), recent=fetched.items)


async def test_a_message_becomes_an_item(channel, source, client, now):
    link, emoji = '<a href="https://contoh.example/x">contoh.example</a>', '<i class="emoji"><b>🙏</b></i>'
    text = f"Jadwal air bersih &amp; listrik:<br/>- Senin <b>08.00</b><br/><br/>Info {link} {emoji}"
    channel.messages = {7: message(7, text)}
    fetched = await visit(source, client, Memory(), now, 10)
    (item,) = fetched.items
    assert (item.kind, item.title) == ("post", None)
    assert item.body == "Jadwal air bersih & listrik:\n- Senin 08.00\n\nInfo contoh.example 🙏"
    assert (item.external_id, item.url) == ("kabarteluk/7", "https://t.me/kabarteluk/7")
    assert item.published_at == datetime(2026, 3, 9, 1, 7, tzinfo=UTC)
    assert (item.published_raw, item.published_zone) == ("2026-03-09T09:07:00+08:00", "+08:00")
    assert (fetched.outcome.status, fetched.outcome.new_items) == ("heard", 1)


async def test_signatures_views_and_names_are_not_kept(channel, source, client, now):
    forwarded = "<div class='tgme_widget_message_forwarded_from'>Forwarded from&nbsp;<a href='https://t.me/orang'>Orang Biasa</a></div>"
    signed = "<span class='tgme_widget_message_from_author' dir='auto'>Petugas Jaga</span>,&nbsp;"
    channel.messages = {7: message(7, "Halo @warga_hulu", inside=forwarded, meta=signed)}
    (item,) = (await visit(source, client, Memory(), now, 10)).items
    assert item.body == f"Halo @akun-{client.pseudonym('telegram', 'warga_hulu')[:8]}"
    assert item.warnings == ("diteruskan dari kanal lain",)
    assert item.author == client.pseudonym("telegram", "kabarteluk")
    told = json.dumps(asdict(item), default=str)
    assert not [name for name in ("Orang", "Petugas", "2.1K", "foto.jpg", "warga_hulu") if name in told]


async def test_an_edit_is_marked_and_updates(channel, source, client, now):
    channel.messages = {8: message(8), 7: message(7)}
    memory = known(await visit(source, client, Memory(), now, 10))
    channel.messages[7] = message(7, "Ralat: Kabar 7", meta="edited &nbsp;")
    fetched = await visit(source, client, memory, now, 10)
    assert [(item.body, item.warnings) for item in fetched.items] == [("Ralat: Kabar 7", ("disunting oleh penulisnya",))]


async def test_a_person_called_edited_edits_nothing(channel, source, client, now):
    channel.messages = {7: message(7, meta="<span class='tgme_widget_message_from_author'>edited</span>,&nbsp;")}
    (item,) = (await visit(source, client, Memory(), now, 10)).items
    assert item.warnings == ()


async def test_notices_of_the_service_and_media_without_words_are_left_out(channel, source, client, now):
    picture = "<a class='tgme_widget_message_photo_wrap' style=\"background-image:url('x')\"></a>"
    channel.messages = {
        1: message(1, "Channel created", mark="service_message"),
        2: message(2, "", inside=picture),
        3: message(3, "<i class='emoji'></i> "),
        4: message(4, "Foto jembatan", inside=picture),
    }
    assert [item.body for item in (await visit(source, client, Memory(), now, 10)).items] == ["Foto jembatan"]


async def test_an_album_says_its_words_once(channel, source, client, now):
    twice = "<div class='tgme_widget_message_text js-message_text'>Foto pasar</div>"
    channel.messages = {4: message(4, twice)}
    assert [item.body for item in (await visit(source, client, Memory(), now, 10)).items] == ["Foto pasar"]


async def test_a_reply_and_a_link_preview_stand_apart(channel, source, client, now):
    reply = "<a class='tgme_widget_message_reply'><div class='tgme_widget_message_metatext js-message_reply_text'>Yang dijawab</div></a>"
    title = "<div class='link_preview_title'>Judul dari @orang</div>"
    link = f"<a class='tgme_widget_message_link_preview' href='https://contoh.example'>{title}</a>"
    channel.messages = {4: message(4, "Jawaban", inside=reply + link)}
    (item,) = (await visit(source, client, Memory(), now, 10)).items
    assert (item.body, item.captions) == ("Jawaban", (f"Judul dari @akun-{client.pseudonym('telegram', 'orang')[:8]}",))


async def test_a_poll_is_its_question_and_its_answers(channel, source, client, now):
    poll = """<div class="tgme_widget_message_poll"><div class="tgme_widget_message_poll_question">Pilih jadwal?</div>
      <div class="tgme_widget_message_poll_option_percent">60%</div><div class="tgme_widget_message_poll_option_text">Pagi</div></div>"""
    channel.messages = {4: message(4, "", inside=poll)}
    (item,) = (await visit(source, client, Memory(), now, 10)).items
    assert item.body == "Pilih jadwal?\nPagi"


async def test_pages_are_turned_back_to_the_first_message(channel, source, client, now, web):
    channel.messages = {n: message(n) for n in range(1, 46)}
    assert len((await visit(source, client, Memory(), now, 10)).items) == 45
    assert web.paths() == [PATH, f"{PATH}?before=26", f"{PATH}?before=6"]


async def test_pages_are_turned_only_back_to_what_is_known(channel, source, client, now, web):
    channel.messages = {n: message(n) for n in range(1, 46)}
    ids = known(await visit(source, client, Memory(), now, 10)).known
    channel.messages[46] = message(46)
    before = len(web.paths())
    fetched = await visit(source, client, Memory(known=ids), now, 10)
    assert [item.external_id for item in fetched.items] == ["kabarteluk/46"]
    assert len(web.paths()) - before == 2


async def test_a_deleted_message_disappears(channel, source, client, now):
    channel.messages = {n: message(n) for n in range(1, 46)}
    memory = known(await visit(source, client, Memory(), now, 10))
    for n in (45, 30, 3):
        del channel.messages[n]
    fetched = await visit(source, client, memory, now, 10)
    assert {item.external_id for item in memory.recent if item.id in fetched.gone} == {"kabarteluk/45", "kabarteluk/30", "kabarteluk/3"}


async def test_one_channel_says_nothing_about_another(channel, web, make_source, client, now):
    channel.messages = {n: message(n) for n in (8, 7)}
    web.answer("/s/wartahulu", preview(message(5, channel="wartahulu"), message(6, channel="wartahulu")))
    source = make_source(web.url(PATH), web.url("/s/wartahulu"), kind="telegram")
    memory = known(await visit(source, client, Memory(), now, 10))
    del channel.messages[8]
    web.replace("/s/wartahulu", "", 500)
    fetched = await visit(source, client, memory, now, 10)
    assert [item.external_id for item in memory.recent if item.id in fetched.gone] == ["kabarteluk/8"]


async def test_messages_of_another_channel_are_not_this_one_s(channel, source, client, now):
    channel.messages = {7: message(7) + message(8, channel="lain") + message(9, channel="kabarteluk_palsu")}
    assert [item.external_id for item in (await visit(source, client, Memory(), now, 10)).items] == ["kabarteluk/7"]


async def test_a_channel_without_a_preview_refuses(web, source, client, now):
    web.answer(PATH, "", 302, headers={"Location": web.url("/kabarteluk")})
    web.answer("/kabarteluk", "<html><body><a class='tgme_action_button_new'>View in Telegram</a></body></html>")
    outcome = (await visit(source, client, Memory(), now, 10)).outcome
    assert (outcome.status, outcome.reason) == ("refused", "kanal tidak membuka pratinjau untuk umum")


async def test_robots_txt_is_heeded(web, channel, source, client, now):
    web.answer("/robots.txt", "User-agent: *\nDisallow: /s/", kind="text/plain")
    channel.messages = {7: message(7)}
    assert (await visit(source, client, Memory(), now, 10)).outcome.status == "refused"


async def test_an_empty_channel_is_heard_and_deletes_nothing(channel, source, client, now):
    channel.messages = {7: message(7)}
    memory = known(await visit(source, client, Memory(), now, 10))
    channel.messages = {}
    fetched = await visit(source, client, memory, now, 10)
    assert (fetched.outcome.status, fetched.gone) == ("unchanged", ())


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("<html><body>Situs ini diblokir</body></html>", "jawaban bukan pratinjau kanal"),
        ("", "jawaban bukan pratinjau kanal"),
        ("[" * 10_000, "jawaban bukan pratinjau kanal"),
        ("<div>" * 10_000 + "x", "halaman bersarang terlalu dalam"),
    ],
)
async def test_an_answer_that_is_no_preview_is_a_failure(web, source, client, now, body, reason):
    web.answer(PATH, body)
    outcome = (await visit(source, client, Memory(), now, 10)).outcome
    assert (outcome.status, outcome.reason) == ("failed", reason)


@pytest.mark.parametrize(("status", "ends"), [(401, "refused"), (403, "refused"), (404, "failed"), (422, "failed"), (429, "failed")])
async def test_a_closed_door_ends_as_an_outcome(web, source, client, now, status, ends):
    web.answer(PATH, "", status)
    assert (await visit(source, client, Memory(), now, 10)).outcome.status == ends


async def test_an_address_that_is_no_preview_says_what_to_write(web, make_source, client, now):
    outcome = (await visit(make_source(web.url("/kabarteluk"), kind="telegram"), client, Memory(), now, 10)).outcome
    assert outcome.reason == "alamat bukan pratinjau kanal: tulis https://t.me/s/<kanal>"


async def test_odd_messages_do_not_cost_the_others(channel, source, client, now):
    untimed = message(8, "Tanpa waktu").replace("2026-03-09T09:08:00+08:00", "besok")
    nameless = message(9).replace('data-post="KabarTeluk/9"', 'data-post="KabarTeluk/sembilan"')
    channel.messages = {7: message(7) + untimed + nameless + "<div data-post></div><div data-post='kabarteluk/10'></div>"}
    items = (await visit(source, client, Memory(), now, 10)).items
    assert [(item.body, item.published_at is None) for item in items] == [("Tanpa waktu", True), ("Kabar 7", False)]


async def test_cursors_that_run_in_a_circle_end(web, source, client, now):
    web.answer(PATH, preview(message(30)))
    assert len((await visit(source, client, Memory(), now, 10)).items) == 1
    assert len(web.paths()) == 2


async def test_an_unchanged_preview_is_not_sent_again(web, source, client, now):
    web.answer(PATH, preview(message(1)), etag='"a"')
    first = await visit(source, client, Memory(), now, 10)
    second = await visit(source, client, Memory({v.url: v for v in first.validators}), now, 10)
    assert (second.outcome.status, second.outcome.not_modified) == ("unchanged", 1)
