from __future__ import annotations

import gzip
import json

import pytest

from extractors import ExtractorError
from extractors.forms import read_answer

HOME = "https://kabarteluk.example/"


@pytest.fixture
def read(make_source):
    def read(body, html=False, url=HOME, **changes):
        body = body if isinstance(body, bytes) else body.encode()
        return read_answer(body, None, url, make_source(url, **changes), html=html)

    return read


def sitemap(*rows, news=True):
    def one(path, time, title):
        tags = f"<news:news><news:publication_date>{time}</news:publication_date><news:title>{title}</news:title></news:news>"
        return f"<url><loc>{HOME}{path}</loc>{tags if news else f'<lastmod>{time}</lastmod>'}</url>"

    return (
        '<?xml version="1.0"?><urlset xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">'
        + "".join(one(*row) for row in rows)
        + "</urlset>"
    )


def test_a_news_sitemap_is_read_newest_first(read):
    found = read(sitemap(("lama", "2026-03-09T08:00:00+08:00", "Lama"), ("baru", "2026-03-10T08:00:00+08:00", "Baru &amp; segar")))
    assert (found.form, found.archive) == ("sitemap", False)
    assert [(one.url, one.title, one.published_raw) for one in found.entries] == [
        (f"{HOME}baru", "Baru & segar", "2026-03-10T08:00:00+08:00"),
        (f"{HOME}lama", "Lama", "2026-03-09T08:00:00+08:00"),
    ]


def test_the_time_of_a_change_is_no_time_of_publication(read):
    found = read(sitemap(("a", "2026-03-09", ""), ("b", "2026-03-10", ""), news=False))
    assert [(one.url, one.published_raw) for one in found.entries] == [(f"{HOME}b", None), (f"{HOME}a", None)]
    assert found.archive


def test_a_compressed_sitemap_is_unpacked_and_a_bomb_is_not(read):
    assert len(read(gzip.compress(sitemap(("a", "2026-03-09", "A")).encode())).entries) == 1
    with pytest.raises(ExtractorError, match="terlalu besar"):
        read(gzip.compress(b"<urlset>" + b" " * 60_000_000))


def test_an_index_leads_to_what_holds_stories(read):
    def index(*children):
        rows = (f"<sitemap><loc>{HOME}{name}</loc><lastmod>{day}</lastmod></sitemap>" for name, day in children)
        return f"<sitemapindex>{''.join(rows)}</sitemapindex>"

    found = read(
        index(
            ("page-sitemap.xml", "2026-03-10"),
            ("category-sitemap.xml", "2026-03-10"),
            ("post-sitemap1.xml", "2026-01-01"),
            ("post-sitemap2.xml", "2026-03-09"),
        )
    )
    assert (found.form, found.children, found.dated) == ("index", (f"{HOME}post-sitemap2.xml", f"{HOME}post-sitemap1.xml"), True)
    found = read(index(("post-sitemap.xml", "2026-03-10"), ("sitemap-news.xml", "2026-03-09")))
    assert found.children == (f"{HOME}sitemap-news.xml",)


def post(**more):
    words = " ".join(["Warga kampung memperbaiki jembatan kayu bersama-sama sejak pagi."] * 10)
    return {
        "link": f"{HOME}jembatan/",
        "guid": {"rendered": f"{HOME}?p=5"},
        "title": {"rendered": "Jembatan &#8220;kayu&#8221;"},
        "excerpt": {"rendered": "<p>Gotong royong.</p>"},
        "content": {"rendered": f"<p>{words}</p>", "protected": False},
        "date": "2026-03-10T08:00:00",
        "date_gmt": "2026-03-10T00:00:00",
    } | more


def test_a_post_is_read_with_its_text(read):
    (one,) = read(json.dumps([post()])).entries
    assert (one.title, one.summary, one.url, one.external_id) == ("Jembatan “kayu”", "Gotong royong.", f"{HOME}jembatan/", f"{HOME}?p=5")
    assert (one.published_raw, one.warnings) == ("2026-03-10T00:00:00Z", ())
    assert "jembatan kayu" in one.content


@pytest.mark.parametrize("content", ["<p>Pendek.</p>", "<p>" + "kata " * 90 + "[&hellip;]</p>"])
def test_a_post_that_is_not_whole_has_no_text(read, content):
    (one,) = read(json.dumps([post(content={"rendered": content})])).entries
    assert one.content is None


def test_a_site_set_to_a_wrong_zone_is_told(read):
    (one,) = read(json.dumps([post(date_gmt="2026-03-10T07:00:00")])).entries
    assert one.published_raw == "2026-03-10T07:00:00Z"
    assert one.warnings == ("date dan date_gmt berselisih +1 jam, zona sumber +8",)


def test_of_a_site_known_to_be_set_wrong_the_clock_is_believed(read):
    (one,) = read(json.dumps([post(date_gmt="2026-03-10T07:00:00")]), trust_zone=False).entries
    assert (one.published_raw, one.warnings) == ("2026-03-10T08:00:00", ())


def test_wordpress_refusing_in_json_is_a_fault(read):
    with pytest.raises(ExtractorError, match="WordPress menolak: rest_forbidden"):
        read('{"code": "rest_forbidden", "message": "…"}')


PAGE = """<html><body><nav><a href="/berita/menu-yang-sangat-panjang">Menu yang sangat panjang sekali</a></nav>
<div class="card"><a href="/berita/pasar-apung-buka"><img src="x.jpg"></a><h3>
<a href="/berita/pasar-apung-buka?utm_source=x">Pasar apung buka</a></h3>
<p><a href="/berita/pasar-apung-buka">Pedagang kembali berjualan dari perahu mulai hari ini</a></p>
<a href="/berita/pasar-apung-buka">Selengkapnya</a></div>
<a href="/read/2026/03/10/771/listrik-desa">Listrik desa menyala sampai malam</a>
<a href="/kategori/ekonomi-dan-bisnis-daerah">Ekonomi dan bisnis di daerah</a>
<a href="https://lain.example/berita/satu-dua-tiga">Berita dari situs lain sama sekali</a>
<a href="/berkas/laporan-tahun-ini-2026.pdf">Laporan tahun ini dalam berkas</a>
<a href="javascript:alert(1)">Tautan yang bukan alamat web</a>
<a href="/berita/dua-kata-saja">Dua kata</a>
<footer><a href="/berita/hak-cipta-situs-ini">Hak cipta situs ini kami</a></footer></body></html>"""


def test_of_a_page_of_links_the_articles_are_found(read):
    found = read(PAGE, html=True)
    assert found.form == "page"
    assert [(one.url, one.title) for one in found.entries] == [
        (f"{HOME}berita/pasar-apung-buka", "Pasar apung buka"),
        (f"{HOME}read/2026/03/10/771/listrik-desa", "Listrik desa menyala sampai malam"),
    ]


def test_a_pattern_of_the_registry_decides_alone(read):
    found = read(PAGE, html=True, article_pattern=r"/berita/dua-")
    assert [one.title for one in found.entries] == ["Dua kata"]


def test_a_page_is_no_listing_unless_one_is_expected(read):
    with pytest.raises(ExtractorError, match="halaman HTML"):
        read(PAGE)


def test_a_page_nested_beyond_measure_is_refused(read):
    with pytest.raises(ExtractorError, match="terlalu dalam"):
        read("<html>" + "<div>" * 5_000, html=True)


def test_times_without_a_zone_are_ordered_by_that_of_the_source(read):
    found = read(sitemap(("a", "2026-03-10T08:30:00+09:00", "A"), ("b", "2026-03-10 08:00:00", "B")))
    assert [one.title for one in found.entries] == ["B", "A"]
