from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from archive.records import stable_id
from extractors.claimreview import ClaimReview, claim_reviews
from extractors.factcheck import label_of, verdict_in
from extractors.visit import Memory, visit

XML = "application/rss+xml; charset=utf-8"


def review(claim="Jembatan roboh ditabrak paus", word="Salah", **more):
    return {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "claimReviewed": claim,
        "datePublished": "2026-03-09T10:00:00+08:00",
        "author": {"@type": "Organization", "name": "Periksa Tepian"},
        "reviewRating": {"@type": "Rating", "alternateName": word, "ratingValue": 1},
    } | more


def script(document) -> str:
    return f'<script type="application/ld+json">{document if isinstance(document, str) else json.dumps(document)}</script>'


def page(*documents) -> bytes:
    return ("<html><head>" + "".join(script(document) for document in documents) + "</head><body></body></html>").encode()


# ClaimReview


def test_a_review_is_read_from_a_page():
    assert claim_reviews(page(review()), None) == (
        (ClaimReview("Jembatan roboh ditabrak paus", "Salah", "Periksa Tepian", "2026-03-09T10:00:00+08:00"),),
        0,
    )


@pytest.mark.parametrize(
    "document",
    [
        [review()],
        {"@context": "https://schema.org", "@graph": [{"@type": "WebPage"}, review()]},
        {"@type": "NewsArticle", "review": [[{"a": review()}]]},
        review(**{"@type": ["Review", "ClaimReview"]}),
        review(**{"@type": "https://schema.org/ClaimReview"}),
        review(author=[{"name": "Periksa Tepian"}, {"name": "Lain"}]),
        review(author="Periksa Tepian"),
        review(reviewRating=[{"alternateName": "Salah"}]),
        review(claimReviewed={"@value": "Jembatan roboh ditabrak paus"}),
    ],
)
def test_a_review_is_found_in_every_form_sites_use(document):
    (one,), _ = claim_reviews(page(document), None)
    assert (one.claim, one.label, one.publisher) == ("Jembatan roboh ditabrak paus", "Salah", "Periksa Tepian")


def test_several_reviews_of_one_page_are_all_read_once():
    reviews, _ = claim_reviews(page([review(), review("Klaim kedua", "Benar")], review()), None)
    assert [one.claim for one in reviews] == ["Jembatan roboh ditabrak paus", "Klaim kedua"]


def test_a_broken_block_is_counted_and_does_not_hide_the_next():
    reviews, broken = claim_reviews(page('{"@type": "ClaimReview", ', review(), "[" * 100_000), None)
    assert (len(reviews), broken) == (1, 2)


def test_deep_documents_and_strange_values_are_no_trouble():
    deep = '{"a":' * 900 + json.dumps(review()) + "}" * 900
    assert len(claim_reviews(page(deep), None)[0]) == 1
    assert claim_reviews(page(review(author=7, reviewRating=[], claimReviewed=None)), None)[0][0].claim is None


def test_line_breaks_inside_a_string_are_forgiven():
    assert claim_reviews(page('{"@type": "ClaimReview", "claimReviewed": "dua\nbaris"}'), None)[0][0].claim == "dua baris"


def test_markup_in_a_claim_is_resolved():
    assert claim_reviews(page(review("A &amp; <b>B</b>")), None)[0][0].claim == "A & B"


# labels


@pytest.mark.parametrize(
    ("word", "label"),
    [
        ("Salah", "false"), ("[HOAKS]", "false"), ("Tidak Benar", "false"), ("Keliru", "false"),
        ("Hoaks! Berdasarkan penelusuran", "false"),
        ("Salah (False)", "false"), ("Salah/Disinformasi", "false"), ("Menyesatkan", "misleading"), ("DISINFORMASI", "misleading"),
        ("False Context", "out_of_context"), ("False Connection", "misleading"), ("Konten yang dimanipulasi", "manipulated"),
        ("PENIPUAN", "scam_or_impersonation"), ("Satire/Parodi", "satire"), ("Sebagian Benar", "partly_true"),
        ("Salah Sebagian", "partly_true"),
        ("Benar", "true"), ("KLARIFIKASI", "clarification"), ("Belum Terbukti", "unproven"),
        ("HOAKS atau FAKTA", "unknown"), ("bukan hoaks", "unknown"), ("tidak salah", "unknown"), ("Klaim ini tidak benar", "unknown"),
        ("", "unknown"), (None, "unknown"), ("Cukup akurat", "unknown"),
    ],
)  # fmt: skip
def test_a_checkers_word_is_sorted_or_left_unknown(word, label):
    assert label_of(word) == label


@pytest.mark.parametrize(
    ("title", "verdict"),
    [
        ("[SALAH] Jembatan roboh", ("SALAH", "Jembatan roboh")),
        ("[HOAKS atau FAKTA] Jembatan roboh", ("HOAKS atau FAKTA", "Jembatan roboh")),
        ("Keliru: Jembatan roboh", ("Keliru", "Jembatan roboh")),
        ("Cek Fakta: Tidak Benar: Jembatan roboh", ("Tidak Benar", "Jembatan roboh")),
        ("Samarinda: Jembatan roboh", (None, "Samarinda: Jembatan roboh")),
        ("Jembatan roboh", (None, "Jembatan roboh")),
        ("[SALAH]", (None, "[SALAH]")),
    ],
)
def test_a_headline_may_begin_with_the_verdict(title, verdict):
    assert verdict_in(title) == verdict


# the whole way


@pytest.fixture
def source(web, make_source, make_feed):
    web.answer("/feed", make_feed(1, titles={1: "[SALAH] Jembatan roboh ditabrak paus"}), kind=XML, etag='"x"')
    return make_source(web.url("/feed"), kind="factcheck", tier="fact", id="periksa_tepian", name="Periksa Tepian (umpan)")


async def test_a_review_becomes_a_fact_check(web, source, client, now, article_page):
    web.answer("/1", article_page("[SALAH] Jembatan roboh ditabrak paus", extra=script(review(word="Konten Palsu"))))
    fetched = await visit(source, client, Memory(), now, 10)
    (check,) = fetched.factchecks
    assert check.id == stable_id("periksa_tepian", "se-1")
    assert (check.claim, check.label, check.native_label) == ("Jembatan roboh ditabrak paus", "false", "Konten Palsu")
    assert (check.publisher, check.title, check.url) == ("Periksa Tepian", "[SALAH] Jembatan roboh ditabrak paus", web.url("/1"))
    assert "perahu penyeberangan" in check.body
    assert check.published_at == datetime(2026, 3, 10, 0, 30, tzinfo=UTC)
    assert (fetched.outcome.status, fetched.outcome.new_items, fetched.items) == ("heard", 1, ())


async def test_without_a_review_the_headline_speaks(web, source, client, now, article_page):
    web.answer("/1", article_page())
    (check,) = (await visit(source, client, Memory(), now, 10)).factchecks
    assert (check.claim, check.label, check.native_label) == ("Jembatan roboh ditabrak paus", "false", "SALAH")
    assert check.publisher == "Periksa Tepian (umpan)"


async def test_every_review_of_a_compilation_is_a_fact_check(web, source, client, now, article_page):
    web.answer("/1", article_page(extra=script([review(), review("Klaim kedua", "Benar")])))
    one, two = (await visit(source, client, Memory(), now, 10)).factchecks
    assert (one.label, two.label, one.id != two.id) == ("false", "true", True)


async def test_a_known_check_is_not_read_again(web, source, client, now, article_page):
    web.answer("/1", article_page(extra=script(review())))
    first = await visit(source, client, Memory(), now, 10)
    second = await visit(source, client, Memory(known=frozenset({first.factchecks[0].id})), now, 10)
    assert (second.factchecks, second.outcome.status, web.paths()) == ((), "unchanged", ["/feed", "/1", "/feed"])


async def test_a_page_that_fails_leaves_the_headline_and_the_feed_is_read_again(web, source, client, now):
    web.answer("/1", "", 500)
    fetched = await visit(source, client, Memory(), now, 10)
    (check,) = fetched.factchecks
    assert (check.label, check.body) == ("false", None)
    assert (fetched.outcome.status, fetched.outcome.faults) == ("partial", (f"{web.url('/1')}: menjawab 500",))
    assert fetched.validators == (), "behind a 304 the page would never be looked at again"


async def test_broken_json_is_a_fault_and_the_headline_speaks(web, source, client, now, article_page):
    web.answer("/1", article_page(extra=script('{"@type": "ClaimReview", ')))
    fetched = await visit(source, client, Memory(), now, 10)
    assert (fetched.factchecks[0].native_label, fetched.outcome.faults) == ("SALAH", (f"{web.url('/1')}: JSON-LD rusak",))


async def test_of_a_feed_only_checker_no_page_is_opened(web, source, client, now):
    fetched = await visit(replace(source, state="feed_only"), client, Memory(), now, 10)
    assert (fetched.factchecks[0].label, web.paths(), len(fetched.validators)) == ("false", ["/feed"], 1)
