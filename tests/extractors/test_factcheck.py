from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from archive.records import stable_id
from extractors.claimreview import ClaimReview, claim_reviews
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


def remembering(*checks) -> Memory:
    return Memory(known=frozenset(c.id for c in checks), verdicts={c.id: (c.title, c.native_label) for c in checks})


@pytest.fixture
def relisted(web, source, make_feed, client, now):
    """What a later visit brings whose feed gives the check another headline."""

    async def visit_again(check, title):
        path = f"/feed-{len(web.seen)}"
        web.answer(path, make_feed(1, titles={1: title}), kind=XML)
        return await visit(replace(source, urls=(web.url(path),)), client, remembering(check), now, 10)

    return visit_again


async def test_a_known_check_whose_headline_gives_another_verdict_is_read_again(web, source, client, now, relisted):
    web.answer("/1", html("[SALAH] Jembatan roboh", LONG))
    web.answer("/1", html("[BENAR] Jembatan roboh", f"{LONG} Petugas kembali ke sana."))
    first = await only(source, client, now)
    (second,) = (await relisted(first, "[BENAR] Jembatan roboh ditabrak paus")).factchecks
    assert (second.id, second.label, second.native_label) == (first.id, "true", "BENAR")
    assert "kembali ke sana" in second.body


async def test_a_headline_that_was_corrected_is_believed_over_its_late_page_and_not_read_again(web, source, client, now, relisted):
    web.answer("/1", html("[SALAH] Jembatan roboh", LONG, script(review())))
    first = await only(source, client, now)
    (second,) = (await relisted(first, "[DICABUT] Jembatan roboh")).factchecks
    assert (second.label, second.native_label, second.title) == ("unknown", "DICABUT", "[DICABUT] Jembatan roboh")
    third = await relisted(second, "[DICABUT] Jembatan roboh")
    assert (third.factchecks, web.paths().count("/1")) == ((), 2)


async def test_a_headline_that_lost_its_verdict_has_the_page_say_whether_it_was_withdrawn(web, source, client, now, relisted):
    web.answer("/1", html("[SALAH] Jembatan roboh", LONG))
    web.answer("/1", html("Jembatan roboh", LONG))
    first = await only(source, client, now)
    (second,) = (await relisted(first, "Jembatan roboh")).factchecks
    assert (second.label, second.native_label) == ("unknown", None)
    assert (await relisted(second, "Jembatan roboh")).factchecks == ()


async def test_a_headline_that_lost_its_verdict_while_the_page_keeps_it_withdraws_nothing_and_is_read_once(
    web, source, client, now, relisted
):
    web.answer("/1", html("[SALAH] Jembatan roboh", LONG))
    first = await only(source, client, now)
    (second,) = (await relisted(first, "Jembatan roboh (diperbarui)")).factchecks
    assert (second.native_label, second.title) == ("SALAH", "Jembatan roboh")
    third = await relisted(second, "Jembatan roboh (diperbarui)")
    assert (third.factchecks, web.paths().count("/1")) == ((), 2)


async def test_a_headline_that_lost_its_verdict_says_nothing_while_its_page_fails(web, source, client, now, relisted):
    web.answer("/1", html("[SALAH] Jembatan roboh", LONG))
    web.answer("/1", "", 500)
    first = await only(source, client, now)
    fetched = await relisted(first, "Jembatan roboh")
    assert (fetched.factchecks, fetched.outcome.status) == ((), "partial")


async def test_a_corrected_headline_is_taken_in_while_its_page_fails(web, source, client, now, relisted):
    web.answer("/1", html("[SALAH] Jembatan roboh", LONG))
    web.answer("/1", "", 500)
    first = await only(source, client, now)
    (second,) = (await relisted(first, "[BENAR] Jembatan roboh")).factchecks
    assert (second.native_label, second.body) == ("BENAR", None)


async def test_a_label_of_two_words_is_not_taken_for_another_than_the_headline(web, source, client, now, relisted):
    web.answer("/1", html("Jembatan roboh", LONG))
    first = replace(await only(source, client, now), title="Jembatan roboh", native_label="SALAH (Konten Palsu)")
    assert (await relisted(first, "[SALAH] Jembatan roboh")).factchecks == ()
    assert len((await relisted(first, "[BENAR] Jembatan roboh")).factchecks) == 1


async def test_a_page_and_a_listing_that_never_agreed_are_no_correction(web, source, client, now):
    web.answer("/1", html("[HOAKS] Jembatan roboh", LONG))
    first = await only(source, client, now)
    second = await visit(source, client, remembering(first), now, 10)
    assert (first.native_label, second.factchecks, web.paths().count("/1")) == ("HOAKS", (), 1)


async def test_a_listing_that_gathers_claims_is_not_compared_with_its_first_claim(web, source, make_feed, client, now, relisted):
    title = "2 Hoaks Jembatan Pekan Ini"
    claims = "".join(f"<h2>{n}. Salah: Jembatan nomor {n} roboh ditabrak paus</h2><p>{LONG}</p>" for n in (1, 2))
    web.answer("/1", html(title, claims))
    web.replace("/feed", make_feed(1, titles={1: title}), kind=XML)
    checks = (await visit(source, client, Memory(), now, 10)).factchecks
    assert [check.native_label for check in checks] == ["Salah", "Salah"]
    assert (await relisted(checks[0], title)).factchecks == ()


async def test_of_a_feed_only_checker_the_headline_alone_withdraws(web, source, make_feed, client, now):
    closed = replace(source, state="feed_only")
    first = await only(closed, client, now)
    web.answer("/later", make_feed(1, titles={1: "Jembatan roboh ditabrak paus"}), kind=XML)
    (second,) = (await visit(replace(closed, urls=(web.url("/later"),)), client, remembering(first), now, 10)).factchecks
    assert (first.native_label, second.native_label, web.paths().count("/1")) == ("SALAH", None, 0)


async def test_a_word_that_nobody_sorted_is_kept_and_reported(web, source, make_feed, client, now):
    web.replace("/feed", make_feed(1, titles={1: "[NGAWUR] Jembatan roboh"}), kind=XML)
    web.answer("/1", html("[NGAWUR] Jembatan roboh", LONG))
    fetched = await visit(source, client, Memory(), now, 10)
    assert (fetched.factchecks[0].label, fetched.factchecks[0].native_label) == ("unknown", "NGAWUR")
    assert (fetched.outcome.status, fetched.outcome.reason) == ("heard", "label belum dipetakan: “NGAWUR”")


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


def html(title, body, head=""):
    paragraphs = body if body.startswith("<") else "".join(f"<p>{line}</p>" for line in body.split("\n"))
    return (
        f"<!doctype html><html lang='id'><head><meta charset='utf-8'><title>{title}</title>"
        f'<meta property="article:published_time" content="2026-03-09T09:00:00+07:00">{head}</head>'
        f"<body><nav><a href='/'>Beranda</a></nav><article><h1>{title}</h1>{paragraphs}</article></body></html>"
    )


LONG = "Petugas pemeriksa mendatangi jembatan itu, berbicara dengan penjaga pintu air, dan melihat sendiri bahwa lantainya utuh."


async def only(source, client, now):
    (check,) = (await visit(source, client, Memory(), now, 10)).factchecks
    return check


async def test_the_old_form_gives_narrative_and_class(web, source, client, now):
    body = (
        f"Hasil periksa fakta Rara Contoh\nJembatan itu utuh. {LONG}\n=====\n[KATEGORI]: Konteks yang Salah\n=====\n[SUMBER]: WhatsApp\n"
        f"=====\n[NARASI]: “Awas, jembatan gantung di hulu roboh ditabrak paus!”\n=====\n[PENJELASAN]: {LONG}\n=====\n[REFERENSI]: http://a.id"
    )
    web.answer("/1", html("[SALAH] Jembatan roboh ditabrak paus", body))
    check = await only(source, client, now)
    assert check.claim == "Awas, jembatan gantung di hulu roboh ditabrak paus!"
    assert (check.label, check.native_label) == ("false", "SALAH (Konteks yang Salah)")
    assert check.published_at == datetime(2026, 3, 9, 2, tzinfo=UTC)


async def test_without_a_headline_verdict_the_class_decides(web, make_source, make_feed, client, now):
    web.answer("/feed", make_feed(1, titles={1: "Jembatan roboh ditabrak paus"}), kind=XML)
    web.answer(
        "/1", html("Jembatan roboh ditabrak paus", f"{LONG}\n======\nKategori : False Context\n======\nNarasi: Jembatan di hulu roboh.")
    )
    check = await only(make_source(web.url("/feed"), kind="factcheck"), client, now)
    assert (check.label, check.native_label, check.claim) == ("out_of_context", "False Context", "Jembatan di hulu roboh.")


async def test_the_new_form_gives_the_narrative_under_its_heading(web, source, client, now):
    body = (
        "<section class='article--main'><p><strong>Narasi</strong></p><p>Akun itu mengunggah video dengan narasi: "
        "“Jembatan hulu roboh tadi malam”."
        f"</p><p><strong>Penjelasan</strong></p><p>{LONG}</p><p><strong>Kesimpulan</strong></p><p>Video itu konten palsu.</p></section>"
    )
    web.answer("/1", html("[SALAH] Jembatan roboh ditabrak paus", body, script(review("Jembatan roboh ditabrak paus"))))
    check = await only(replace(source, body_selector="section.article--main"), client, now)
    assert (check.claim, check.native_label) == ("Jembatan hulu roboh tadi malam", "Salah")


async def test_a_box_states_the_verdict(web, make_source, make_feed, client, now):
    web.answer("/feed", make_feed(1, titles={1: "Benarkah jembatan roboh ditabrak paus?"}), kind=XML)
    body = (
        f"hoaks!\nBerdasarkan verifikasi sejauh ini, informasi ini tidak benar.\nNarasi yang beredar\nJembatan di hulu kota roboh.\n{LONG}"
    )
    web.answer("/1", html("Benarkah jembatan roboh ditabrak paus?", body))
    check = await only(make_source(web.url("/feed"), kind="factcheck"), client, now)
    assert (check.label, check.native_label) == ("false", "hoaks")


async def test_claim_and_rating_lines_are_read_from_a_feed_whose_pages_stay_closed(web, make_source, client, now):
    feed = (
        '<rss version="2.0"><channel><title>x</title><item><title>Hoaks! Jembatan roboh</title><guid>1</guid>'
        f"<link>{web.url('/1')}</link>"
        "<description>Dinas membantahnya. Klaim: Jembatan roboh ditabrak paus Rating: Misinformasi</description>"
        "</item></channel></rss>"
    )
    web.answer("/feed", feed, kind=XML)
    check = await only(make_source(web.url("/feed"), kind="factcheck", state="feed_only"), client, now)
    assert (check.claim, check.label, check.native_label) == ("Jembatan roboh ditabrak paus", "misleading", "Misinformasi")
    assert web.paths() == ["/feed"]


async def test_a_conclusion_in_words_is_a_verdict(web, make_source, make_feed, client, now):
    web.answer("/feed", make_feed(1, titles={1: "Jembatan roboh ditabrak paus?"}), kind=XML)
    body = f"{LONG}\nKesimpulan\nInformasi bahwa jembatan roboh bersifat salah dan menyesatkan (false &amp; misleading)."
    web.answer("/1", html("Jembatan roboh ditabrak paus?", body))
    check = await only(make_source(web.url("/feed"), kind="factcheck"), client, now)
    assert (check.label, check.native_label) == ("false", "salah dan menyesatkan (false & misleading)")


async def test_hoax_or_fact_is_a_question_and_the_page_answers_it(web, make_source, make_feed, client, now):
    web.answer("/feed", make_feed(1, 2, titles={1: "[HOAKS atau FAKTA] Jembatan roboh", 2: "[HOAKS atau FAKTA] Pasar tutup"}), kind=XML)
    web.answer("/1", html("[HOAKS atau FAKTA] Jembatan roboh", f"{LONG}\nKesimpulan\nKlaim itu tidak benar."))
    web.answer("/2", html("[HOAKS atau FAKTA] Pasar tutup", f"{LONG}\nPasar itu sedang kami tanyakan kepada pengurusnya."))
    one, two = (await visit(make_source(web.url("/feed"), kind="factcheck"), client, Memory(), now, 10)).factchecks
    assert (one.label, one.native_label) == ("false", "tidak benar")
    assert (two.label, two.native_label) == ("unknown", "HOAKS atau FAKTA")


async def test_a_clarification_is_a_response_and_no_verdict(web, make_source, make_feed, client, now):
    web.answer("/feed", make_feed(1, titles={1: "[KLARIFIKASI] Dinas soal jembatan"}), kind=XML)
    web.answer("/1", html("[KLARIFIKASI] Dinas soal jembatan", LONG))
    check = await only(make_source(web.url("/feed"), kind="factcheck"), client, now)
    assert (check.label, check.native_label, check.claim) == ("clarification", "KLARIFIKASI", "Dinas soal jembatan")


async def test_a_scam_named_in_the_headline_says_more_than_a_plain_rating(web, make_source, make_feed, client, now):
    web.answer("/feed", make_feed(1, titles={1: "[PENIPUAN] Undian motor"}), kind=XML)
    web.answer("/1", html("[PENIPUAN] Undian motor", LONG, script(review("Undian motor"))))
    check = await only(make_source(web.url("/feed"), kind="factcheck"), client, now)
    assert (check.label, check.native_label) == ("scam_or_impersonation", "PENIPUAN (Salah)")


async def test_a_compilation_with_headings_gives_one_check_per_claim(web, make_source, make_feed, client, now):
    web.answer("/feed", make_feed(1, titles={1: "Kumpulan Hoaks Seputar Jembatan"}), kind=XML)
    body = (
        f"<p>{LONG}</p><h2>1. Tidak Benar Jembatan Roboh Ditabrak Paus</h2>"
        f"<p>{LONG} <a href='/cek/jembatan-roboh-ditabrak-paus'>Selengkapnya</a></p>"
        f"<h2>2. Cek Fakta: Menyesatkan, Foto Jembatan Retak</h2><p>{LONG}</p><h2>3. Kabar Jembatan Dijual</h2><p>{LONG}</p>"
    )
    web.answer("/1", html("Kumpulan Hoaks Seputar Jembatan", body))
    checks = (await visit(make_source(web.url("/feed"), kind="factcheck"), client, Memory(), now, 10)).factchecks
    assert [(check.claim, check.label) for check in checks] == [
        ("Jembatan Roboh Ditabrak Paus", "false"),
        ("Foto Jembatan Retak", "misleading"),
        ("Kabar Jembatan Dijual", "unknown"),
    ]
    assert checks[0].url == web.url("/cek/jembatan-roboh-ditabrak-paus"), "the claim's own check is recognisable by its address"
    assert len({check.id for check in checks}) == 3
    assert checks[0].id == stable_id("suara_etam", "se-1"), "one of them carries the entry's id, so the page is not read again"


async def test_a_compilation_without_headings_stays_one_without_a_verdict(web, make_source, make_feed, client, now):
    web.answer("/feed", make_feed(1, titles={1: "5 Hoaks Terpopuler Pekan Ini"}), kind=XML)
    web.answer("/1", html("5 Hoaks Terpopuler Pekan Ini", f"{LONG}\n{LONG} Klaim itu tidak benar."))
    check = await only(make_source(web.url("/feed"), kind="factcheck"), client, now)
    assert (check.label, check.claim) == ("unknown", "5 Hoaks Terpopuler Pekan Ini")
    assert "kumpulan beberapa klaim, tidak terpisahkan" in check.warnings


async def test_a_teller_of_others_verdicts_names_the_first_checker(web, make_source, make_feed, client, now):
    web.answer("/feed", make_feed(1, titles={1: "Benarkah jembatan roboh?"}), kind=XML)
    body = f"{LONG}\nBerdasarkan hasil penelusuran tim Jabar Saber Hoaks, klaim itu tidak benar. Kompas.com menulis hal yang sama."
    web.answer("/1", html("Benarkah jembatan roboh?", body))
    check = await only(make_source(web.url("/feed"), kind="factcheck", name="Suara Cek Fakta"), client, now)
    assert (check.publisher, check.label) == ("Jabar Saber Hoaks", "false")


async def test_a_checker_that_quotes_others_stays_the_publisher(web, source, client, now):
    web.answer("/1", html("[SALAH] Jembatan roboh", f"{LONG} Menurut tim Jabar Saber Hoaks kabar serupa beredar dulu."))
    assert (await only(source, client, now)).publisher == "Periksa Tepian (umpan)"


async def test_a_listing_page_leads_to_the_checks(web, make_source, client, now):
    listing = "".join(
        f"<article><h3><a href='/articles/{n}-salah-jembatan-roboh-ditabrak-paus-{n}'>"
        f"[SALAH] Jembatan ke-{n} roboh ditabrak paus</a></h3></article>"
        for n in range(1, 5)
    )
    web.answer("/articles", f"<html><body><main>{listing}</main></body></html>")
    for n in range(1, 5):
        page_ = html(f"[SALAH] Jembatan ke-{n} roboh ditabrak paus", LONG, script(review(f"Jembatan nomor {n} roboh")))
        web.answer(f"/articles/{n}-salah-jembatan-roboh-ditabrak-paus-{n}", page_)
    fetched = await visit(make_source(web.url("/articles?category=all&page=1"), kind="factcheck"), client, Memory(), now, 10)
    assert sorted(check.claim for check in fetched.factchecks) == [f"Jembatan nomor {n} roboh" for n in range(1, 5)]
    assert fetched.outcome.status == "heard"


@pytest.mark.parametrize(
    "body",
    [
        "", "<p>", "[NARASI]: " * 20_000, "=" * 200_000, "<h2>1. a b c</h2>" * 5_000, "<strong>" * 20_000, "\x00\x01[SALAH]",
        "<p>“</p>" * 5_000, "<p><strong>Narasi</strong> a</p>" * 3_000, "<article>" * 2_000, "<p><b>satu dua tiga</b></p>" * 3_000,
        "<h2><a href='javascript:alert(1)'>1. Tidak Benar satu dua</a></h2>" * 3,
    ],
)  # fmt: skip
async def test_a_hostile_page_leaves_what_the_feed_says(web, make_source, make_feed, client, now, body):
    web.answer("/feed", make_feed(1, titles={1: "[SALAH] Kumpulan hoaks jembatan"}), kind=XML)
    web.answer("/1", f"<html><body><article><h1>Kumpulan hoaks jembatan</h1>{body}</article></body></html>")
    fetched = await visit(make_source(web.url("/feed"), kind="factcheck"), client, Memory(), now, 20)
    assert fetched.factchecks
    assert fetched.outcome.seconds < 5
    assert all(check.url.startswith("http") for check in fetched.factchecks)


async def test_a_rating_at_the_end_of_its_scale_is_read_where_no_word_stands(web, make_source, make_feed, client, now):
    web.answer("/feed", make_feed(1, 2, titles={1: "Jembatan roboh", 2: "Pasar tutup"}), kind=XML)
    worst = review(reviewRating={"ratingValue": "1", "worstRating": 1, "bestRating": "5"})
    middle = review(reviewRating={"ratingValue": 3, "worstRating": 1, "bestRating": 5})
    web.answer("/1", html("Jembatan roboh", LONG, script(worst)))
    web.answer("/2", html("Pasar tutup", LONG, script(middle)))
    one, two = (await visit(make_source(web.url("/feed"), kind="factcheck"), client, Memory(), now, 10)).factchecks
    assert (one.label, one.native_label) == ("false", "nilai terburuk (1 dari 5)")
    assert (two.label, two.native_label) == ("unknown", None)
