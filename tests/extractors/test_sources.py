"""The list of sources, and what its readers are told when it is wrong."""

from __future__ import annotations

import pytest

from extractors import ExtractorError
from extractors.sources import load_sources

ENTRY = {
    "id": '"suluh"',
    "name": '"Suluh Borneo"',
    "kind": '"feed"',
    "urls": '["https://suluhborneo.example/feed/"]',
    "tier": '"B"',
    "region": '"Samarinda"',
}


@pytest.fixture
def listed(tmp_path):
    """A list with one entry, changed as asked; a key set to ``None`` is left out."""

    def write(text: str | None = None, **changes: str | None):
        path = tmp_path / "sources.toml"
        entry = {key: value for key, value in (ENTRY | changes).items() if value is not None}
        path.write_text(text or "[[source]]\n" + "".join(f"{key} = {value}\n" for key, value in entry.items()), encoding="utf-8")
        return path

    return write


def test_the_list_that_comes_with_the_project_is_right_and_asks_only_what_was_seen():
    sources = load_sources(None)
    assert len(sources) > 90
    assert {source.kind for source in sources} == {"feed", "factcheck", "mastodon"}
    asked = {source.id for source in sources if source.state in ("on", "feed_only")}
    assert asked == {"kaltimpost", "inibalikpapan", "antarakaltim", "antara", "turnbackhoax", "mastodon_social"}
    # Publishers that forbid programs on their pages are read by their feed alone.
    assert {source.state for source in sources if "antaranews.com" in source.urls[0]} == {"feed_only"}


def test_no_address_is_listed_twice():
    urls = [url for source in load_sources(None) for url in source.urls]
    assert len(urls) == len(set(urls))


def test_an_entry_becomes_a_source(listed):
    (source,) = load_sources(listed(body_selector='"div.isi, #teks p"', strip='["p.baca"]', state='"feed_only"', max_items="50"))
    assert (source.id, source.urls, source.strip, source.max_items) == ("suluh", ("https://suluhborneo.example/feed/",), ("p.baca",), 50)
    assert source.timezone == "Asia/Makassar"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"name": None}, r"'suluh': name: missing"),
        ({"id": None}, r"entry 1: id: missing"),
        ({"regoin": '"x"'}, r"'suluh': regoin: unknown key; did you mean 'region'\?"),
        ({"name": "7"}, r"'suluh': name: 7 is no text"),
        ({"name": '" "'}, r"'suluh': name: ' ' is no text"),
        ({"urls": '"https://a.example"'}, r"'suluh': urls: .* is no list"),
        ({"urls": "[]"}, r"'suluh': urls: empty"),
        ({"urls": '["ftp://a.example/feed"]'}, r"'suluh': urls: 'ftp://a.example/feed' is no web address"),
        ({"urls": '["https:///feed"]'}, r"'suluh': urls: 'https:///feed' is no web address"),
        ({"tier": '"D"'}, r"'suluh': tier: 'D' is none of A, B, C, official, fact, social"),
        ({"state": '"onn"'}, r"'suluh': state: 'onn' is none of .*did you mean 'on'\?"),
        ({"state": "true"}, r"'suluh': state: True is none of"),
        ({"kind": '"feeds"'}, r"'suluh': kind: .*'feeds'; did you mean 'feed'\?"),
        ({"kind": '"article"'}, r"'suluh': kind: no file of extractors/ reads 'article'"),
        ({"timezone": '"WITA"'}, r"'suluh': timezone: 'WITA' is unknown; use Asia/Makassar"),
        ({"timezone": '"../../etc/passwd"'}, r"'suluh': timezone: .* is unknown"),
        ({"body_selector": '"div["'}, r"'suluh': body_selector: 'div\[' is no CSS selector"),
        ({"strip": '["p.baca", ">>"]'}, r"'suluh': strip: '>>' is no CSS selector"),
        ({"max_items": "0"}, r"'suluh': max_items: 0 is no whole number"),
        ({"max_items": "true"}, r"'suluh': max_items: True is no whole number"),
    ],
)
def test_a_mistake_is_named_with_its_file_entry_key_and_cure(listed, changes, message):
    with pytest.raises(ExtractorError, match=message) as error:
        load_sources(listed(**changes))
    assert "sources.toml" in str(error.value)
    assert ";" in str(error.value)  # the cure stands behind it


def test_an_id_is_used_once(listed):
    path = listed()
    path.write_text(path.read_text() * 2)
    with pytest.raises(ExtractorError, match=r"'suluh': id: used twice; give entry 2"):
        load_sources(path)


def test_a_broken_file_is_named_with_its_line(listed):
    with pytest.raises(ExtractorError, match=r"sources\.toml: is not TOML: .*line 2"):
        load_sources(listed("[[source]]\nid = suluh\n"))


def test_a_key_outside_the_entries_is_named(listed):
    with pytest.raises(ExtractorError, match=r"sources\.toml: sources: only \[\[source\]\]"):
        load_sources(listed("[[sources]]\nid = 'x'\n"))
    with pytest.raises(ExtractorError, match=r"headed \[\[source\]\]"):
        load_sources(listed("source = 3\n"))


def test_a_missing_or_unreadable_file_is_named(tmp_path):
    with pytest.raises(ExtractorError, match=r"tidak\.toml: cannot be read"):
        load_sources(tmp_path / "tidak.toml")
    (tmp_path / "latin.toml").write_bytes(b"# caf\xe9")
    with pytest.raises(ExtractorError, match=r"latin\.toml: is not UTF-8"):
        load_sources(tmp_path / "latin.toml")
