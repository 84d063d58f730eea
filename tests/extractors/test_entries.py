from __future__ import annotations

import pytest

from extractors.entries import Entry, absolute, is_front_page, line_of, without_shared_marks

HOME = "https://kabarteluk.example/"


def entries(count, **fields):
    made = []
    for n in range(count):
        own = {
            "external_id": f"kt-{n}",
            "url": f"{HOME}{n}",
            "title": f"Berita {n}",
            "summary": None,
            "author": None,
            "published_raw": None,
        }
        made.append(Entry(**(own | fields)))
    return made


def test_a_front_page_as_link_of_every_entry_is_no_link():
    kept = without_shared_marks(entries(4, url=HOME))
    assert {one.url for one in kept} == {None}
    assert len({one.external_id for one in kept}) == 4
    assert kept[0].warnings == ("tautan dipakai beberapa entri",)


def test_one_guid_for_every_entry_is_no_guid():
    kept = without_shared_marks(entries(3, external_id=HOME))
    assert {one.external_id for one in kept} == {None}
    assert len({one.url for one in kept}) == 3


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "data:text/html,x", "mailto:a@contoh.id", "file:///etc/passwd", "http://", "http://[", "", None]
)
def test_what_is_no_web_address_is_none(link):
    assert absolute(HOME, link) is None


@pytest.mark.parametrize(
    ("link", "address"),
    [
        ("/a", f"{HOME}a"),
        ("a b", f"{HOME}a%20b"),
        ("\n  https://kabarteluk.example/a\n  b\n", f"{HOME}ab"),
        ("www.kabarteluk.example/a", "https://www.kabarteluk.example/a"),
        ("//kabarteluk.example/a", f"{HOME}a"),
    ],
)
def test_sloppy_links_are_completed(link, address):
    assert absolute(HOME, link) == address


def test_front_pages_are_told_from_stories():
    assert is_front_page("https://kabarteluk.example")
    assert is_front_page("https://kabarteluk.example/index.php")
    assert not is_front_page("https://kabarteluk.example/?p=5")


def test_entities_escaped_twice_are_read_and_tags_in_them_stay_text():
    assert line_of("Rapat &amp;amp; kerja") == "Rapat & kerja"
    assert line_of("a &amp;lt;b&amp;gt; c &amp;amp; d") == "a <b> c & d"
