from __future__ import annotations

import time

import pytest

from extractors import ExtractorError
from extractors.syndication import read_feed

HOME = "https://suaraetam.example/feed/"


def rss(items: str, head: str = '<?xml version="1.0" encoding="UTF-8"?>') -> str:
    return f'{head}<rss version="2.0"><channel><title>Suara Etam</title>{items}</channel></rss>'


def entry(n: int, **more: str) -> str:
    fields = {"title": f"Berita {n}", "link": f"https://suaraetam.example/{n}", "guid": f"se-{n}"} | more
    return "<item>" + "".join(f"<{name}>{value}</{name}>" for name, value in fields.items()) + "</item>"


def read(feed: str | bytes, content_type: str | None = "application/rss+xml"):
    return read_feed(feed if isinstance(feed, bytes) else feed.encode(), content_type, HOME)


def test_an_entry_is_read_as_its_publisher_wrote_it():
    item = entry(
        1,
        description="&lt;p&gt;Air &lt;b&gt;naik&lt;/b&gt;.&lt;/p&gt;&lt;p&gt;Warga mengungsi.&lt;/p&gt;",
        pubDate="Selasa, 10 Mar 2026 08:15:00 WITA",
    )
    (one,) = read(rss(item))
    assert (one.external_id, one.url, one.title) == ("se-1", "https://suaraetam.example/1", "Berita 1")
    assert one.summary == "Air naik.\n\nWarga mengungsi."
    assert one.published_raw == "Selasa, 10 Mar 2026 08:15:00 WITA"
    assert one.warnings == ()


def test_entities_and_markup_in_titles_are_resolved():
    (one,) = read(rss(entry(1, title="Kukar &amp;amp; Kutim: &lt;em&gt;&amp;quot;siaga&amp;quot;&lt;/em&gt;")))
    assert one.title == 'Kukar & Kutim: "siaga"'


def test_a_feed_that_breaks_off_keeps_what_it_said_and_tells():
    whole, cut = read(rss(entry(1) + "<item><title>Terpotong &nbsp; & rusak").removesuffix("</channel></rss>"))
    assert (whole.title, cut.title) == ("Berita 1", "Terpotong & rusak")
    assert whole.warnings == cut.warnings == ("umpan terpotong",)


def test_control_characters_do_not_end_a_feed():
    entries = read(rss(entry(1, title="Kabut\x0b asap\x00") + entry(2)))
    assert [one.title for one in entries] == ["Kabut asap", "Berita 2"]


def test_windows_1252_that_nobody_declared_is_read_and_told():
    (one,) = read(rss(entry(1, title="“Siaga” – naik"), head='<?xml version="1.0"?>').encode("cp1252"))
    assert one.title == "“Siaga” – naik"
    assert one.warnings == ("pengodean tidak dinyatakan; dibaca sebagai windows-1252",)


def test_utf8_that_calls_itself_latin1_in_the_header_is_believed_as_the_header_says():
    (one,) = read(rss(entry(1, title="caf\u00e9"), head="").encode("latin-1"), "text/xml; charset=ISO-8859-1")
    assert one.title == "café"


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        ("<!DOCTYPE html><html><body><h1>Galat 500</h1></body></html>", "bukan umpan RSS/Atom, melainkan halaman HTML"),
        ("<html><head><title>Masuk</title></head></html>", "bukan umpan RSS/Atom, melainkan halaman HTML"),
        ("", "bukan umpan RSS/Atom yang terbaca"),
        ("{}", "bukan umpan RSS/Atom yang terbaca"),
        ('{"items": [', "JSON tidak terbaca"),
        ('{"items":' + "[" * 10_000, "JSON tidak terbaca"),
        ("\x00\xff\x00\x01", "bukan umpan RSS/Atom yang terbaca"),
        ("/etc/hostname", "bukan umpan RSS/Atom yang terbaca"),
        ("<?xml version='1.0'?><rss version='2.0'><chan", "bukan umpan RSS/Atom yang terbaca"),
    ],
)
def test_what_is_no_feed_is_refused(page, reason):
    with pytest.raises(ExtractorError) as caught:
        read(page)
    assert str(caught.value) == reason


def test_a_body_that_names_a_local_file_does_not_open_it(tmp_path):
    path = tmp_path / "umpan.xml"
    path.write_text(rss(entry(1)))
    with pytest.raises(ExtractorError):
        read(str(path))


def test_an_empty_feed_is_a_feed():
    assert read(rss("")) == ()


def test_an_entity_bomb_does_not_go_off():
    nest = "".join(f'<!ENTITY b{n + 1} "{f"&b{n};" * 10}">' for n in range(9))
    bomb = rss(entry(1, title="&b9;"), head=f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY b0 "ledak">{nest}]>')
    started = time.monotonic()
    (one,) = read(bomb)
    assert len(one.title or "") < 10_000
    assert time.monotonic() - started < 5


def test_an_external_entity_is_not_read(tmp_path):
    (tmp_path / "rahasia").write_text("kunci")
    head = f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x SYSTEM "file://{tmp_path}/rahasia">]>'
    entries = read(rss(entry(1, title="Isi &x;"), head=head))
    assert "kunci" not in (entries[0].title or "")


@pytest.mark.parametrize("link", ["javascript:alert(1)", "mailto:a@contoh.id", "file:///etc/passwd", "http://"])
def test_a_link_off_the_web_is_left_out_and_told(link):
    (one,) = read(rss(entry(1, link=link)))
    assert one.url is None
    assert "tautan entri bukan alamat web" in one.warnings


def test_a_relative_link_is_completed():
    (one,) = read(rss(entry(1, link="/2026/03/banjir")))
    assert one.url == "https://suaraetam.example/2026/03/banjir"


def test_an_entry_without_a_link_keeps_its_guid():
    (one,) = read(rss("<item><title>Tanpa tautan</title><guid isPermaLink='false'>se-9</guid></item>"))
    assert (one.external_id, one.url) == ("se-9", None)


def test_twenty_thousand_entries_are_read_in_seconds():
    started = time.monotonic()
    entries = read(rss("".join(entry(n) for n in range(20_000))))
    assert len({one.url for one in entries}) == 20_000
    assert time.monotonic() - started < 10


def test_atom_is_read_like_rss():
    feed = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>Suara Etam</title><entry><title type="html">Air &amp;amp; lumpur</title>'
        '<id>tag:se,2026:1</id><link href="/1"/><updated>2026-03-10T08:00:00+08:00</updated><author><name>Rina A.</name></author>'
        "<content type='html'>&lt;p&gt;Isi.&lt;/p&gt;</content></entry></feed>"
    )
    (one,) = read(feed, "application/atom+xml")
    assert (one.external_id, one.url, one.title, one.author) == ("tag:se,2026:1", "https://suaraetam.example/1", "Air & lumpur", "Rina A.")
    assert (one.summary, one.published_raw) == ("Isi.", "2026-03-10T08:00:00+08:00")


def test_an_entry_with_nothing_but_a_link_is_an_entry():
    (one,) = read(rss("<item><link>https://suaraetam.example/7</link></item>"))
    assert (one.url, one.title, one.summary) == ("https://suaraetam.example/7", None, None)


def test_a_link_to_the_front_page_gives_way_to_a_guid_that_is_an_address():
    (one,) = read(rss(entry(1, link="https://suaraetam.example/", guid="https://suaraetam.example/2026/03/banjir")))
    assert one.url == "https://suaraetam.example/2026/03/banjir"


def test_the_author_is_a_name_and_never_an_address():
    one, two, three = read(
        rss(
            entry(1, author="redaksi@suaraetam.example (Rina Anggraini)")
            + entry(2, author="redaksi@suaraetam.example")
            + entry(3, **{"dc:creator": "<![CDATA[Bayu Silam]]>"})
        )
    )
    assert (one.author, two.author, three.author) == ("Rina Anggraini", None, "Bayu Silam")


@pytest.mark.parametrize(
    "hostile",
    [
        "<![CDATA[",
        "<![CDATA[</title>",
        "<!--",
        "<a ",
        '<a "',
        "<a b='",
        "<title>",
        "<title>a</titl>",
        "<source>",
        "<item ",
        "<",
        "&",
        "<b>",
        "&a;",
    ],
)
def test_two_megabytes_of_broken_markup_are_read_in_seconds(hostile):
    started = time.monotonic()
    entries = read(rss(entry(1) + "<item><title>" + hostile * (2_000_000 // len(hostile))).removesuffix("</channel></rss>"))
    assert entries[0].title == "Berita 1"
    assert time.monotonic() - started < 5
