from __future__ import annotations

import base64
import json
from dataclasses import asdict
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from extractors.visit import Memory, visit

NEW = "/r/contoh/new"
INFO = "/api/info"
TOKEN = "/api/v1/access_token"
HOUR = int(datetime(2026, 3, 9, 1, tzinfo=UTC).timestamp())


def post(n: int, text: str = "Isi kiriman", **more):
    return {
        "name": f"t3_ab{n:03}",
        "id": f"ab{n:03}",
        "title": f"Judul {n}",
        "selftext": text,
        "author": "warga_hulu",
        "author_fullname": "t2_x",
        "created_utc": HOUR + 60.0 * n,
        "permalink": f"/r/contoh/comments/ab{n:03}/judul/",
        "over_18": False,
        "quarantine": False,
        "edited": False,
        "removed_by_category": None,
        "subreddit": "contoh",
    } | more


class Subreddit:
    """Lists posts newest first, ``size`` a page, and tells what it knows of single ones."""

    def __init__(self, web):
        self.posts = []
        self.size = 100
        web.handle(NEW, self.new)
        web.handle(INFO, self.info)

    def new(self, handler):
        after = parse_qs(urlsplit(handler.path).query).get("after", [None])[0]
        at = [one["name"] for one in self.posts].index(after) + 1 if after else 0
        page = self.posts[at : at + self.size]
        listed = [one for one in page if not one.get("gone")]
        self._answer(handler, listed, page[-1]["name"] if at + self.size < len(self.posts) else None)

    def info(self, handler):
        names = parse_qs(urlsplit(handler.path).query)["id"][0].split(",")
        assert len(names) <= 100
        self._answer(handler, [one for one in self.posts if one["name"] in names])

    def _answer(self, handler, posts, after=None):
        handler.send_response(200)
        handler.end_headers()
        children = [{"kind": "t3", "data": one} for one in posts]
        handler.wfile.write(json.dumps({"kind": "Listing", "data": {"after": after, "children": children}}).encode())


@pytest.fixture
def subreddit(web):
    web.answer(TOKEN, json.dumps({"access_token": "tanda-masuk", "token_type": "bearer", "expires_in": 86400}))
    return Subreddit(web)


@pytest.fixture
def source(web, make_source):
    return make_source(web.url(NEW), web.url(TOKEN), kind="reddit", tier="social", id="reddit_contoh")


@pytest.fixture
async def member(make_client):
    secrets = {"PANTAU_REDDIT_CLIENT_ID": "kantor", "PANTAU_REDDIT_CLIENT_SECRET": "sangat-rahasia"}
    async with make_client(secrets=secrets, pseudonym_key=b"k") as client:
        yield client


def known(fetched):
    return Memory(known=frozenset(item.id for item in fetched.items), recent=fetched.items)


async def test_a_post_becomes_an_item(subreddit, source, member, now):
    subreddit.posts = [post(7, "Paragraf satu.\n\nParagraf dua.")]
    fetched = await visit(source, member, Memory(), now, 10)
    (item,) = fetched.items
    assert (item.kind, item.title, item.body, item.language) == ("post", "Judul 7", "Paragraf satu.\n\nParagraf dua.", None)
    assert (item.external_id, item.url) == ("t3_ab007", "https://www.reddit.com/comments/ab007")
    assert item.published_at == datetime(2026, 3, 9, 1, 7, tzinfo=UTC)
    assert (item.published_raw, item.published_zone) == ("2026-03-09T01:07:00+00:00", "UTC")
    assert item.author == member.pseudonym("reddit", "warga_hulu")
    assert "hulu" not in json.dumps(asdict(item), default=str)


async def test_the_office_s_own_application_logs_in(subreddit, source, member, now, web):
    subreddit.posts = [post(1)]
    fetched = await visit(source, member, Memory(), now, 10)
    login, asked = web.seen
    assert (login.path, login.body) == (TOKEN, b"grant_type=client_credentials")
    assert login.headers["authorization"] == f"Basic {base64.b64encode(b'kantor:sangat-rahasia').decode()}"
    assert login.headers["content-type"] == "application/x-www-form-urlencoded"
    assert asked.headers["authorization"] == "Bearer tanda-masuk"
    assert not [word for word in ("rahasia", "tanda-masuk") if word in repr(fetched) + "".join(web.paths())]


@pytest.mark.usefixtures("subreddit")
async def test_without_keys_nothing_is_asked(source, client, now, web):
    outcome = (await visit(source, client, Memory(), now, 10)).outcome
    assert (outcome.status, outcome.reason, web.paths()) == ("failed", "kunci PANTAU_REDDIT_CLIENT_ID belum diatur", [])


@pytest.mark.parametrize(("status", "body", "ends"), [(401, "", "refused"), (200, "{}", "failed"), (200, "<html>", "failed")])
@pytest.mark.usefixtures("subreddit")
async def test_a_login_that_fails_ends_as_an_outcome(source, member, now, web, status, body, ends):
    web.replace(TOKEN, body, status)
    assert (await visit(source, member, Memory(), now, 10)).outcome.status == ends


async def test_a_link_without_words_of_its_own_is_its_title(subreddit, source, member, now):
    subreddit.posts = [post(1, "", url="https://contoh.example/berita")]
    (item,) = (await visit(source, member, Memory(), now, 10)).items
    assert (item.title, item.body) == ("Judul 1", None)


async def test_users_named_in_a_text_become_pseudonyms(subreddit, source, member, now):
    text = "Kata u/Warga_Lain dan /u/warga_lain serta @akunx; lihat https://www.reddit.com/u/tautan dan r/contoh"
    subreddit.posts = [post(1, text, title="Halo u/Warga_Lain")]
    (item,) = (await visit(source, member, Memory(), now, 10)).items
    other, at = member.pseudonym("reddit", "warga_lain")[:8], member.pseudonym("reddit", "akunx")[:8]
    rest = f"serta @akun-{at}; lihat https://www.reddit.com/u/tautan dan r/contoh"
    assert (item.title, item.body) == (f"Halo @akun-{other}", f"Kata @akun-{other} dan @akun-{other} {rest}")


@pytest.mark.parametrize(
    "change",
    [
        {"over_18": True},
        {"quarantine": True},
        {"selftext": "[removed]"},
        {"selftext": "[deleted]"},
        {"author": "[deleted]"},
        {"removed_by_category": "moderator"},
    ],
)
async def test_what_was_taken_away_or_is_for_adults_is_left_out_and_leaves_the_archive(subreddit, source, member, now, change):
    subreddit.posts = [post(2), post(1)]
    memory = known(await visit(source, member, Memory(), now, 10))
    assert len(memory.known) == 2
    subreddit.posts[1] = post(1, **change)
    assert len((await visit(source, member, Memory(), now, 10)).items) == 1
    fetched = await visit(source, member, memory, now, 10)
    assert [item.external_id for item in memory.recent if item.id in fetched.gone] == ["t3_ab001"]


async def test_a_post_that_reddit_no_longer_knows_disappears(subreddit, source, member, now):
    subreddit.posts = [post(2), post(1)]
    memory = known(await visit(source, member, Memory(), now, 10))
    subreddit.posts.pop()
    assert len((await visit(source, member, memory, now, 10)).gone) == 1


async def test_a_post_that_only_left_the_listing_stays_and_is_kept_up_to_date(subreddit, source, member, now):
    subreddit.posts = [post(n) for n in range(3, 0, -1)]
    memory = known(await visit(source, member, Memory(), now, 10))
    subreddit.posts[2] = post(1, "Ralat", edited=HOUR + 900.0, gone=True)
    fetched = await visit(source, member, memory, now, 10)
    assert fetched.gone == ()
    assert [(item.body, item.warnings) for item in fetched.items] == [("Ralat", ("disunting oleh penulisnya",))]
    assert fetched.outcome.new_items == 0


@pytest.mark.parametrize("answer", ["<html>", "{}", '{"data": {"children": 5}}'])
async def test_a_look_up_that_fails_deletes_nothing(subreddit, source, member, now, web, answer):
    subreddit.posts = [post(2), post(1)]
    memory = known(await visit(source, member, Memory(), now, 10))
    subreddit.posts.pop()
    web.replace(INFO, answer)
    fetched = await visit(source, member, memory, now, 10)
    assert (fetched.gone, fetched.outcome.status) == ((), "partial")


async def test_pages_are_turned_only_back_to_what_is_known(subreddit, source, member, now, web):
    subreddit.posts, subreddit.size = [post(n) for n in range(50, 0, -1)], 20
    first = await visit(source, member, Memory(), now, 10)
    assert len(first.items) == 50
    subreddit.posts.insert(0, post(51))
    before = len(web.paths())
    second = await visit(source, member, Memory(known=known(first).known), now, 10)
    assert [item.external_id for item in second.items] == ["t3_ab051"]
    assert len(web.paths()) - before == 3


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("<html>masuk dulu</html>", "jawaban bukan JSON yang sah"),
        ('{"error": 403}', "jawaban bukan daftar kiriman"),
        ('{"data":' * 10_000 + "[]" + "}" * 10_000, "jawaban bukan JSON yang sah"),
        ("[]", "jawaban bukan objek JSON"),
    ],
)
@pytest.mark.usefixtures("subreddit")
async def test_an_answer_that_is_no_listing_is_a_failure(web, source, member, now, body, reason):
    web.replace(NEW, body)
    outcome = (await visit(source, member, Memory(), now, 10)).outcome
    assert (outcome.status, outcome.reason) == ("failed", reason)


@pytest.mark.parametrize(("status", "ends"), [(401, "refused"), (403, "refused"), (422, "failed"), (429, "failed")])
@pytest.mark.usefixtures("subreddit")
async def test_a_closed_door_ends_as_an_outcome(web, source, member, now, status, ends):
    web.replace(NEW, "{}", status)
    assert (await visit(source, member, Memory(), now, 10)).outcome.status == ends


@pytest.mark.usefixtures("subreddit")
async def test_strange_posts_are_passed_over(web, source, member, now):
    strange = [None, 7, {}, post(1) | {"title": 5}, post(2) | {"author": None}, post(3) | {"name": []}]
    strange += [post(4, created_utc="kemarin"), post(5, created_utc=1e300), post(6) | {"selftext": 7}]
    children = [{"kind": "t3", "data": one} for one in strange] + [{"kind": "t1", "data": post(7)}, 5]
    web.replace(NEW, json.dumps({"data": {"children": children, "after": 7}}))
    items = (await visit(source, member, Memory(), now, 10)).items
    assert [(item.external_id, item.published_at is None) for item in items] == [
        ("t3_ab004", True),
        ("t3_ab005", True),
        ("t3_ab006", False),
    ]


@pytest.mark.usefixtures("subreddit")
async def test_cursors_that_run_in_a_circle_end(web, source, member, now):
    web.replace(NEW, json.dumps({"data": {"children": [{"kind": "t3", "data": post(1)}], "after": "t3_ab001"}}))
    assert len((await visit(source, member, Memory(), now, 10)).items) == 1
    assert len(web.paths()) == 3
