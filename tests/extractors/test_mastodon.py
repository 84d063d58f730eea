from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from extractors.visit import Memory, visit

PATH = "/api/v1/timelines/tag/kaltim"
STATUSES = "/api/v1/accounts/77/statuses"


def post(n: int, **more):
    account = {"acct": f"warga{n}", "username": f"warga{n}", "display_name": f"Warga {n}", "noindex": False, "bot": False}
    return {
        "id": str(1000 + n),
        "created_at": f"2026-03-09T{n // 60:02}:{n % 60:02}:00.000Z",
        "visibility": "public",
        "language": "id",
        "content": f"<p>Kabar nomor {n} dari tepian <a class='hashtag' href='#'>#<span>Kaltim</span></a></p>",
        "url": f"https://sosial.example/@warga{n}/{1000 + n}",
        "reblog": None,
        "account": account | more.pop("account", {}),
    } | more


class Timeline:
    """Serves posts newest first, as Mastodon does, and breaks at the cursors in ``broken``."""

    def __init__(self):
        self.posts = []
        self.broken = set()

    def __call__(self, handler):
        query = parse_qs(urlsplit(handler.path).query)
        before = int(query.get("max_id", ["999999"])[0])
        page = [one for one in self.posts if int(one["id"]) < before][: int(query["limit"][0])]
        handler.send_response(500 if before in self.broken else 200)
        if page:
            handler.send_header("Link", f'<http://10.0.0.1/jebakan?max_id={page[-1]["id"]}>; rel="next", <x>; rel="prev"')
        handler.end_headers()
        handler.wfile.write(json.dumps(page).encode())


@pytest.fixture
def instance(web):
    served = Timeline()
    web.handle(PATH, served)
    return served


@pytest.fixture
def source(web, make_source):
    return make_source(web.url(PATH), kind="mastodon", tier="social", id="sosial_kaltim")


def known(fetched):
    """What the archive would remember of a visit."""
    return Memory(known=frozenset(item.id for item in fetched.items), recent=fetched.items)


async def test_a_post_becomes_an_item(instance, source, client, now):
    instance.posts = [post(1, content="<p>Air &amp; lumpur<br>di <a href='#'>#Samarinda</a></p><p>Hati-hati</p>", spoiler_text="Banjir")]
    fetched = await visit(source, client, Memory(), now, 10)
    (item,) = fetched.items
    assert (item.kind, item.title, item.body) == ("post", None, "Banjir\n\nAir & lumpur\ndi #Samarinda\n\nHati-hati")
    assert item.url == "https://sosial.example/@warga1/1001"
    assert item.published_at == datetime(2026, 3, 9, 0, 1, tzinfo=UTC)
    assert (item.language, item.external_id) == ("id", "127.0.0.1/1001")
    assert (fetched.outcome.status, fetched.outcome.new_items) == ("heard", 1)


async def test_of_an_author_only_a_pseudonym_is_kept(instance, source, client, now):
    instance.posts = [post(1), post(1, id="900"), post(2)]
    one, same, other = (await visit(source, client, Memory(), now, 10)).items
    assert one.author == same.author != other.author
    assert one.author == client.pseudonym("127.0.0.1", "warga1")
    told = {name: value for name, value in asdict(one).items() if name != "url"}
    assert "warga1" not in json.dumps(told, default=str).lower()


@pytest.mark.parametrize("uri", ["https://sosial.example/users/warga1/statuses/1001", "https://sosial.example/ap/users/55/statuses/1001"])
async def test_where_mastodon_says_so_even_the_link_does_without_the_name(instance, source, client, now, uri):
    instance.posts = [post(1, uri=uri)]
    (item,) = (await visit(source, client, Memory(), now, 10)).items
    assert (item.external_id, item.url) == ("sosial.example/1001", "https://sosial.example/statuses/1001")
    assert "warga1" not in json.dumps(asdict(item), default=str).lower()


async def test_other_software_is_taken_at_its_word(instance, source, client, now):
    instance.posts = [post(1, uri="https://lain.example/notes/9xyz", url="https://lain.example/notes/9xyz")]
    (item,) = (await visit(source, client, Memory(), now, 10)).items
    assert (item.external_id, item.url) == ("https://lain.example/notes/9xyz", "https://lain.example/notes/9xyz")


async def test_the_same_post_on_two_timelines_is_one_item(instance, web, make_source, client, now):
    instance.posts = [post(1, uri="https://sosial.example/users/warga1/statuses/1001")]
    web.answer("/api/v1/timelines/tag/samarinda", json.dumps([instance.posts[0] | {"id": "55"}]))
    source = make_source(web.url(PATH), web.url("/api/v1/timelines/tag/samarinda"), kind="mastodon")
    assert len((await visit(source, client, Memory(), now, 10)).items) == 1


async def test_who_is_mentioned_gets_the_same_pseudonym_as_who_writes(instance, source, client, now):
    linked = '<span class="h-card"><a href="https://jauh.example/@budi" class="u-url mention">@<span>budi</span></a></span>'
    content = f"<p>{linked} tanya @ani dan @budi@lain.example dong</p>"
    mentions = [{"id": "9", "username": "budi", "acct": "budi@jauh.example", "url": "https://jauh.example/@budi"}]
    instance.posts = [
        post(2, content=content, mentions=mentions),
        post(1, account={"acct": "budi@jauh.example"}, uri="https://jauh.example/users/budi/statuses/3"),
    ]
    mentioning, mentioned = (await visit(source, client, Memory(), now, 10)).items
    ani, other = client.pseudonym("127.0.0.1", "ani")[:8], client.pseudonym("lain.example", "budi")[:8]
    assert mentioning.body == f"@akun-{mentioned.author[:8]} tanya @akun-{ani} dan @akun-{other} dong"


async def test_what_was_not_meant_for_everyone_stays_out(instance, source, client, now):
    instance.posts = [
        post(10, visibility="direct"),
        post(9, visibility="unlisted"),
        post(8, visibility="private"),
        post(7, account={"noindex": True}),
        post(6, reblog=post(1)),
        post(5, content="<p></p>"),
        post(4, account={"bot": True}),
        post(3, account={"indexable": False}),
    ]
    assert [item.external_id for item in (await visit(source, client, Memory(), now, 10)).items] == ["127.0.0.1/1004"]


async def test_pages_are_turned_until_the_timeline_ends(instance, source, client, now, web):
    instance.posts = [post(n) for n in range(90, 0, -1)]
    fetched = await visit(source, client, Memory(), now, 10)
    assert len(fetched.items) == 90
    assert all("limit=40" in path for path in web.paths())
    assert [parse_qs(urlsplit(path).query).get("max_id") for path in web.paths()] == [None, ["1051"], ["1011"], ["1001"]]


async def test_pages_are_turned_only_back_to_what_is_known(instance, source, client, now, web):
    instance.posts = [post(n) for n in range(90, 0, -1)]
    ids = frozenset(item.id for item in (await visit(source, client, Memory(), now, 10)).items)
    before = len(web.paths())
    instance.posts.insert(0, post(91))
    fetched = await visit(source, client, Memory(known=ids), now, 10)
    assert [item.external_id for item in fetched.items] == ["127.0.0.1/1091"]
    assert len(web.paths()) - before == 2
    assert (await visit(source, client, Memory(known=ids | {fetched.items[0].id}), now, 10)).outcome.status == "unchanged"


async def test_no_more_than_the_agreed_number_is_taken(instance, web, make_source, client, now):
    instance.posts = [post(n) for n in range(90, 0, -1)]
    source = make_source(web.url(PATH), kind="mastodon", max_items=50)
    assert len((await visit(source, client, Memory(), now, 10)).items) == 50


async def test_a_timeline_that_breaks_off_loses_nothing(instance, source, client, now):
    instance.posts = [post(n) for n in range(120, 0, -1)]
    instance.broken = {1041}
    first = await visit(source, client, Memory(), now, 10)
    assert (first.outcome.status, len(first.items), first.validators) == ("partial", 78, ())
    assert first.outcome.faults == (f"{source.urls[0]}: menjawab 500",)
    instance.broken = set()
    instance.posts = [post(n) for n in range(135, 120, -1)] + instance.posts
    second = await visit(source, client, Memory(known=frozenset(item.id for item in first.items)), now, 10)
    assert len({item.id for item in first.items + second.items}) == 135


async def test_a_deleted_post_disappears(instance, source, client, now):
    instance.posts = [post(n) for n in range(60, 0, -1)]
    memory = known(await visit(source, client, Memory(), now, 10))
    taken_back = [instance.posts.pop(n) for n in (50, 10, 0)]  # the newest, and one far behind the first page
    fetched = await visit(source, client, memory, now, 10)
    gone = {item.external_id for item in memory.recent if item.id in fetched.gone}
    assert gone == {f"127.0.0.1/{one['id']}" for one in taken_back}
    assert fetched.outcome.status == "heard"


async def test_nothing_is_gone_behind_the_place_where_reading_ended(instance, web, make_source, client, now):
    instance.posts = [post(n) for n in range(60, 0, -1)]
    memory = known(await visit(make_source(web.url(PATH), kind="mastodon"), client, Memory(), now, 10))
    del instance.posts[30]
    fetched = await visit(make_source(web.url(PATH), kind="mastodon", max_items=20), client, memory, now, 10)
    assert fetched.gone == ()


@pytest.mark.parametrize(("created", "gone"), [("2026-03-10T01:50:00Z", 0), ("2026-03-10T01:40:00Z", 1)])
async def test_an_answer_from_a_cache_does_not_delete_what_just_appeared(instance, source, client, now, created, gone):
    instance.posts = [post(2, created_at=created), post(1)]
    memory = known(await visit(source, client, Memory(), now, 10))
    instance.posts.pop(0)
    assert len((await visit(source, client, memory, now, 10)).gone) == gone


@pytest.mark.parametrize("fault", [{"status": 500}, {"body": "[]"}, {"body": "{}"}, {"status": 401}])
async def test_an_answer_without_posts_deletes_nothing(instance, source, client, now, web, fault):
    instance.posts = [post(2), post(1)]
    memory = known(await visit(source, client, Memory(), now, 10))
    web.replace(PATH, **fault)
    assert (await visit(source, client, memory, now, 10)).gone == ()


async def test_a_post_is_looked_for_on_the_timelines_of_its_own_tags(instance, web, make_source, client, now):
    other = "/api/v1/timelines/tag/samarinda"
    instance.posts = [post(2), post(1)]
    web.answer(other, json.dumps([post(3, content="<p>Lain soal #Samarinda</p>")]), etag='"s"')
    source = make_source(web.url(PATH), web.url(other), kind="mastodon")
    first = await visit(source, client, Memory(), now, 10)
    instance.posts.pop(0)
    memory = Memory({v.url: v for v in first.validators}, known(first).known, recent=first.items)
    second = await visit(source, client, memory, now, 10)
    assert second.outcome.not_modified == 1
    assert [item.external_id for item in first.items if item.id in second.gone] == ["127.0.0.1/1002"]


async def test_an_author_who_now_asks_not_to_be_indexed_leaves_the_archive(instance, source, client, now):
    instance.posts = [post(2), post(1)]
    memory = known(await visit(source, client, Memory(), now, 10))
    instance.posts = [post(2, account={"noindex": True}), post(1)]
    fetched = await visit(source, client, memory, now, 10)
    assert [item.external_id for item in memory.recent if item.id in fetched.gone] == ["127.0.0.1/1002"]


async def test_an_edited_post_is_updated(instance, source, client, now):
    instance.posts = [post(2), post(1)]
    memory = known(await visit(source, client, Memory(), now, 10))
    instance.posts[1] = post(1, content="<p>Ralat: jembatan sudah dibuka</p>", edited_at="2026-03-09T08:00:00.000Z")
    fetched = await visit(source, client, memory, now, 10)
    (item,) = fetched.items
    assert (item.body, item.warnings) == ("Ralat: jembatan sudah dibuka", ("disunting oleh penulisnya",))
    assert (fetched.outcome.new_items, fetched.gone) == (0, ())


async def test_what_is_redacted_in_the_archive_is_not_taken_for_an_edit(instance, source, client, now):
    instance.posts = [post(1, content="<p>Hubungi saya di 0812-3456-7890 ya</p>")]
    memory = known(await visit(source, client, Memory(), now, 10))
    assert (await visit(source, client, memory, now, 10)).outcome.status == "unchanged"


async def test_an_account_is_looked_up_and_read_without_what_it_passed_on(web, make_source, client, now):
    web.answer("/api/v1/accounts/lookup?acct=dinas", json.dumps({"id": "77", "acct": "dinas"}))
    served = Timeline()
    web.handle(STATUSES, served)
    served.posts = [post(2, account={"acct": "dinas"}), post(1, account={"acct": "dinas"}, reblog=post(9))]
    (item,) = (await visit(make_source(web.url("/@dinas"), kind="mastodon"), client, Memory(), now, 10)).items
    assert item.author == client.pseudonym("127.0.0.1", "dinas")
    assert all("exclude_reblogs=true" in path for path in web.paths() if path.startswith(STATUSES))


async def test_an_account_can_be_named_by_its_number(web, make_source, client, now):
    web.answer(STATUSES, json.dumps([post(1)]))
    assert len((await visit(make_source(web.url(STATUSES), kind="mastodon"), client, Memory(), now, 10)).items) == 1


def feed(url: str) -> str:
    return f"""<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>Dinas</title><link>{url}</link>
      <item><guid isPermaLink="true">https://sosial.example/@dinas/1001</guid><link>https://sosial.example/@dinas/1001</link>
      <pubDate>Mon, 09 Mar 2026 00:01:00 +0000</pubDate>
      <description>&lt;p&gt;Kabar dari @warga&lt;/p&gt;</description></item></channel></rss>"""


@pytest.mark.parametrize("status", [401, 404, 422])
@pytest.mark.parametrize("path", ["/@dinas", "/users/dinas.rss"])
async def test_the_public_feed_stands_in_where_the_interface_is_closed(web, make_source, client, now, status, path):
    web.answer("/api/v1/accounts/lookup", "{}", status)
    web.answer("/@dinas.rss", feed(web.url("/@dinas")), kind="application/rss+xml")
    fetched = await visit(make_source(web.url(path), kind="mastodon"), client, Memory(), now, 10)
    (item,) = fetched.items
    assert item.body == f"Kabar dari @akun-{client.pseudonym('127.0.0.1', 'warga')[:8]}"
    assert (item.external_id, item.url) == ("sosial.example/1001", "https://sosial.example/statuses/1001")
    assert fetched.outcome.reason.startswith("dibaca dari umpan karena API tertutup")


async def test_a_feed_that_asks_not_to_be_indexed_is_not_read(web, make_source, client, now):
    web.answer("/api/v1/accounts/lookup", "{}", 401)
    web.answer("/@dinas.rss", feed(web.url("/@dinas")), kind="application/rss+xml", headers={"X-Robots-Tag": "noindex, noarchive"})
    fetched = await visit(make_source(web.url("/@dinas"), kind="mastodon"), client, Memory(), now, 10)
    assert (fetched.outcome.status, fetched.items) == ("refused", ())


async def test_the_feed_is_not_asked_for_where_the_interface_answers(web, make_source, client, now):
    web.answer("/api/v1/accounts/lookup", json.dumps({"id": "77"}))
    web.answer(STATUSES, "[]")
    await visit(make_source(web.url("/@dinas"), kind="mastodon"), client, Memory(), now, 10)
    assert "/@dinas.rss" not in web.paths()


async def test_a_lookup_cannot_send_us_elsewhere(web, make_source, client, now):
    web.answer("/api/v1/accounts/lookup", json.dumps({"id": "../../../rahasia?x="}))
    outcome = (await visit(make_source(web.url("/@dinas"), kind="mastodon"), client, Memory(), now, 10)).outcome
    assert (outcome.status, outcome.reason) == ("failed", "akun tidak ditemukan pada jawaban server")


async def test_an_endless_timeline_of_nothing_usable_ends(source, client, now, web):
    def endless(handler):
        query = parse_qs(urlsplit(handler.path).query)
        at = int(query.get("max_id", ["999999"])[0]) - 1
        handler.send_response(200)
        handler.end_headers()
        handler.wfile.write(json.dumps([post(1, id=str(at), visibility="direct")]).encode())

    web.handle(PATH, endless)
    assert (await visit(source, client, Memory(), now, 10)).outcome.status == "unchanged"
    assert len(web.paths()) < 10


async def test_cursors_that_run_in_a_circle_end(source, client, now, web):
    def circle(handler):
        at = int(parse_qs(urlsplit(handler.path).query).get("max_id", ["3"])[0])
        handler.send_response(200)
        handler.end_headers()
        handler.wfile.write(json.dumps([post(at, id=str(at % 3 + 1))]).encode())

    web.handle(PATH, circle)
    assert (await visit(source, client, Memory(), now, 10)).outcome.status == "heard"
    assert len(web.paths()) <= 4


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("<html>masuk dulu</html>", "jawaban bukan JSON yang sah"),
        ('{"error": "x"}', "jawaban bukan daftar kiriman"),
        ("[" * 10_000 + "]" * 10_000, "jawaban bukan JSON yang sah"),
        ("", "jawaban bukan JSON yang sah"),
    ],
)
async def test_an_answer_that_is_no_timeline_is_a_failure(web, source, client, now, body, reason):
    web.answer(PATH, body, kind="application/json")
    outcome = (await visit(source, client, Memory(), now, 10)).outcome
    assert (outcome.status, outcome.reason) == ("failed", reason)


@pytest.mark.parametrize("status", [401, 403, 422])
async def test_an_instance_that_closes_its_timelines_refuses(web, source, client, now, status):
    web.answer(PATH, '{"error": "This method requires an authenticated user"}', status, kind="application/json")
    assert (await visit(source, client, Memory(), now, 10)).outcome.status == "refused"


async def test_strange_posts_are_passed_over(web, source, client, now):
    strange = [
        None,
        7,
        [],
        {},
        {"id": 5},
        post(1) | {"account": "x"},
        post(2, content=7),
        post(4, uri="http://[", mentions=[{"acct": 5}, 3], edited_at=[]),
        post(3, url="javascript:1", content="\ud800ada\x00"),
    ]
    web.answer(PATH, json.dumps(strange), kind="application/json")
    odd, item = (await visit(source, client, Memory(), now, 10)).items
    assert odd.external_id == "127.0.0.1/1004"
    assert (item.body, item.url) == ("ada", None)


async def test_an_unchanged_timeline_is_not_sent_again(web, source, client, now):
    web.answer(PATH, json.dumps([]), kind="application/json", etag='W/"1"')
    first = await visit(source, client, Memory(), now, 10)
    second = await visit(source, client, Memory({v.url: v for v in first.validators}), now, 10)
    assert (second.outcome.status, second.outcome.not_modified, second.outcome.requests) == ("unchanged", 1, 1)
