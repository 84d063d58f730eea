from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from archive.records import stable_id
from extractors.visit import Memory, visit

XML = "application/rss+xml; charset=utf-8"


def remembered(fetched, *more) -> Memory:
    """What an archive would hand to the next visit after these."""
    items = {item.id: item for one in (fetched, *more) for item in one.items}
    validators = {v.url: v for one in (fetched, *more) for v in one.validators}
    complete = frozenset(id_ for id_, item in items.items() if item.body)
    return Memory(validators, complete, tuple(item for item in items.values() if not item.body))


@pytest.fixture
def site(web, article_page, make_feed):
    """A feed of two articles whose pages can be read."""
    web.answer("/feed", make_feed(1, 2), kind=XML, etag='"satu"')
    for n in (1, 2):
        web.answer(f"/{n}", article_page(f"Judul halaman {n}"))
    return web


@pytest.fixture
def source(web, make_source):
    return make_source(web.url("/feed"))


async def test_an_entry_and_its_page_become_one_item(site, source, client, now):
    fetched = await visit(source, client, Memory(), now, 10)
    one = fetched.items[0]
    assert one.id == stable_id("suara_etam", "se-1")
    assert (one.kind, one.url, one.external_id) == ("article", site.url("/1"), "se-1")
    assert (one.title, one.summary) == ("Judul halaman 1", "Ringkasan 1.")
    assert "perahu penyeberangan" in one.body
    assert one.published_at == datetime(2026, 3, 10, 0, 30, tzinfo=UTC), "the page's time, not the feed's"
    assert one.collected_at == now


@pytest.mark.usefixtures("site")
async def test_the_outcome_counts_what_happened(source, client, now):
    outcome = (await visit(source, client, Memory(), now, 10)).outcome
    assert (outcome.status, outcome.reason, outcome.faults) == ("heard", None, ())
    assert (outcome.items, outcome.new_items, outcome.requests, outcome.not_modified) == (2, 2, 4, 0)
    assert outcome.at == now
    assert 0 < outcome.seconds < 10


async def test_an_unchanged_feed_costs_one_request_and_no_page(site, source, client, now):
    first = await visit(source, client, Memory(), now, 10)
    before = len(site.seen)
    second = await visit(source, client, remembered(first), now, 10)
    assert (second.outcome.status, second.outcome.not_modified, second.items) == ("unchanged", 1, ())
    assert [seen.path for seen in site.seen[before:]] == ["/feed"]


async def test_a_changed_feed_costs_only_its_new_pages(site, source, client, now, make_feed, article_page):
    first = await visit(source, client, Memory(), now, 10)
    site.replace("/feed", make_feed(3, 1, 2), kind=XML, etag='"dua"')
    site.answer("/3", article_page("Judul halaman 3"))
    before = len(site.seen)
    second = await visit(source, client, remembered(first), now, 10)
    assert [item.external_id for item in second.items] == ["se-3"]
    assert (second.outcome.items, second.outcome.new_items) == (3, 1)
    assert [seen.path for seen in site.seen[before:]] == ["/feed", "/3"]


async def test_a_page_that_fails_leaves_the_words_of_the_feed_and_a_fault(site, source, client, now):
    site.replace("/2", "", 500)
    fetched = await visit(source, client, Memory(), now, 10)
    two = fetched.items[1]
    assert (two.title, two.summary, two.body) == ("Judul umpan 2", "Ringkasan 2.", None)
    assert two.published_at == datetime(2026, 3, 10, 0, 0, tzinfo=UTC)
    assert (fetched.outcome.status, fetched.outcome.faults) == ("partial", (f"{site.url('/2')}: menjawab 500",))
    assert fetched.validators, "the page is remembered as incomplete, so a 304 hides nothing"


async def test_a_page_that_failed_is_looked_at_again_even_behind_a_304(site, source, client, now, article_page):
    site.replace("/2", "", 500)
    first = await visit(source, client, Memory(), now, 10)
    site.replace("/2", article_page("Judul halaman 2"))
    before = len(site.seen)
    second = await visit(source, client, remembered(first), now, 10)
    (two,) = second.items
    assert (two.id, two.title, bool(two.body)) == (first.items[1].id, "Judul halaman 2", True)
    assert (second.outcome.status, second.outcome.new_items, second.outcome.not_modified) == ("heard", 0, 1)
    assert [seen.path for seen in site.seen[before:]] == ["/feed", "/2"]


async def test_of_a_feed_only_source_no_page_is_opened(site, source, client, now):
    fetched = await visit(replace(source, state="feed_only"), client, Memory(), now, 10)
    assert [(item.title, item.body) for item in fetched.items] == [("Judul umpan 1", None), ("Judul umpan 2", None)]
    assert site.paths() == ["/feed"]
    assert fetched.validators
    again = await visit(replace(source, state="feed_only"), client, remembered(fetched), now, 10)
    assert (again.outcome.status, site.paths()) == ("unchanged", ["/feed", "/feed"])


async def test_two_entries_with_one_guid_are_one_item(web, source, client, now, make_feed, article_page):
    feed = make_feed(1, 1)
    web.answer("/feed", feed, kind=XML)
    web.answer("/1", article_page())
    fetched = await visit(source, client, Memory(), now, 10)
    assert (len(fetched.items), web.paths()) == (1, ["/feed", "/1"])


async def test_an_article_shared_under_two_addresses_has_one_id(web, source, client, now, article_page):
    item = "<item><title>Judul</title><link>{}</link></item>"
    links = (web.url("/1?utm_source=a"), web.url("/1?utm_source=b#atas"))
    web.answer("/feed", "<rss version='2.0'><channel>" + "".join(item.format(link) for link in links) + "</channel></rss>", kind=XML)
    web.answer("/1", article_page())
    (one,) = (await visit(source, client, Memory(), now, 10)).items
    assert one.id == stable_id("suara_etam", web.url("/1"))


async def test_a_time_that_states_a_zone_is_not_read_as_utc(web, source, client, now, make_feed):
    web.answer("/feed", make_feed(1, published="Tue, 10 Mar 2026 08:15:00 WITA"), kind=XML)
    (one,) = (await visit(replace(source, state="feed_only"), client, Memory(), now, 10)).items
    assert one.published_at == datetime(2026, 3, 10, 0, 15, tzinfo=UTC)
    assert (one.published_raw, one.published_zone_known) == ("Tue, 10 Mar 2026 08:15:00 WITA", "stated")


async def test_a_time_without_a_zone_is_read_in_the_zone_of_its_source(web, source, client, now, make_feed):
    web.answer("/feed", make_feed(1, published="2026-03-10 08:15:00"), kind=XML)
    (one,) = (await visit(replace(source, state="feed_only", timezone="Asia/Jakarta"), client, Memory(), now, 10)).items
    assert (one.published_at, one.published_zone_known) == (datetime(2026, 3, 10, 1, 15, tzinfo=UTC), "source")


async def test_an_unreadable_time_stays_missing_and_is_told(web, source, client, now, make_feed):
    web.answer("/feed", make_feed(1, published="sesudah subuh"), kind=XML)
    (one,) = (await visit(replace(source, state="feed_only"), client, Memory(), now, 10)).items
    assert (one.published_raw, one.published_at, one.at) == ("sesudah subuh", None, now)
    assert "waktu terbit tidak terbaca atau di masa depan" in one.warnings


async def test_a_link_into_a_private_network_is_not_followed(web, other_web, source, client, now):
    feed = f"<rss version='2.0'><channel><item><title>Jebakan</title><link>{other_web.url('/kunci')}</link></item></channel></rss>"
    web.answer("/feed", feed, kind=XML)
    fetched = await visit(source, client, Memory(), now, 10)
    assert fetched.outcome.faults == (f"{other_web.url('/kunci')}: alamat di jaringan pribadi tidak dikunjungi",)
    assert other_web.seen == []


async def test_a_page_that_is_no_html_is_a_fault(site, source, client, now):
    site.replace("/2", b"%PDF-1.7", kind="application/pdf")
    assert (await visit(source, client, Memory(), now, 10)).outcome.faults == (f"{site.url('/2')}: bukan halaman HTML (application/pdf)",)


async def test_a_site_that_turns_pages_away_is_not_asked_for_all_of_them(web, source, client, now, make_feed):
    web.answer("/feed", make_feed(*range(1, 31)), kind=XML)
    for n in range(1, 31):
        web.answer(f"/{n}", "", 403)
    fetched = await visit(source, client, Memory(), now, 10)
    assert len(fetched.items) == 30
    assert len(web.paths()) < 10
    assert fetched.outcome.faults[-1].startswith("situs menolak kunjungan; 2")
    assert fetched.outcome.status == "partial"


async def test_the_next_address_is_used_when_the_first_fails(web, client, now, make_source, make_feed, article_page):
    web.answer("/1", article_page())
    web.answer("/lama", "<!doctype html><html><body>pindah</body></html>")
    web.answer("/feed", make_feed(1), kind=XML)
    fetched = await visit(make_source(web.url("/lama"), web.url("/feed")), client, Memory(), now, 10)
    assert (len(fetched.items), fetched.outcome.status) == (1, "heard")
    assert fetched.outcome.reason == "alamat utama gagal: bukan umpan RSS/Atom, melainkan halaman HTML; dipakai alamat cadangan"


async def test_when_every_address_fails_the_first_fault_is_told(web, client, now, make_source):
    web.answer("/satu", "", 403)
    outcome = (await visit(make_source(web.url("/satu"), web.url("/dua")), client, Memory(), now, 10)).outcome
    assert (outcome.status, outcome.reason) == ("refused", "menolak kunjungan (403)")


async def test_when_the_time_is_over_what_was_heard_is_kept(web, source, client, now, make_feed, article_page):
    web.answer("/feed", make_feed(*range(1, 11)), kind=XML, etag='"x"')
    for n in range(1, 4):
        web.answer(f"/{n}", article_page())
    for n in range(4, 11):
        web.answer(f"/{n}", article_page(), seconds=5)
    started = time.monotonic()
    fetched = await visit(source, client, Memory(), now, 1.5)
    assert time.monotonic() - started < 3
    assert len(fetched.items) == 10
    assert sum(item.body is not None for item in fetched.items) == 3
    assert (fetched.outcome.status, fetched.validators) == ("partial", ())
    assert fetched.outcome.faults == ("batas waktu kunjungan habis; 7 halaman belum dibaca",)


async def test_of_a_long_feed_the_newest_are_taken_and_the_rest_at_the_next_visits(web, client, now, make_source, make_feed):
    web.answer("/feed", make_feed(*range(1, 31)), kind=XML)
    fetched = await visit(make_source(web.url("/feed"), max_items=5, state="feed_only"), client, Memory(), now, 10)
    assert (len(fetched.items), fetched.outcome.reason) == (5, "25 entri baru menunggu kunjungan berikutnya")
    assert fetched.validators == (), "a 304 would hide the rest"
