"""Stories on several pages: where they go on, and how they are joined."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from archive.records import Source
from extractors.addresses import page_number, story_url
from extractors.article import join_pages, read_article

NOW = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)
SOURCE = Source(id="suluh", name="Suluh Borneo", kind="feed", urls=(), tier="B", region="Kaltim")
STORY = "https://suluh.example/los-ikan-pasar"
FIRST = "Pengurus pasar menutup sementara los ikan karena saluran pembuangan di bawah lantainya tersumbat sejak akhir pekan."
SECOND = "Pedagang dipindahkan ke halaman timur dan tetap berjualan seperti biasa sampai perbaikan selesai dua pekan lagi."


def read(pager, url=STORY, paragraph=FIRST, head=""):
    html = (
        f"<title>Los ikan pasar ditutup</title>{head}<article><h1>Los ikan pasar ditutup</h1><p>{paragraph}</p></article><div>{pager}</div>"
    )
    return read_article(html.encode(), url, SOURCE, NOW)


@pytest.mark.parametrize(
    ("url", "story", "number"),
    [
        (f"{STORY}?page=2", STORY, 2),
        (f"{STORY}?halaman=3&p=1", f"{STORY}?p=1", 3),
        (f"{STORY}/2", STORY, 2),
        (f"{STORY}/page/2/", f"{STORY}/", 2),
        ("https://suluh.example/2026/03", "https://suluh.example/2026/03", 1),
        ("https://suluh.example/berita?page=2", "https://suluh.example/berita?page=2", 1),
        ("https://suluh.example/?p=12", "https://suluh.example/?p=12", 1),
        ("https://suluh.example/read/4711/los-ikan", "https://suluh.example/read/4711/los-ikan", 1),
    ],
)
def test_an_address_of_a_page_is_told_from_the_storys(url, story, number):
    assert (story_url(url), page_number(url)) == (story, number)


@pytest.mark.parametrize(
    ("pager", "rest", "whole"),
    [
        ('<a href="?page=2">2</a> <a href="?page=3">3</a>', (f"{STORY}?page=2", f"{STORY}?page=3"), False),
        ('<a href="/los-ikan-pasar/2">Selanjutnya</a>', (f"{STORY}/2",), False),
        ('<a href="?page=2">2</a> <a href="?page=all">Lihat semua</a>', (f"{STORY}?page=all",), True),
        ('<a href="?showpage=all">Tampilkan semua</a>', (f"{STORY}?showpage=all",), True),
        ('<a href="/berita?page=2">2</a> <a href="/berita-lain/2">Lain</a>', (), False),
        ('<a href="https://saingan.example/los-ikan-pasar?page=2">2</a>', (), False),
    ],
)
def test_a_page_tells_where_its_story_goes_on(pager, rest, whole):
    article = read(pager)
    assert (article.url, article.rest, article.whole) == (STORY, rest, whole)


def test_an_announced_next_page_is_enough():
    assert read("", head='<link rel="next" href="/los-ikan-pasar?page=2">').rest == (f"{STORY}?page=2",)


def test_a_second_page_says_so_and_names_the_first():
    article = read('<a href="/los-ikan-pasar">1</a> <a href="?page=3">3</a>', f"{STORY}?page=2")
    assert article.url == STORY
    assert article.rest == (STORY, f"{STORY}?page=3")
    assert "alamat halaman 2 dari berita ini" in article.warnings


def test_pages_are_joined_in_order_and_what_they_repeat_is_kept_once():
    first, second = read('<a href="?page=2">2</a>'), read("", f"{STORY}?page=2", f"{FIRST}</p><p>{SECOND}")
    joined = join_pages(first, [second])
    assert joined.body == f"{FIRST}\n\n{SECOND}"
    assert (joined.url, joined.rest) == (STORY, ())


def test_the_whole_story_replaces_its_first_page():
    first, everything = read('<a href="?page=all">Semua</a>'), read("", STORY, f"{FIRST}</p><p>{SECOND}")
    assert join_pages(first, [everything]).body == f"{FIRST}\n\n{SECOND}"
