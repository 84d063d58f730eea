"""Searches through the programming interface of Google's collection of fact-checks."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from extractors.visit import Memory, visit

JSON = "application/json; charset=UTF-8"
PATH = "/v1alpha1/claims:search"
KEY = "kunci-contoh-123"


def claim(n=1, **more):
    review = {
        "publisher": {"name": "Periksa Tepian", "site": "periksa.example"},
        "url": f"https://periksa.example/cek/{n}?utm_source=x",
        "title": f"[SALAH] Jembatan {n} roboh",
        "reviewDate": "2026-03-09T00:00:00Z",
        "textualRating": "Salah",
        "languageCode": "id",
    }
    return {"text": f"Jembatan {n} roboh ditabrak paus", "claimant": "Akun contoh", "claimDate": "2026-03-08T00:00:00Z"} | {
        "claimReview": [review | more]
    }


@pytest.fixture
async def client(make_client):
    async with make_client(secrets={"PANTAU_GOOGLE_FACTCHECK_KEY": KEY}) as client:
        yield client


@pytest.fixture
def source(web, make_source):
    return make_source(web.url(f"{PATH}?query=kaltim&languageCode=id&maxAgeDays=30&pageSize=10"), kind="google_factcheck", id="google")


async def test_every_review_becomes_a_check(web, source, client, now):
    web.answer(PATH, json.dumps({"claims": [claim(1), claim(2, textualRating="Menyesatkan")]}), kind=JSON)
    one, two = (await visit(source, client, Memory(), now, 10)).factchecks
    assert (one.claim, one.label, one.native_label, one.publisher) == ("Jembatan 1 roboh ditabrak paus", "false", "Salah", "Periksa Tepian")
    assert one.url == "https://periksa.example/cek/1", "the same address as in the checker's own feed"
    assert one.published_at == datetime(2026, 3, 9, tzinfo=UTC)
    assert two.label == "misleading"


async def test_the_key_travels_in_a_header_and_stands_nowhere_else(web, source, client, now):
    web.answer(PATH, json.dumps({"claims": [claim()]}), kind=JSON)
    fetched = await visit(source, client, Memory(), now, 10)
    (asked,) = [seen for seen in web.seen if seen.path != "/robots.txt"]
    assert asked.headers["x-goog-api-key"] == KEY
    assert KEY not in asked.path
    assert KEY not in repr(fetched)


async def test_without_a_key_nothing_is_asked(web, source, make_client, now):
    async with make_client() as client:
        outcome = (await visit(source, client, Memory(), now, 10)).outcome
    assert (outcome.status, web.paths()) == ("failed", [])
    assert "PANTAU_GOOGLE_FACTCHECK_KEY" in outcome.reason


async def test_a_key_in_the_address_is_refused(web, make_source, client, now):
    outcome = (await visit(make_source(web.url(f"{PATH}?query=a&key=rahasia"), kind="google_factcheck"), client, Memory(), now, 10)).outcome
    assert (outcome.status, web.paths()) == ("failed", [])
    assert "rahasia" not in outcome.reason


async def test_further_pages_are_asked_for_a_few_times(web, source, client, now):
    web.answer(PATH, json.dumps({"claims": [claim(1)], "nextPageToken": "a b"}), kind=JSON)
    web.answer(PATH, json.dumps({"claims": [claim(2)], "nextPageToken": "c"}), kind=JSON)
    web.answer(PATH, json.dumps({"claims": [claim(3)], "nextPageToken": "d"}), kind=JSON)
    web.answer(PATH, json.dumps({"claims": [claim(4)], "nextPageToken": "e"}), kind=JSON)
    fetched = await visit(source, client, Memory(), now, 10)
    assert len(fetched.factchecks) == 3
    assert web.paths()[1].endswith("&pageToken=a+b")


async def test_a_token_that_repeats_ends_the_pages(web, source, client, now):
    web.answer(PATH, json.dumps({"claims": [claim()], "nextPageToken": "a"}), kind=JSON)
    assert len((await visit(source, client, Memory(), now, 10)).factchecks) == 1
    assert len(web.paths()) == 2


async def test_one_search_that_fails_leaves_the_others(web, make_source, client, now):
    web.answer(f"{PATH}?query=a", json.dumps({"error": {"code": 400}}), 400, kind=JSON)
    web.answer(f"{PATH}?query=b", json.dumps({"claims": [claim()]}), kind=JSON)
    source = make_source(web.url(f"{PATH}?query=a"), web.url(f"{PATH}?query=b"), kind="google_factcheck")
    outcome = (await visit(source, client, Memory(), now, 10)).outcome
    assert (outcome.status, outcome.new_items, outcome.faults) == ("partial", 1, ("menjawab 400",))


async def test_an_empty_answer_is_no_failure(web, source, client, now):
    web.answer(PATH, "{}", kind=JSON)
    assert (await visit(source, client, Memory(), now, 10)).outcome.status == "unchanged"


async def test_a_known_check_is_not_given_again(web, source, client, now):
    web.answer(PATH, json.dumps({"claims": [claim()]}), kind=JSON)
    first = await visit(source, client, Memory(), now, 10)
    second = await visit(source, client, Memory(known=frozenset({first.factchecks[0].id})), now, 10)
    assert (second.factchecks, second.outcome.status) == ((), "unchanged")


@pytest.mark.parametrize("body", ["", "[]", "null", "<html></html>", '{"claims": ', "[" * 50_000, "7", '"x"'])
async def test_what_is_no_answer_is_a_failure(web, source, client, now, body):
    web.answer(PATH, body, kind=JSON)
    assert (await visit(source, client, Memory(), now, 10)).outcome.status == "failed"


async def test_reviews_with_strange_values_are_left_out_or_kept_as_far_as_they_go(web, source, client, now):
    odd = [
        7, {"claimReview": 7}, {"text": None, "claimReview": [{"url": "https://periksa.example/9"}]}, claim(1, url="javascript:alert(1)"),
        claim(2, url=None), claim(3, textualRating=None), claim(4, publisher=7, reviewDate="2090-01-01T00:00:00Z", textualRating="Ngawur"),
    ]  # fmt: skip
    web.answer(PATH, json.dumps({"claims": odd}), kind=JSON)
    three, four = (await visit(source, client, Memory(), now, 10)).factchecks
    assert (three.label, three.native_label) == ("false", "SALAH")
    assert (four.label, four.native_label, four.publisher, four.published_at) == ("unknown", "Ngawur", "periksa.example", None)


async def test_a_known_check_is_taken_in_again_once_its_rating_is_another(web, source, client, now):
    web.answer(PATH, json.dumps({"claims": [claim(1)]}), kind=JSON)
    web.answer(PATH, json.dumps({"claims": [claim(1, textualRating="Benar")]}), kind=JSON)
    (first,) = (await visit(source, client, Memory(), now, 10)).factchecks
    memory = Memory(known=frozenset({first.id}), verdicts={first.id: (first.title, first.native_label)})
    (second,) = (await visit(source, client, memory, now, 10)).factchecks
    assert (second.id, second.native_label) == (first.id, "Benar")
    memory = Memory(known=frozenset({first.id}), verdicts={first.id: (second.title, second.native_label)})
    assert (await visit(source, client, memory, now, 10)).factchecks == ()
