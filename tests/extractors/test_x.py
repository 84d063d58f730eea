from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from extractors.visit import Memory, visit

SEARCH = "/2/tweets/search/recent"
TWEETS = "/2/tweets"
# The number that a post of the given minute of 9 March 2026, 01:00 UTC has.
FIRST = (int(datetime(2026, 3, 9, 1, tzinfo=UTC).timestamp() * 1000) - 1288834974657) << 22
MINUTE = 60_000 << 22


def number(n: int) -> str:
    return str(FIRST + n * MINUTE)


def post(n: int, text: str | None = None, **more):
    return {
        "id": number(n),
        "text": text or f"Kabar ke-{n}",
        "author_id": "77001",
        "created_at": f"2026-03-09T01:{n:02}:00.000Z",
        "lang": "in",
        "edit_history_tweet_ids": [number(n)],
    } | more


class Platform:
    """Finds posts newest first, ``size`` a page, and knows which ones still stand; ``headers`` are sent with every answer."""

    def __init__(self, web):
        self.posts = []
        self.size = 100
        self.headers = {}
        self.broken = set()
        web.handle(SEARCH, self.search)
        web.handle(TWEETS, self.look_up)

    def search(self, handler):
        query = {name: values[0] for name, values in parse_qs(urlsplit(handler.path).query).items()}
        found = [one for one in self.posts if int(one["id"]) > int(query.get("since_id", 0))]
        at = int(query.get("next_token", 0))
        page = found[at : at + self.size]
        meta = {"result_count": len(page)} | ({"newest_id": page[0]["id"], "oldest_id": page[-1]["id"]} if page else {})
        meta |= {"next_token": str(at + self.size)} if at + self.size < len(found) else {}
        self._answer(handler, {"meta": meta} | ({"data": page} if page else {}), 500 if at in self.broken else 200)

    def look_up(self, handler):
        ids = parse_qs(urlsplit(handler.path).query)["ids"][0].split(",")
        assert len(ids) <= 100
        standing = {one["id"] for one in self.posts}
        problem = {"title": "Not Found Error", "resource_type": "tweet", "type": "https://api.x.com/2/problems/resource-not-found"}
        errors = [{"value": id_, "resource_id": id_} | problem for id_ in ids if id_ not in standing]
        self._answer(handler, {"data": [{"id": id_, "text": "x"} for id_ in ids if id_ in standing], "errors": errors})

    def _answer(self, handler, value, status=200):
        handler.send_response(status)
        for name, header in self.headers.items():
            handler.send_header(name, header)
        handler.end_headers()
        handler.wfile.write(json.dumps(value).encode())


@pytest.fixture
def platform(web):
    return Platform(web)


@pytest.fixture
def source(web, make_source):
    return make_source(web.url(f"{SEARCH}?query=(kaltim%20OR%20samarinda)%20-is%3Aretweet"), kind="x", tier="social", id="x_cari")


@pytest.fixture
async def member(make_client):
    async with make_client(secrets={"PANTAU_X_BEARER_TOKEN": "tanda-rahasia"}, pseudonym_key=b"k") as client:
        yield client


def known(fetched):
    return Memory({v.url: v for v in fetched.validators}, frozenset(item.id for item in fetched.items), recent=fetched.items)


def searches(web):
    return [parse_qs(urlsplit(path).query) for path in web.paths() if path.startswith(SEARCH)]


async def test_a_post_becomes_an_item(platform, source, member, now, web):
    platform.posts = [post(7, "Banjir di Hulu &amp; Hilir\n\nHati-hati")]
    fetched = await visit(source, member, Memory(), now, 10)
    (item,) = fetched.items
    assert (item.kind, item.title, item.body, item.language) == ("post", None, "Banjir di Hulu & Hilir\n\nHati-hati", "id")
    assert (item.external_id, item.url) == (number(7), f"https://x.com/i/status/{number(7)}")
    assert item.published_at == datetime(2026, 3, 9, 1, 7, tzinfo=UTC)
    assert item.author == member.pseudonym("x", "77001")
    (asked,) = searches(web)
    assert (asked["query"], asked["max_results"]) == (["(kaltim OR samarinda) -is:retweet"], ["100"])
    assert "expansions" not in asked


async def test_the_token_goes_into_the_header_and_nowhere_else(platform, source, member, now, web):
    platform.posts = [post(7)]
    fetched = await visit(source, member, Memory(), now, 10)
    assert [seen.headers["authorization"] for seen in web.seen] == ["Bearer tanda-rahasia"]
    assert not [path for path in web.paths() if "rahasia" in path]
    assert "rahasia" not in repr(fetched)


@pytest.mark.usefixtures("platform")
async def test_without_a_token_nothing_is_asked(source, client, now, web):
    outcome = (await visit(source, client, Memory(), now, 10)).outcome
    assert (outcome.status, outcome.reason, web.paths()) == ("failed", "kunci PANTAU_X_BEARER_TOKEN belum diatur", [])


async def test_mentions_become_pseudonyms_and_links_are_written_out(platform, source, member, now):
    text = "@Warga_Hulu @4hari baca https://t.co/a dan https://t.co/b https://t.co/c kata @lain"
    mentions = [{"username": "Warga_Hulu", "id": "5"}, {"username": "4hari", "id": "6"}]
    urls = [
        {"url": "https://t.co/a", "expanded_url": "https://contoh.example/berita/panjang"},
        {"url": "https://t.co/b", "expanded_url": "https://twitter.com/warga_hulu/status/123"},
        {"url": "https://t.co/c", "expanded_url": "https://x.com/penulis/status/9/photo/1"},
        {"url": "kata", "expanded_url": "https://jahat.example"},
    ]
    platform.posts = [post(1, text, entities={"mentions": mentions, "urls": urls})]
    (item,) = (await visit(source, member, Memory(), now, 10)).items
    five, six, other = (member.pseudonym("x", who)[:8] for who in ("5", "6", "lain"))
    links = "https://contoh.example/berita/panjang dan https://x.com/i/status/123"
    assert item.body == f"@akun-{five} @akun-{six} baca {links}  kata @akun-{other}"
    assert "hulu" not in json.dumps(asdict(item), default=str).lower()


async def test_a_long_post_is_read_whole(platform, source, member, now):
    platform.posts = [post(1, "Awal yang terpot…", note_tweet={"text": "Awal yang terpotong, lalu lanjutannya"})]
    assert [item.body for item in (await visit(source, member, Memory(), now, 10)).items] == ["Awal yang terpotong, lalu lanjutannya"]


async def test_what_was_only_passed_on_is_left_out(platform, source, member, now):
    platform.posts = [
        post(3, referenced_tweets=[{"type": "retweeted", "id": "1"}]),
        post(2, referenced_tweets=[{"type": "quoted", "id": "1"}]),
    ]
    assert [item.external_id for item in (await visit(source, member, Memory(), now, 10)).items] == [number(2)]


@pytest.mark.parametrize(("mark", "language"), [("in", "id"), ("en", "en"), ("und", None), ("qme", None), ("zxx", None), (7, None)])
async def test_the_language_is_the_platform_s_word_for_it(platform, source, member, now, mark, language):
    platform.posts = [post(1, lang=mark)]
    assert (await visit(source, member, Memory(), now, 10)).items[0].language == language


async def test_a_search_asks_only_for_what_came_since(platform, source, member, now, web):
    platform.posts, platform.size = [post(n) for n in range(30, 0, -1)], 20
    first = await visit(source, member, Memory(), now, 10)
    assert len(first.items) == 30
    platform.posts.insert(0, post(31))
    second = await visit(source, member, known(first), now, 10)
    assert [item.external_id for item in second.items] == [number(31)]
    assert [asked.get("since_id") for asked in searches(web)] == [None, None, [number(30)]]
    third = await visit(source, member, known(second), now, 10)
    assert (third.outcome.status, third.validators) == ("unchanged", ())


async def test_a_starting_point_older_than_the_search_reaches_is_not_sent(platform, source, member, now, web):
    platform.posts = [post(7)]
    memory = known(await visit(source, member, Memory(), now, 10))
    await visit(source, member, memory, datetime(2026, 3, 16, 1, tzinfo=UTC), 10)
    assert [asked.get("since_id") for asked in searches(web)] == [None, None]


async def test_a_search_that_breaks_off_loses_nothing(platform, source, member, now):
    platform.posts, platform.size, platform.broken = [post(n) for n in range(40, 0, -1)], 10, {20}
    first = await visit(source, member, Memory(), now, 10)
    assert (first.outcome.status, len(first.items), first.validators) == ("partial", 18, ())
    platform.broken = set()
    platform.posts.insert(0, post(41))
    second = await visit(source, member, Memory(known=known(first).known), now, 10)
    assert len({item.id for item in first.items + second.items}) == 41


async def test_when_the_allowance_is_spent_nothing_more_is_asked(platform, source, member, now, web):
    platform.posts, platform.size = [post(n) for n in range(40, 0, -1)], 10
    platform.headers = {"x-rate-limit-remaining": "0", "x-rate-limit-reset": str(int(now.timestamp()) + 600)}
    fetched = await visit(source, member, Memory(), now, 10)
    assert (fetched.outcome.status, len(web.paths())) == ("partial", 1)
    assert fetched.outcome.faults == (f"{source.urls[0]}: jatah bacaan X habis, minta ditunda 600 detik",)


async def test_a_deleted_post_disappears(platform, source, member, now):
    platform.posts = [post(n) for n in range(5, 0, -1)]
    memory = known(await visit(source, member, Memory(), now, 10))
    platform.posts.pop(2)
    fetched = await visit(source, member, memory, now, 10)
    assert [item.external_id for item in memory.recent if item.id in fetched.gone] == [number(3)]


@pytest.mark.parametrize(
    ("answer", "gone"),
    [
        ({"errors": [{"resource_id": number(1), "type": "https://api.x.com/2/problems/not-authorized-for-resource"}]}, 1),
        ({"errors": [{"resource_id": number(1), "type": "https://api.x.com/2/problems/unsupported-authentication"}]}, 0),
        ({"errors": [{"resource_id": "5", "type": "https://api.x.com/2/problems/resource-not-found"}, 7, {"type": 3}]}, 0),
        ({}, 0),
        ([], 0),
    ],
)
async def test_only_what_x_says_is_gone_is_gone(platform, source, member, now, web, answer, gone):
    platform.posts = [post(1)]
    memory = known(await visit(source, member, Memory(), now, 10))
    web.replace(TWEETS, json.dumps(answer))
    assert len((await visit(source, member, memory, now, 10)).gone) == gone


async def test_an_edited_post_keeps_its_id_and_gets_new_words(platform, source, member, now):
    platform.posts = [post(1)]
    memory = known(await visit(source, member, Memory(), now, 10))
    platform.posts.insert(0, post(2, "Ralat", edit_history_tweet_ids=[number(1), number(2)]))
    fetched = await visit(source, member, memory, now, 10)
    (item,) = fetched.items
    assert (item.id, item.body, item.warnings) == (memory.recent[0].id, "Ralat", ("disunting oleh penulisnya",))
    assert item.url == f"https://x.com/i/status/{number(2)}"
    assert (fetched.outcome.new_items, fetched.gone) == (0, ())


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("<html>masuk dulu</html>", "jawaban bukan JSON yang sah"),
        ('{"title": "Invalid Request"}', "jawaban bukan hasil pencarian"),
        ('{"data":' * 10_000 + "[]" + "}" * 10_000, "jawaban bukan JSON yang sah"),
        ("[]", "jawaban bukan objek JSON"),
    ],
)
async def test_an_answer_that_is_no_result_is_a_failure(web, source, member, now, body, reason):
    web.answer(SEARCH, body)
    outcome = (await visit(source, member, Memory(), now, 10)).outcome
    assert (outcome.status, outcome.reason) == ("failed", reason)


@pytest.mark.parametrize(("status", "ends"), [(401, "refused"), (403, "refused"), (422, "failed"), (429, "failed")])
async def test_a_closed_door_ends_as_an_outcome(web, source, member, now, status, ends):
    web.answer(SEARCH, "{}", status)
    assert (await visit(source, member, Memory(), now, 10)).outcome.status == ends


async def test_strange_posts_are_passed_over(web, source, member, now):
    strange = [None, 7, {}, post(1) | {"author_id": 5}, post(2) | {"text": []}, post(3) | {"id": "abc"}, post(4) | {"created_at": {}}]
    strange += [post(5, entities={"urls": 7, "mentions": [{}, 5]}, edit_history_tweet_ids=7, referenced_tweets="x", note_tweet=[])]
    web.answer(SEARCH, json.dumps({"data": strange, "meta": {"next_token": 5, "newest_id": []}}))
    items = (await visit(source, member, Memory(), now, 10)).items
    assert [(item.external_id, item.published_at is None) for item in items] == [(number(4), True), (number(5), False)]


async def test_tokens_that_run_in_a_circle_end(web, source, member, now):
    web.answer(SEARCH, json.dumps({"data": [post(1)], "meta": {"next_token": "lagi", "newest_id": number(1)}}))
    assert len((await visit(source, member, Memory(), now, 10)).items) == 1
    assert len(web.paths()) == 2
