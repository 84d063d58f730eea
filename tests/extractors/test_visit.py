from __future__ import annotations

import pytest

from extractors import ExtractorError
from extractors.visit import Memory, kinds, visit

XML = "application/rss+xml"


def test_every_kind_is_a_file_with_an_async_fetch():
    assert {"feed", "mastodon", "factcheck"} <= set(kinds())
    assert not {"http", "visit", "article", "handed_in"} & set(kinds())


async def test_a_kind_that_no_file_reads_is_a_mistake_of_ours(client, make_source, now):
    with pytest.raises(ExtractorError, match=r"'telepati' is not read by any file in extractors/; choose one of: .*feed"):
        await visit(make_source("https://contoh.id", kind="telepati"), client, Memory(), now, 1)


@pytest.mark.parametrize(
    ("answer", "status", "reason"),
    [
        ({"status": 403}, "refused", "menolak kunjungan (403)"),
        ({"status": 401}, "refused", "menolak kunjungan (401)"),
        ({"status": 404}, "failed", "tidak ada (404)"),
        ({"status": 500}, "failed", "menjawab 500"),
        ({"status": 503, "headers": {"Retry-After": "86400"}}, "failed", "sibuk (503), minta ditunda 86400 detik"),
        ({"body": "<!doctype html><html><body>Galat</body></html>"}, "failed", "bukan umpan RSS/Atom, melainkan halaman HTML"),
        ({"body": ""}, "failed", "bukan umpan RSS/Atom yang terbaca"),
        ({"body": b"x" * 1_000_001}, "failed", "isi lebih dari 1.000.000 byte"),
        ({"body": "<rss version='2.0'><channel></channel></rss>"}, "unchanged", "umpan tanpa entri"),
    ],
)
async def test_a_fault_is_a_value(web, client, make_source, now, answer, status, reason):
    fetched = await visit(make_source(web.answer("/feed", **answer)), client, Memory(), now, 10)
    assert (fetched.outcome.status, fetched.outcome.reason) == (status, reason)
    assert (fetched.items, fetched.outcome.source_id) == ((), "suara_etam")


async def test_a_disallowed_feed_is_a_refusal(web, client, make_source, now):
    web.answer("/robots.txt", "User-agent: *\nDisallow: /feed", kind="text/plain")
    outcome = (await visit(make_source(web.url("/feed")), client, Memory(), now, 10)).outcome
    assert (outcome.status, outcome.reason) == ("refused", "robots.txt melarang alamat ini")


async def test_an_unreadable_robots_txt_is_a_failure_with_its_reason(web, client, make_source, now):
    web.answer("/robots.txt", "", 500)
    outcome = (await visit(make_source(web.url("/feed")), client, Memory(), now, 10)).outcome
    assert (outcome.status, outcome.reason) == ("failed", "robots.txt tidak terbaca: menjawab 500")


async def test_a_listing_that_takes_too_long_is_a_failure(web, client, make_source, now):
    outcome = (await visit(make_source(web.answer("/feed", "", seconds=1)), client, Memory(), now, 0.2)).outcome
    assert (outcome.status, outcome.reason) == ("failed", "batas waktu kunjungan habis")


async def test_an_exception_nobody_expected_is_named_and_stops_nothing(client, make_source, now):
    outcome = (await visit(make_source(), client, Memory(), now, 10)).outcome
    assert (outcome.status, outcome.reason) == ("failed", "kesalahan tak terduga saat membaca: IndexError")


async def test_requests_are_counted_per_visit(web, client, make_source, now):
    source = make_source(web.answer("/feed", "<rss version='2.0'><channel></channel></rss>", kind=XML, etag='"a"'))
    first = await visit(source, client, Memory(), now, 10)
    second = await visit(source, client, Memory({v.url: v for v in first.validators}), now, 10)
    assert (first.outcome.requests, first.outcome.not_modified) == (2, 0)
    assert (second.outcome.requests, second.outcome.not_modified) == (1, 1)
