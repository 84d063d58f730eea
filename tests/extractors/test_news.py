"""How sources of news are read whatever they announce their articles by."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from archive.records import stable_id
from extractors.http import Client
from extractors.visit import Memory, visit

XML = "application/rss+xml; charset=utf-8"
JSON = "application/json; charset=utf-8"


def remembered(*visits) -> Memory:
    """What an archive would hand to the next visit: an article is complete once its page was read."""
    items = {item.id: item for one in visits for item in one.items}
    validators = {v.url: v for one in visits for v in one.validators}
    complete = frozenset(id_ for id_, item in items.items() if item.page)
    return Memory(validators, complete, tuple(item for item in items.values() if not item.page))


@pytest.fixture
def posts(web):
    """WordPress posts number ``first`` to ``last``, newest first, 50 a page as asked."""

    def make(first, last, words=10):
        def one(n):
            text = f"<p>{'Warga kampung memperbaiki jembatan kayu nomor bersama-sama sejak pagi hari. ' * words}</p>"
            return {
                "link": web.url(f"/tulisan-{n}/"),
                "guid": {"rendered": web.url(f"/?p={n}")},
                "title": {"rendered": f"Tulisan {n}"},
                "excerpt": {"rendered": "Ringkas."},
                "content": {"rendered": text},
                "date": "2026-03-10T08:00:00",
                "date_gmt": "2026-03-10T00:00:00",
            }

        return json.dumps([one(n) for n in range(last, first - 1, -1)])

    return make


def home_links(web, count=6):
    items = "".join(f"<item><title>Judul {n} umpan</title><link>{web.url('/')}</link></item>" for n in range(count))
    return f"<rss version='2.0'><channel>{items}</channel></rss>"


async def test_a_feed_whose_links_all_lead_home_gives_way_to_the_next_address(web, client, now, make_source, make_feed, article_page):
    web.answer("/umpan", home_links(web), kind=XML, etag='"a"')
    web.answer("/cadangan", make_feed(1), kind=XML, etag='"b"')
    web.answer("/1", article_page())
    fetched = await visit(make_source(web.url("/umpan"), web.url("/cadangan")), client, Memory(), now, 10)
    assert [item.external_id for item in fetched.items] == ["se-1"]
    assert fetched.outcome.reason == "alamat utama tidak berguna: semua tautan menuju halaman depan; dipakai alamat cadangan"
    assert [v.url for v in fetched.validators] == [web.url("/cadangan")], "a 304 of the first would hide the second"


async def test_without_another_address_the_words_of_such_a_feed_are_kept(web, client, now, make_source):
    web.answer("/umpan", home_links(web, 3), kind=XML)
    fetched = await visit(make_source(web.url("/umpan"), web.url("/hilang")), client, Memory(), now, 10)
    assert [(item.title, item.url) for item in fetched.items] == [(f"Judul {n} umpan", None) for n in range(3)]
    assert fetched.outcome.reason == "semua tautan menuju halaman depan"


async def test_an_empty_feed_gives_way_to_the_next_address(web, client, now, make_source, make_feed):
    web.answer("/umpan", make_feed(), kind=XML)
    web.answer("/cadangan", make_feed(1), kind=XML)
    fetched = await visit(make_source(web.url("/umpan"), web.url("/cadangan"), state="feed_only"), client, Memory(), now, 10)
    assert len(fetched.items) == 1
    assert fetched.outcome.reason == "alamat utama tidak berguna: umpan tanpa entri; dipakai alamat cadangan"


async def test_the_next_address_may_be_of_another_form(web, client, now, make_source, posts):
    web.answer("/wp-json/wp/v2/posts", posts(1, 1), kind=JSON)
    fetched = await visit(make_source(web.url("/hilang"), web.url("/wp-json/wp/v2/posts")), client, Memory(), now, 10)
    assert [item.title for item in fetched.items] == ["Tulisan 1"]
    assert fetched.outcome.reason == "alamat utama gagal: tidak ada (404); dipakai alamat cadangan"


async def test_national_desks_are_kept_where_their_words_concern_us(web, client, now, make_source, make_feed):
    titles = {1: "Banjir di Kutai Timur", 2: "Rapat di ibu kota", 3: "Pasar Kutaikota ramai", 4: "kutai  TIMUR siaga"}
    web.answer("/umpan", make_feed(1, 2, 3, 4, titles=titles), kind=XML, etag='"a"')
    source = make_source(web.url("/umpan"), only=("Kutai Timur", "Berau"))
    fetched = await visit(source, client, Memory(), now, 10)
    assert [item.title for item in fetched.items] == ["Banjir di Kutai Timur", "kutai TIMUR siaga"]
    assert (fetched.outcome.items, fetched.outcome.new_items) == (2, 2)
    assert web.paths() == ["/umpan", "/1", "/4"], "pages of other regions are never opened"
    assert fetched.validators


async def test_a_post_that_came_in_full_is_not_asked_for_again(web, client, now, make_source, posts):
    web.answer("/wp-json/wp/v2/posts", posts(1, 2), kind=JSON)
    fetched = await visit(make_source(web.url("/wp-json/wp/v2/posts"), kind="wordpress"), client, Memory(), now, 10)
    one = fetched.items[0]
    assert "jembatan kayu" in one.body
    assert (one.page, one.id) == ("article", stable_id("suara_etam", web.url("/?p=2")))
    assert (one.published_at, one.published_zone_known) == (datetime(2026, 3, 10, 0, 0, tzinfo=UTC), "stated")
    (asked,) = web.paths()
    assert "per_page=50" in asked
    assert "_fields=id,date" in asked


async def test_of_a_feed_only_source_the_text_in_a_post_stays_unread(web, client, now, make_source, posts):
    web.answer("/wp-json/wp/v2/posts", posts(1, 1), kind=JSON)
    source = make_source(web.url("/wp-json/wp/v2/posts"), kind="wordpress", state="feed_only")
    (one,) = (await visit(source, client, Memory(), now, 10)).items
    assert (one.summary, one.body) == ("Ringkas.", None)


async def test_a_short_post_is_read_from_its_page(web, client, now, make_source, posts, article_page):
    web.answer("/wp-json/wp/v2/posts", posts(1, 1, words=1), kind=JSON)
    web.answer("/tulisan-1/", article_page("Tulisan 1"))
    (one,) = (await visit(make_source(web.url("/wp-json/wp/v2/posts"), kind="wordpress"), client, Memory(), now, 10)).items
    assert "perahu penyeberangan" in one.body


async def test_pages_of_posts_are_read_as_far_back_as_they_are_unknown(web, client, now, make_source, posts):
    address = "/wp-json/wp/v2/posts?per_page=50&_fields=id,date,date_gmt,guid,link,title,excerpt,content"
    pages = {"x-wp-totalpages": "9"}
    web.answer(address, posts(101, 150), kind=JSON, headers=pages)
    web.answer(f"{address}&page=2", posts(51, 100), kind=JSON, headers=pages)
    web.answer(f"{address}&page=3", posts(1, 50), kind=JSON, headers=pages)
    source = make_source(web.url("/wp-json/wp/v2/posts"), kind="wordpress", state="feed_only")
    known = Memory(known=frozenset(stable_id("suara_etam", web.url(f"/?p={n}")) for n in range(1, 71)))
    fetched = await visit(source, client, known, now, 10)
    assert len(fetched.items) == 80
    assert web.paths() == [address, f"{address}&page=2"]


async def test_a_page_of_posts_that_fails_is_reached_again(web, client, now, make_source, posts):
    address = "/wp-json/wp/v2/posts?per_page=50&_fields=id,date,date_gmt,guid,link,title,excerpt,content"
    pages = {"x-wp-totalpages": "2"}
    web.answer(address, posts(51, 100), kind=JSON, headers=pages, etag='"a"')
    for _ in range(3):
        web.answer(f"{address}&page=2", "", 500)
    web.answer(f"{address}&page=2", posts(1, 50), kind=JSON, headers=pages)
    source = make_source(web.url("/wp-json/wp/v2/posts"), kind="wordpress")
    first = await visit(source, client, Memory(), now, 10)
    assert first.validators == ()
    assert first.outcome.reason == "halaman 2 tidak terbaca: menjawab 500"
    second = await visit(source, client, remembered(first), now, 10)
    assert len({item.id for one in (first, second) for item in one.items}) == 100


async def test_of_an_index_the_newest_sitemaps_are_read(web, client, now, make_source, article_page):
    def urlset(*paths):
        rows = "".join(f"<url><loc>{web.url(path)}</loc><lastmod>2026-03-10</lastmod></url>" for path in paths)
        return f"<urlset>{rows}</urlset>"

    children = "".join(
        f"<sitemap><loc>{web.url(f'/post-sitemap{n}.xml')}</loc><lastmod>2026-03-0{n}</lastmod></sitemap>" for n in range(1, 6)
    )
    web.answer("/sitemap.xml", f"<sitemapindex>{children}</sitemapindex>", kind="application/xml", etag='"i"')
    for n in range(3, 6):
        web.answer(f"/post-sitemap{n}.xml", urlset(f"/berita-{n}"), kind="application/xml", etag=f'"{n}"')
        web.answer(f"/berita-{n}", article_page(f"Judul berita {n}"))
    source = make_source(web.url("/sitemap.xml"), kind="sitemap")
    first = await visit(source, client, Memory(), now, 10)
    assert [item.title for item in first.items] == ["Judul berita 5", "Judul berita 4", "Judul berita 3"]
    again = await visit(source, client, remembered(first), now, 10)
    assert (again.outcome.status, again.outcome.requests) == ("unchanged", 1)
    web.replace("/sitemap.xml", f"<sitemapindex>{children} </sitemapindex>", kind="application/xml", etag='"j"')
    third = await visit(source, client, remembered(first), now, 10)
    assert (third.outcome.status, third.outcome.not_modified, third.outcome.reason) == ("unchanged", 3, None)


LIST = """<html><body><h2><a href="/berita/jembatan-gantung-ditutup">Jembatan gantung ditutup</a></h2>
<h2><a href="/berita/arsip-berita-lama">Kumpulan berita lama kami</a></h2>
<h2><a href="/berita/jalan-desa-rusak">Jalan desa rusak berat</a></h2></body></html>"""


async def test_a_page_of_links_is_followed_to_its_articles(web, client, now, make_source, article_page):
    web.answer("/berita", LIST, etag='"a"')
    web.answer("/berita/jembatan-gantung-ditutup", article_page())
    web.answer("/berita/jalan-desa-rusak", "", 500)
    fetched = await visit(make_source(web.url("/berita"), kind="listing", article_pattern="/berita/j"), client, Memory(), now, 10)
    one, two = fetched.items
    assert (one.title, bool(one.body)) == ("Jembatan gantung ditutup", True)
    assert (two.title, two.body) == ("Jalan desa rusak berat", None)
    assert fetched.outcome.faults == (f"{web.url('/berita/jalan-desa-rusak')}: menjawab 500",)


async def test_a_long_feed_is_read_whole_over_several_visits(web, client, now, make_source, make_feed, article_page):
    web.answer("/umpan", make_feed(*range(1, 13)), kind=XML, etag='"a"')
    for n in range(1, 13):
        web.answer(f"/{n}", article_page(f"Judul panjang {n}"))
    source = make_source(web.url("/umpan"), max_items=5)
    visits = []
    for _ in range(3):
        visits.append(await visit(source, client, remembered(*visits), now, 10))
    assert [len(one.items) for one in visits] == [5, 5, 2]
    assert [bool(one.validators) for one in visits] == [False, False, True]
    assert len({item.id for one in visits for item in one.items}) == 12


async def test_a_huge_feed_delays_no_other_source_by_a_second(web, other_web, now, make_source):
    items = "".join(
        f"<item><title>Berita {n}</title><guid>b-{n}</guid><description>{'Isi. ' * 20}</description></item>" for n in range(20_000)
    )
    web.answer("/umpan", f"<rss version='2.0'><channel>{items}</channel></rss>", kind=XML)
    gaps = []

    async def heartbeat():
        loop = asyncio.get_running_loop()
        while True:
            before = loop.time()
            await asyncio.sleep(0.01)
            gaps.append(loop.time() - before)

    async with Client("https://contoh.id/kontak", 0, 10, 20_000_000, (web.host, other_web.host), retry_seconds=0.01) as client:
        beating = asyncio.create_task(heartbeat())
        fetched = await visit(make_source(web.url("/umpan")), client, Memory(), now, 60)
        beating.cancel()
    assert len(fetched.items) == 200
    assert max(gaps) < 1


async def test_items_keep_the_words_of_the_feed_where_their_page_is_missing(web, client, now, make_source, make_feed):
    web.answer("/umpan", make_feed(1), kind=XML)
    web.answer("/1", "<html><head><title>404</title></head><body><h1>Halaman tidak ditemukan</h1></body></html>")
    fetched = await visit(make_source(web.url("/umpan")), client, Memory(), now, 10)
    (one,) = fetched.items
    assert (one.title, one.summary, one.body, one.page) == ("Judul umpan 1", "Ringkasan 1.", None, None)
    assert fetched.outcome.status == "partial"


async def test_a_source_that_states_a_wrong_zone_is_read_by_its_clock(web, client, now, make_source, make_feed):
    web.answer("/umpan", make_feed(1, published="Tue, 10 Mar 2026 08:00:00 +0100"), kind=XML)
    source = replace(make_source(web.url("/umpan"), state="feed_only"), trust_zone=False)
    (one,) = (await visit(source, client, Memory(), now, 10)).items
    assert one.published_at == datetime(2026, 3, 10, 0, 0, tzinfo=UTC)


STORY = "/2026/03/10/jejak-sungai-yang-hilang"


def link_to(web, path):
    return f"<rss version='2.0'><channel><item><title>Jejak sungai</title><link>{web.url(path)}</link></item></channel></rss>"


@pytest.fixture
def paged(article_page):
    """One page of a story of three, with a pager."""

    def make(number):
        pager = "".join(f'<a href="{STORY}{"" if n == 1 else f"?page={n}"}">{n}</a> ' for n in (1, 2, 3))
        own = f"Bagian ke-{number} cerita ini menuturkan perjalanan tim pemetaan menyusuri sungai selama berhari-hari."
        return article_page().replace("</article>", f"<p>{own}</p><div class='paging'>{pager}</div></article>")

    return make


def parts(body):
    return [n for n in (1, 2, 3) if f"Bagian ke-{n}" in body]


async def test_a_story_on_several_pages_is_one_item(web, client, now, make_source, paged):
    web.answer("/umpan", link_to(web, STORY), kind=XML)
    web.answer(STORY, paged(1))
    web.answer(f"{STORY}?page=2", paged(2))
    web.answer(f"{STORY}?page=3", paged(3))
    (one,) = (await visit(make_source(web.url("/umpan")), client, Memory(), now, 10)).items
    assert parts(one.body) == [1, 2, 3]
    assert one.body.count("perahu penyeberangan") == 1
    assert one.page == "article"


async def test_a_story_with_a_page_missing_is_kept_and_looked_at_again(web, client, now, make_source, paged):
    web.answer("/umpan", link_to(web, STORY), kind=XML, etag='"a"')
    web.answer(STORY, paged(1))
    web.answer(f"{STORY}?page=2", paged(2))
    web.answer(f"{STORY}?page=3", "", 404)
    source = make_source(web.url("/umpan"))
    first = await visit(source, client, Memory(), now, 10)
    (one,) = first.items
    assert (parts(one.body), one.page) == ([1, 2], None)
    assert "halaman lanjutan tidak terbaca" in one.warnings
    web.replace(f"{STORY}?page=3", paged(3))
    (again,) = (await visit(source, client, remembered(first), now, 10)).items
    assert (parts(again.body), again.page) == ([1, 2, 3], "article")


async def test_an_announced_second_page_is_read_from_the_first(web, client, now, make_source, paged):
    web.answer("/umpan", link_to(web, f"{STORY}?page=2"), kind=XML)
    web.answer(STORY, paged(1))
    web.answer(f"{STORY}?page=2", paged(2))
    web.answer(f"{STORY}?page=3", paged(3))
    (one,) = (await visit(make_source(web.url("/umpan")), client, Memory(), now, 10)).items
    assert one.body.index("Bagian ke-1") < one.body.index("Bagian ke-2") < one.body.index("Bagian ke-3")
