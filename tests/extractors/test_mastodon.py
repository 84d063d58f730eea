from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from extractors.visit import Memory, visit

PATH = "/api/v1/timelines/tag/kaltim"


def post(n: int, **more):
    account = {"acct": f"warga{n}", "username": f"warga{n}", "display_name": f"Warga {n}", "noindex": False, "bot": False}
    return {
        "id": str(1000 + n),
        "created_at": "2026-03-10T01:00:00.000Z",
        "visibility": "public",
        "language": "id",
        "content": f"<p>Kabar nomor {n} dari tepian</p>",
        "url": f"https://sosial.example/@warga{n}/{1000 + n}",
        "reblog": None,
        "account": account | more.pop("account", {}),
    } | more


@pytest.fixture
def instance(web):
    """Serves a tag timeline newest first, as Mastodon does, and breaks at the cursors in ``broken``."""

    class Instance:
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

    served = Instance()
    web.handle(PATH, served)
    return served


@pytest.fixture
def source(web, make_source):
    return make_source(web.url(PATH), kind="mastodon", tier="social", id="sosial_kaltim")


async def test_a_post_becomes_an_item(instance, source, client, now):
    instance.posts = [post(1, content="<p>Air &amp; lumpur<br>di <a href='#'>#Samarinda</a></p><p>Hati-hati</p>", spoiler_text="Banjir")]
    fetched = await visit(source, client, Memory(), now, 10)
    (item,) = fetched.items
    assert (item.kind, item.title, item.body) == ("post", None, "Banjir\n\nAir & lumpur\ndi #Samarinda\n\nHati-hati")
    assert item.url == "https://sosial.example/@warga1/1001"
    assert item.published_at == datetime(2026, 3, 10, 1, tzinfo=UTC)
    assert (item.language, item.external_id) == ("id", "127.0.0.1/1001")
    assert (fetched.outcome.status, fetched.outcome.new_items) == ("heard", 1)


async def test_of_an_author_only_a_pseudonym_is_kept(instance, source, client, now):
    instance.posts = [post(1), post(1, id="900"), post(2)]
    one, same, other = (await visit(source, client, Memory(), now, 10)).items
    assert one.author == same.author != other.author
    told = {name: value for name, value in asdict(one).items() if name != "url"}
    assert "warga1" not in json.dumps(told, default=str).lower()


async def test_what_was_not_meant_for_everyone_stays_out(instance, source, client, now):
    instance.posts = [
        post(9, visibility="unlisted"),
        post(8, visibility="private"),
        post(7, account={"noindex": True}),
        post(6, reblog=post(1)),
        post(5, content="<p></p>"),
        post(4, account={"bot": True}),
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
    known = frozenset(item.id for item in (await visit(source, client, Memory(), now, 10)).items)
    before = len(web.paths())
    instance.posts.insert(0, post(91))
    fetched = await visit(source, client, Memory(known=known), now, 10)
    assert [item.external_id for item in fetched.items] == ["127.0.0.1/1091"]
    assert len(web.paths()) - before == 2
    assert (await visit(source, client, Memory(known=known | {fetched.items[0].id}), now, 10)).outcome.status == "unchanged"


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


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("<html>masuk dulu</html>", "jawaban bukan JSON yang sah"),
        ('{"error": "x"}', "jawaban bukan daftar kiriman"),
        ("[" * 100_000, "jawaban bukan JSON yang sah"),
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
        post(3, url="javascript:1", content="\ud800ada\x00"),
    ]
    web.answer(PATH, json.dumps(strange), kind="application/json")
    (item,) = (await visit(source, client, Memory(), now, 10)).items
    assert (item.body, item.url) == ("ada", None)


async def test_an_unchanged_timeline_is_not_sent_again(web, source, client, now):
    web.answer(PATH, json.dumps([]), kind="application/json", etag='W/"1"')
    first = await visit(source, client, Memory(), now, 10)
    second = await visit(source, client, Memory({v.url: v for v in first.validators}), now, 10)
    assert (second.outcome.status, second.outcome.not_modified, second.outcome.requests) == ("unchanged", 1, 1)
