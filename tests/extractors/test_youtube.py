from __future__ import annotations

from datetime import UTC, datetime

import pytest

from extractors.visit import Memory, visit

PATH = "/feeds/videos.xml"


def entry(n: int, title: str | None = None, description: str = "", link: str | None = None) -> str:
    return f"""<entry><id>yt:video:vid{n:08}</id><yt:videoId>vid{n:08}</yt:videoId><yt:channelId>UCcontoh</yt:channelId>
      <title>{title or f"Video {n}"}</title><link rel="alternate" href="{link or f"https://www.youtube.com/watch?v=vid{n:08}"}"/>
      <author><name>Pemkot Contoh</name><uri>https://www.youtube.com/channel/UCcontoh</uri></author>
      <published>2026-03-09T01:{n:02}:00+00:00</published><updated>2026-03-09T09:00:00+00:00</updated>
      <media:group><media:title>{title or f"Video {n}"}</media:title><media:description>{description or f"Uraian {n}"}</media:description>
      <media:community><media:statistics views="4689"/></media:community></media:group></entry>"""


def channel(*entries: str) -> str:
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns:yt="http://www.youtube.com/xml/schemas/2015" xmlns:media="http://search.yahoo.com/mrss/" xmlns="http://www.w3.org/2005/Atom">
 <link rel="self" href="http://www.youtube.com/feeds/videos.xml?channel_id=UCcontoh"/><id>yt:channel:contoh</id><yt:channelId>contoh</yt:channelId>
 <title>Pemkot Contoh</title><link rel="alternate" href="https://www.youtube.com/channel/UCcontoh"/>
 <author><name>Pemkot Contoh</name></author><published>2019-01-01T00:00:00+00:00</published>{"".join(entries)}</feed>"""


def two_channels(web):
    web.answer(f"{PATH}?channel_id=UCsatu", channel(entry(9), entry(8), entry(7)))
    web.answer(f"{PATH}?channel_id=UCdua", channel(entry(6), entry(5)))
    return [web.url(f"{PATH}?channel_id=UCsatu"), web.url(f"{PATH}?channel_id=UCdua")]


@pytest.fixture
def source(web, make_source):
    return make_source(web.url(f"{PATH}?channel_id=UCcontoh"), kind="youtube", tier="official")


def known(fetched):
    return Memory(known=frozenset(item.id for item in fetched.items), recent=fetched.items)


async def test_a_video_becomes_a_post(web, source, client, now):
    web.answer(PATH, channel(entry(7, "Pelayanan keliling &amp; jadwalnya", "Jadwal:\n- Senin di Hulu\n- Selasa di Hilir\n\nTerima kasih")))
    fetched = await visit(source, client, Memory(), now, 10)
    (item,) = fetched.items
    assert (item.kind, item.title) == ("post", "Pelayanan keliling & jadwalnya")
    assert item.body == "Jadwal:\n- Senin di Hulu\n- Selasa di Hilir\n\nTerima kasih"
    assert (item.external_id, item.url) == ("yt:video:vid00000007", "https://www.youtube.com/watch?v=vid00000007")
    assert item.published_at == datetime(2026, 3, 9, 1, 7, tzinfo=UTC)
    assert (item.published_zone, item.author) == ("UTC", None)
    assert fetched.outcome.status == "heard"


async def test_a_short_is_a_video(web, source, client, now):
    web.answer(PATH, channel(entry(1, link="https://www.youtube.com/shorts/vid00000001")))
    (item,) = (await visit(source, client, Memory(), now, 10)).items
    assert item.url == "https://www.youtube.com/shorts/vid00000001"


async def test_channels_named_in_a_text_become_pseudonyms(web, source, client, now):
    web.answer(PATH, channel(entry(1, "Dialog bersama @warga.hulu", "Tiket @Rp5.000, parkir @2000")))
    (item,) = (await visit(source, client, Memory(), now, 10)).items
    assert item.title == f"Dialog bersama @akun-{client.pseudonym('youtube', 'warga.hulu')[:8]}"
    assert item.body == "Tiket @Rp5.000, parkir @2000"


async def test_several_channels_are_read_and_one_that_fails_loses_nothing(web, make_source, client, now):
    urls = two_channels(web)
    assert len((await visit(make_source(*urls, kind="youtube"), client, Memory(), now, 10)).items) == 5
    web.replace(f"{PATH}?channel_id=UCsatu", "hilang", 404)
    fetched = await visit(make_source(*urls, kind="youtube"), client, Memory(), now, 10)
    assert (fetched.outcome.status, len(fetched.items)) == ("partial", 2)
    assert fetched.outcome.faults == (f"{urls[0]}: tidak ada (404)",)


async def test_a_video_taken_down_disappears(web, make_source, client, now):
    source = make_source(*two_channels(web), kind="youtube")
    memory = known(await visit(source, client, Memory(), now, 10))
    web.replace(f"{PATH}?channel_id=UCsatu", channel(entry(9), entry(7)))
    fetched = await visit(source, client, memory, now, 10)
    assert [item.external_id for item in memory.recent if item.id in fetched.gone] == ["yt:video:vid00000008"]


async def test_a_video_that_fell_off_the_end_of_the_feed_stays(web, make_source, client, now):
    source = make_source(web.url(PATH), kind="youtube")
    web.answer(PATH, channel(*(entry(n) for n in range(15, 0, -1))))
    memory = known(await visit(source, client, Memory(), now, 10))
    web.replace(PATH, channel(*(entry(n) for n in range(18, 3, -1))))
    fetched = await visit(source, client, memory, now, 10)
    assert (len(fetched.items), fetched.gone) == (3, ())


async def test_nothing_disappears_while_one_channel_is_silent(web, make_source, client, now):
    source = make_source(*two_channels(web), kind="youtube")
    memory = known(await visit(source, client, Memory(), now, 10))
    web.replace(f"{PATH}?channel_id=UCsatu", channel(entry(9), entry(7)))
    web.replace(f"{PATH}?channel_id=UCdua", "", 500)
    assert (await visit(source, client, memory, now, 10)).gone == ()


async def test_a_changed_title_or_description_is_updated(web, source, client, now):
    web.answer(PATH, channel(entry(2), entry(1)))
    memory = known(await visit(source, client, Memory(), now, 10))
    web.replace(PATH, channel(entry(2), entry(1, "Video 1 (ralat)")))
    fetched = await visit(source, client, memory, now, 10)
    assert [item.title for item in fetched.items] == ["Video 1 (ralat)"]
    assert (await visit(source, client, known(fetched), now, 10)).outcome.new_items == 1


async def test_an_unchanged_feed_brings_nothing(web, source, client, now):
    web.answer(PATH, channel(entry(1)), etag='"a"')
    first = await visit(source, client, Memory(), now, 10)
    assert (await visit(source, client, known(first), now, 10)).outcome.status == "unchanged"
    second = await visit(source, client, Memory({v.url: v for v in first.validators}), now, 10)
    assert (second.outcome.status, second.outcome.not_modified) == ("unchanged", 1)


async def test_no_more_than_the_agreed_number_is_taken(web, make_source, client, now):
    web.answer(PATH, channel(*(entry(n) for n in range(15, 0, -1))))
    assert len((await visit(make_source(web.url(PATH), kind="youtube", max_items=4), client, Memory(), now, 10)).items) == 4


@pytest.mark.parametrize("body", ["<html><body>Sebelum melanjutkan</body></html>", "", '{"error": 1}', "<a>" * 10_000])
async def test_an_answer_that_is_no_feed_is_a_failure(web, source, client, now, body):
    web.answer(PATH, body)
    fetched = await visit(source, client, Memory(), now, 10)
    assert (fetched.outcome.status, fetched.items) == ("failed", ())


@pytest.mark.parametrize(("status", "ends"), [(401, "refused"), (403, "refused"), (404, "failed"), (422, "failed"), (429, "failed")])
async def test_a_closed_door_ends_as_an_outcome(web, source, client, now, status, ends):
    web.answer(PATH, "", status)
    assert (await visit(source, client, Memory(), now, 10)).outcome.status == ends


async def test_an_odd_entry_does_not_cost_the_others(web, source, client, now):
    odd = "<entry><id></id><title></title><link href='javascript:1'/><published>kapan-kapan</published></entry>"
    untimed = "<entry><id>yt:video:z</id><title>Tanpa waktu</title><published>9999-99-99</published></entry>"
    web.answer(PATH, channel(odd, entry(1), untimed))
    items = (await visit(source, client, Memory(), now, 10)).items
    assert [(item.title, item.published_at is None) for item in items] == [("Video 1", False), ("Tanpa waktu", True)]
