from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from extractors.visit import Memory, visit

FEED = "/xrpc/app.bsky.feed.getAuthorFeed"
SEARCH = "/xrpc/app.bsky.feed.searchPosts"
POSTS = "/xrpc/app.bsky.feed.getPosts"
SESSION = "/xrpc/com.atproto.server.createSession"
DID = "did:plc:abcdefghijklmnopqrstuvwx"


def post(n: int, text: str | None = None, **more):
    record = {"$type": "app.bsky.feed.post", "createdAt": f"2026-03-09T01:{n:02}:00.000Z", "langs": ["id"], "text": text or f"Kabar ke-{n}"}
    return {
        "uri": f"at://{DID}/app.bsky.feed.post/3k{n:03}",
        "cid": "x",
        "author": {"did": DID, "handle": "dinas.contoh.example", "displayName": "Dinas Contoh", "avatar": "https://x.example/a.jpg"}
        | more.pop("author", {}),
        "record": record | more.pop("record", {}),
        "indexedAt": f"2026-03-09T01:{n:02}:30.000Z",
        "labels": [],
    } | more


class Network:
    """Serves posts newest first in pages of ``size``, and what of them still stands."""

    def __init__(self, web):
        self.posts = []
        self.size = 100
        self.wrap = True
        for path in (FEED, SEARCH):
            web.handle(path, self.page)
        web.handle(POSTS, self.look_up)

    def page(self, handler):
        parts = urlsplit(handler.path)
        at = int(parse_qs(parts.query).get("cursor", ["0"])[0])
        some = self.posts[at : at + self.size]
        listed = {"feed": [one if "post" in one else {"post": one} for one in some]} if parts.path == FEED else {"posts": some}
        more = {"cursor": str(at + self.size)} if at + self.size < len(self.posts) else {}
        self._answer(handler, listed | more)

    def look_up(self, handler):
        uris = parse_qs(urlsplit(handler.path).query)["uris"]
        assert len(uris) <= 25
        self._answer(handler, {"posts": [one for one in self.posts if one.get("uri") in uris]})

    def _answer(self, handler, value):
        handler.send_response(200)
        handler.end_headers()
        handler.wfile.write(json.dumps(value).encode())


@pytest.fixture
def network(web):
    return Network(web)


@pytest.fixture
def source(web, make_source):
    return make_source(web.url(f"{FEED}?actor=dinas.contoh.example&filter=posts_no_replies"), kind="bluesky", id="dinas")


@pytest.fixture
def search(web, make_source):
    return make_source(web.url(f"{SEARCH}?q=kaltim&sort=latest"), kind="bluesky", id="cari")


@pytest.fixture
async def member(make_client, web):
    """A client that may log in."""
    secrets = {"PANTAU_BLUESKY_HANDLE": "kantor.example", "PANTAU_BLUESKY_APP_PASSWORD": "rahasia-sekali"}
    web.answer(SESSION, json.dumps({"accessJwt": "tanda.masuk.kantor", "did": DID}))
    async with make_client(secrets=secrets, pseudonym_key=b"k") as client:
        yield client


def known(fetched):
    return Memory(known=frozenset(item.id for item in fetched.items), recent=fetched.items)


async def test_a_post_becomes_an_item(network, source, client, now, web):
    network.posts = [post(7, "Jalan Poros ditutup\n\nLewat Sungai Hulu dulu")]
    fetched = await visit(source, client, Memory(), now, 10)
    (item,) = fetched.items
    assert (item.kind, item.title, item.body, item.language) == ("post", None, "Jalan Poros ditutup\n\nLewat Sungai Hulu dulu", "id")
    assert item.external_id == f"at://{DID}/app.bsky.feed.post/3k007"
    assert item.url == f"https://bsky.app/profile/{DID}/post/3k007"
    assert item.published_at == datetime(2026, 3, 9, 1, 7, tzinfo=UTC)
    assert parse_qs(urlsplit(web.paths()[0]).query) == {
        "actor": ["dinas.contoh.example"],
        "filter": ["posts_no_replies"],
        "limit": ["100"],
    }


async def test_of_an_author_only_a_pseudonym_is_kept(network, source, client, now):
    network.posts = [post(1)]
    (item,) = (await visit(source, client, Memory(), now, 10)).items
    assert item.author == client.pseudonym("bluesky", "dinas.contoh.example")
    told = json.dumps(asdict(item), default=str).lower()
    assert "dinas.contoh.example" not in told
    assert "dinas contoh" not in told
    assert "a.jpg" not in told


async def test_an_account_without_a_valid_handle_still_has_one_pseudonym(network, source, client, now):
    lost = {"handle": "handle.invalid"}
    network.posts = [post(2, author=lost), post(1, author=lost | {"did": "did:plc:lain"})]
    one, other = (await visit(source, client, Memory(), now, 10)).items
    assert one.author != other.author


async def test_mentions_become_pseudonyms_and_short_links_are_written_out(network, source, client, now):
    text = "Terima kasih @warga.contoh.example 🙏 baca pemkot.example/berita/lan... dan Selengkapnya"
    raw = text.encode()
    link = raw.index(b"pemkot")
    facets = [
        {"index": {"byteStart": link, "byteEnd": raw.index(b" dan")}, "features": [{"uri": "https://pemkot.example/berita/langkah"}]},
        {"index": {"byteStart": raw.index(b"Selen"), "byteEnd": len(raw)}, "features": [{"uri": "https://pemkot.example/lain"}]},
        {"index": {"byteStart": link + 2, "byteEnd": 99_999}, "features": [{"uri": "https://jahat.example/"}]},
        {"index": {"byteStart": "x", "byteEnd": None}, "features": "x"},
        {"index": {"byteStart": 0, "byteEnd": 5}, "features": [{"uri": "javascript:1"}]},
    ]
    network.posts = [post(1, text, record={"facets": facets})]
    (item,) = (await visit(source, client, Memory(), now, 10)).items
    warga = client.pseudonym("bluesky", "warga.contoh.example")[:8]
    assert item.body == f"Terima kasih @akun-{warga} 🙏 baca https://pemkot.example/berita/langkah dan Selengkapnya"


async def test_reposts_and_pinned_posts_are_left_out(network, source, client, now):
    network.posts = [
        {"post": post(3), "reason": {"$type": "app.bsky.feed.defs#reasonPin"}},
        {"post": post(2, author={"did": "did:plc:lain"}), "reason": {"$type": "app.bsky.feed.defs#reasonRepost", "by": {}}},
        post(1),
    ]
    assert [item.external_id[-3:] for item in (await visit(source, client, Memory(), now, 10)).items] == ["001"]


@pytest.mark.parametrize("label", ["!no-unauthenticated", "!hide", "!takedown"])
async def test_who_asks_not_to_be_shown_to_visitors_is_not_kept(network, source, client, now, label):
    network.posts = [
        post(3, author={"labels": [{"val": label, "src": DID}]}),
        post(2, labels=[{"val": label}]),
        post(1, author={"labels": [{"val": label, "neg": True}, {"val": "lain"}]}),
    ]
    assert [item.external_id[-3:] for item in (await visit(source, client, Memory(), now, 10)).items] == ["001"]


async def test_a_backdated_post_stands_where_the_network_puts_it(network, source, client, now):
    network.posts = [post(2, record={"createdAt": "2090-01-01T00:00:00Z"}), post(1, record={"createdAt": "2026-03-08T00:00:00+08:00"})]
    ahead, back = (await visit(source, client, Memory(), now, 10)).items
    assert ahead.published_at == datetime(2026, 3, 9, 1, 2, 30, tzinfo=UTC)
    assert back.published_at == datetime(2026, 3, 7, 16, tzinfo=UTC)


async def test_pages_are_turned_only_back_to_what_is_known(network, source, client, now, web):
    network.posts, network.size = [post(n) for n in range(50, 0, -1)], 20
    first = await visit(source, client, Memory(), now, 10)
    assert len(first.items) == 50
    before = len(web.paths())
    network.posts.insert(0, post(51))
    second = await visit(source, client, Memory(known=known(first).known), now, 10)
    assert [item.external_id[-3:] for item in second.items] == ["051"]
    assert len(web.paths()) - before == 2


async def test_a_deleted_post_disappears_and_an_old_one_stays(network, source, client, now):
    network.posts = [post(n) for n in range(59, 0, -1)]
    memory = known(await visit(source, client, Memory(), now, 10))
    deleted = network.posts.pop(30)
    network.size = 5
    fetched = await visit(source, client, memory, now, 10)
    assert [item.external_id for item in memory.recent if item.id in fetched.gone] == [deleted["uri"]]


async def test_a_look_up_that_fails_deletes_nothing(network, source, client, now, web):
    network.posts = [post(2), post(1)]
    memory = known(await visit(source, client, Memory(), now, 10))
    network.posts.pop()
    web.replace(POSTS, "<html>maaf</html>")
    fetched = await visit(source, client, memory, now, 10)
    assert (fetched.gone, fetched.outcome.status) == ((), "partial")
    assert fetched.outcome.faults == ("pemeriksaan kiriman yang dihapus: jawaban bukan JSON yang sah",)


async def test_who_asks_later_not_to_be_shown_leaves_the_archive(network, source, client, now):
    network.posts = [post(2), post(1)]
    memory = known(await visit(source, client, Memory(), now, 10))
    network.posts[0]["author"]["labels"] = [{"val": "!no-unauthenticated"}]
    assert len((await visit(source, client, memory, now, 10)).gone) == 1


async def test_a_search_logs_in_and_never_shows_its_keys(network, search, member, now, web):
    network.posts = [post(2), post(1)]
    fetched = await visit(search, member, Memory(), now, 10)
    assert len(fetched.items) == 2
    login, asked = web.seen
    assert (login.path, json.loads(login.body)) == (SESSION, {"identifier": "kantor.example", "password": "rahasia-sekali"})
    assert asked.headers["authorization"] == "Bearer tanda.masuk.kantor"
    for secret in ("rahasia-sekali", "tanda.masuk"):
        assert secret not in asked.path
        assert secret not in repr(fetched)


async def test_only_the_search_gets_the_login(network, source, search, member, now, web, make_source):
    network.posts = [post(1)]
    await visit(make_source(*search.urls, *source.urls, kind="bluesky"), member, Memory(), now, 10)
    assert {urlsplit(seen.path).path: "authorization" in seen.headers for seen in web.seen} == {SESSION: False, SEARCH: True, FEED: False}


@pytest.mark.usefixtures("network")
async def test_a_search_without_keys_says_which_are_missing(search, client, now, web):
    outcome = (await visit(search, client, Memory(), now, 10)).outcome
    assert (outcome.status, web.paths()) == ("failed", [])
    assert "PANTAU_BLUESKY_HANDLE" in outcome.reason


@pytest.mark.parametrize(("status", "ends"), [(401, "refused"), (400, "failed"), (200, "failed")])
@pytest.mark.usefixtures("network")
async def test_a_login_that_fails_ends_as_an_outcome(search, member, now, web, status, ends):
    web.replace(SESSION, "{}", status)
    assert (await visit(search, member, Memory(), now, 10)).outcome.status == ends


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("<html>masuk dulu</html>", "jawaban bukan JSON yang sah"),
        ('{"error": "InvalidRequest"}', "jawaban bukan daftar kiriman"),
        ('{"feed": {}}', "jawaban bukan daftar kiriman"),
        ('{"feed":' * 10_000 + "[]" + "}" * 10_000, "jawaban bukan JSON yang sah"),
        ("[]", "jawaban bukan objek JSON"),
    ],
)
async def test_an_answer_that_is_no_timeline_is_a_failure(web, source, client, now, body, reason):
    web.answer(FEED, body)
    outcome = (await visit(source, client, Memory(), now, 10)).outcome
    assert (outcome.status, outcome.reason) == ("failed", reason)


@pytest.mark.parametrize(("status", "ends"), [(401, "refused"), (403, "refused"), (429, "failed"), (502, "failed")])
async def test_a_closed_door_ends_as_an_outcome(web, source, client, now, status, ends):
    web.answer(FEED, "{}", status)
    assert (await visit(source, client, Memory(), now, 10)).outcome.status == ends


async def test_strange_posts_are_passed_over(web, source, client, now):
    strange = [None, 7, {}, {"post": 3}, {"post": post(1) | {"author": []}}, {"post": post(2) | {"record": "x"}}]
    strange += [{"post": post(3, record={"text": ["x"]})}, {"post": post(4, record={"langs": 5, "facets": {"a": 1}})}]
    web.answer(FEED, json.dumps({"feed": strange, "cursor": 5}))
    assert [item.external_id[-3:] for item in (await visit(source, client, Memory(), now, 10)).items] == ["004"]


async def test_cursors_that_run_in_a_circle_end(web, source, client, now):
    web.answer(FEED, json.dumps({"feed": [{"post": post(1)}], "cursor": "lagi"}))
    assert len((await visit(source, client, Memory(), now, 10)).items) == 1
    assert len(web.paths()) == 2


async def test_an_unchanged_timeline_is_not_sent_again(web, source, client, now):
    web.answer(FEED, json.dumps({"feed": []}), etag='W/"1"')
    first = await visit(source, client, Memory(), now, 10)
    second = await visit(source, client, Memory({v.url: v for v in first.validators}), now, 10)
    assert (second.outcome.status, second.outcome.not_modified) == ("unchanged", 1)
