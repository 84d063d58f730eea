"""Round-ups, galleries, locked texts, lists, pages that are not there."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from archive.records import Source
from extractors.article import ListingPageError, MissingPageError, read_article, split_stories

NOW = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)
SOURCE = Source(id="suluh", name="Suluh Borneo", kind="feed", urls=(), tier="B", region="Kaltim")
ADDRESS = "https://suluhborneo.example/los-ikan-pasar"
PARAGRAPHS = (
    "Pengurus pasar menutup sementara los ikan karena saluran pembuangan di bawah lantainya tersumbat sejak akhir pekan.",
    "Pedagang dipindahkan ke halaman timur dan tetap berjualan seperti biasa sampai perbaikan selesai dua pekan lagi.",
    "Seorang pedagang, Rohmah, meminta pengurus menyediakan peneduh karena dagangannya cepat layu pada siang hari.",
)
TEXT = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
TEASERS = "".join(f'<h3><a href="/berita-lain-{n}">Warga bergotong royong membersihkan parit nomor {n}</a></h3>' for n in range(8))


def read(body, title="Los ikan pasar ditutup", head="", url=ADDRESS):
    html = f"<!doctype html><html><head><title>{title}</title>{head}</head><body><h1>{title}</h1>{body}</body></html>"
    return read_article(html.encode(), url, SOURCE, NOW)


@pytest.mark.parametrize(
    "title",
    [
        "POPULER KALTIM: Los ikan ditutup | Jembatan putus",
        "5 berita terpopuler di Samarinda",
        "Kaltim kemarin, los ikan ditutup",
        "Kaleidoskop 2025",
    ],
)
def test_a_page_that_retells_several_stories_is_a_roundup(title):
    assert read(TEXT, title).kind == "roundup"


@pytest.mark.parametrize("title", ["Warga kemarin menutup pasar", "Penyanyi populer tampil di pasar"])
def test_a_story_with_a_word_of_roundups_is_none(title):
    assert read(TEXT, title).kind == "article"


def test_reports_from_two_towns_on_one_page_are_a_roundup():
    body = f"<p>SAMARINDA – {PARAGRAPHS[0]}</p><p>{PARAGRAPHS[1]}</p><p>BONTANG – {PARAGRAPHS[2]}</p>"
    assert read(body).kind == "roundup"


@pytest.mark.parametrize(
    ("head", "notice"),
    [
        ('<script type="application/ld+json">{"@type":"NewsArticle","isAccessibleForFree":"False"}</script>', ""),
        ("", "<p>Artikel ini khusus untuk pelanggan.</p><p>Nikmati liputan mendalam tanpa batas setiap hari sepanjang tahun.</p>"),
        ("", "<p>Berlangganan untuk membaca artikel ini sampai selesai.</p>"),
    ],
)
def test_a_locked_text_is_kept_as_far_as_it_is_free(head, notice):
    article = read(TEXT + notice, head=head)
    assert article.kind == "paywalled"
    assert article.body == "\n\n".join(PARAGRAPHS)


def test_a_page_of_pictures_is_no_story_of_words():
    pictures = "".join(
        f"<figure><img src='{n}.jpg'><figcaption>Pedagang ke-{n} menata ikan di halaman timur.</figcaption></figure>" for n in range(6)
    )
    article = read(f"{pictures}<p>{PARAGRAPHS[0]}</p>", "FOTO: Los ikan pindah ke halaman")
    assert (article.kind, article.body) == ("photo", PARAGRAPHS[0])


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("Suluh Borneo", f"<div>Maaf, berita sudah dihapus.</div>{TEASERS}"),
        ("Suluh Borneo", TEASERS),
        ("Suluh Borneo", f"<h2>Halaman yang Anda cari tidak ditemukan</h2>{TEASERS}{TEXT}"),
    ],
)
def test_a_page_that_a_site_shows_in_place_of_a_missing_one_is_refused(title, body):
    with pytest.raises(MissingPageError):
        read(body, title)


def test_a_list_of_headlines_is_refused():
    with pytest.raises(ListingPageError):
        read(TEASERS, "Kategori: Daerah")


LISTED = "".join(
    f'<div class="pos"><h2><a href="/kabar/{n}-dari-pasar">Kabar nomor {n} dari pasar pagi</a></h2><div>{n} Maret 2026 08:15 WITA</div>'
    f"<p>SAMARINDA – {PARAGRAPHS[0]} Kios {n}.</p><p>{PARAGRAPHS[1]}</p></div>"
    for n in (1, 2, 3)
)


def test_a_list_of_whole_texts_is_refused_as_an_article_and_split_into_its_stories():
    html = f"<title>Kategori: Pasar</title><h1>Kategori: Pasar</h1><div>{LISTED}</div>".encode()
    with pytest.raises(ListingPageError, match="3 berita"):
        read_article(html, "https://suluhborneo.example/pasar-pagi", SOURCE, NOW)
    stories = split_stories(html, "https://suluhborneo.example/pasar-pagi", SOURCE, NOW)
    assert [story.url for story in stories] == [f"https://suluhborneo.example/kabar/{n}-dari-pasar" for n in (1, 2, 3)]
    assert {story.dateline for story in stories} == {"SAMARINDA"}
    assert stories[0].body == f"{PARAGRAPHS[0]} Kios 1.\n\n{PARAGRAPHS[1]}"
    assert stories[1].published_at == datetime(2026, 3, 2, 0, 15, tzinfo=UTC)


def test_a_page_with_one_story_splits_into_none():
    html = f"<title>Los ikan pasar ditutup</title><article><h1>Los ikan pasar ditutup</h1>{TEXT}</article>{TEASERS}".encode()
    assert split_stories(html, ADDRESS, SOURCE, NOW) == ()


def test_a_story_ends_where_the_next_one_is_loaded_below_it():
    article = read(f"<article>{TEXT}</article><div>{LISTED}</div><p>Penutup halaman.</p>")
    assert article.body == "\n\n".join(PARAGRAPHS)
