"""The list of sources, and what its readers are told when it is wrong."""

from __future__ import annotations

import re
import time

import pytest

from extractors import ExtractorError
from extractors.sources import load_channels, load_sources

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


def test_the_registry_that_comes_with_the_project_is_whole_and_asks_only_what_was_seen():
    sources = load_sources(None)
    places = [source for source in sources if source.tier != "social" and source.kind not in ("youtube", "telegram")]
    assert len(places) == 162
    asked = {source.id for source in sources if source.state in ("on", "feed_only")}
    assert asked == {
        "kaltimpost", "inibalikpapan", "suarakaltim", "jpnnkaltim", "tempo", "cnn", "antarakaltim", "antara", "bmkg",
        "turnbackhoax", "gfd", "komdigi", "tempocf", "afp", "mastodon_social",
    }  # fmt: skip
    # Publishers that forbid programs on their pages are read by their feed alone.
    assert {source.state for source in sources for url in source.urls if "antaranews.com" in url} == {"feed_only"}


def test_what_needs_a_key_or_a_decision_is_not_asked():
    sources = {source.id: source for source in load_sources(None)}
    for name in ("bluesky_search", "x_search", "reddit_indonesia", "googlefct", "solidaritas", "cekfakta"):
        assert sources[name].state == "opt_in", name
    # Which channels are an office's own is for the office to say.
    assert {sources[name].urls for name in ("youtube_official", "telegram_official")} == {()}
    assert {sources[name].state for name in ("youtube_official", "telegram_official")} == {"off"}


def test_a_source_that_is_not_asked_for_lack_of_an_address_says_why():
    for source in load_sources(None):
        if source.state == "off":
            assert source.note, source.id
        if source.kind == "listing":
            assert source.note, source.id  # nobody has seen these addresses listed: people must look first
            assert source.every_minutes >= 60, source.id


def test_national_desks_keep_only_what_names_the_province():
    national = [source for source in load_sources(None) if source.region == "nasional" and source.tier in ("A", "B", "C")]
    assert len(national) == 13
    assert {source.id for source in national if "Kalimantan Timur" not in source.only} == {"antara"}  # its titles alone are read


def test_clocks_and_zones_follow_the_house_that_prints_them():
    sources = {source.id: source for source in load_sources(None)}
    assert {sources[name].timezone for name in ("detikkalimantan", "infopublik", "tribunkaltim", "tempo")} == {"Asia/Jakarta"}
    assert {sources[name].timezone for name in ("niaga", "kaltimprov", "solidaritas", "kukarkab")} == {"Asia/Makassar"}
    assert [source.id for source in sources.values() if not source.trust_zone] == ["solidaritas"]


@pytest.mark.parametrize(
    ("name", "path", "matches"),
    [
        ("selasar", "/read/2026/11/20/31337/jalan-poros-diperbaiki", True),
        ("selasar", "/rubrik/daerah", False),
        ("eksposkaltim", "/berita-8812-pasar-pagi-dibuka.html", True),
        ("eksposkaltim", "/kanal-hukum.html", False),
        ("katakaltim", "/warga-hulu-gotong-royong-bersihkan-parit", True),
        ("katakaltim", "/tentang-kami", False),
        ("kukarkab", "/v2/berita/5120/Pasar-Murah", True),
        ("kukarkab", "/berita", False),
        ("idntimeskaltim", "/news/kalimantan-timur/banjir-surut-00-abc12-defgh", True),
        ("idntimeskaltim", "/life/inspiration/kutipan-00-abc12", False),
        ("detikkalimantan", "/kalimantan/berita/d-7788991/contoh", True),
        ("turnbackhoax", "/articles/512-salah-contoh", True),
        ("turnbackhoax", "/articles", False),
        ("jabarsaberhoaks", "/v2/klarifikasi/detail/ADN0000012/apa-saja", True),
    ],
)
def test_the_shape_of_an_article_address_tells_it_from_other_links(name, path, matches):
    (source,) = [source for source in load_sources(None) if source.id == name]
    assert bool(re.match(source.article_pattern, path)) is matches


def test_every_pattern_answers_at_once_on_a_hostile_path():
    hostile = ["/" + "a-" * 50_000, "/read/" + "1/" * 50_000, "/berita-" + "1" * 100_000, "/" + "/" * 100_000]
    for source in load_sources(None):
        for path in hostile if source.article_pattern else ():
            started = time.perf_counter()
            re.match(source.article_pattern, path)
            assert time.perf_counter() - started < 1, source.id


def test_the_registry_is_read_in_a_fifth_of_a_second():
    load_sources(None)  # modules are imported once, by whoever comes first
    started = time.perf_counter()
    load_sources(None)
    assert time.perf_counter() - started < 1


def test_every_public_channel_is_accounted_for():
    channels = {channel.id: channel for channel in load_channels(None)}
    assert len(channels) == 13
    assert {name for name, channel in channels.items() if channel.state == "not_built"} == {
        "youtube_api", "meta_mcl", "tiktok_research", "facebook_scrape", "google_news_rss", "gdelt",
    }  # fmt: skip
    assert channels["x_api"].needs == ("PANTAU_X_BEARER_TOKEN",)


def test_a_mistake_in_a_channel_is_named(listed):
    entry = '[[channel]]\nid = "radio"\nname = "Radio"\nstate = "{}"\nneeds = ["{}"]\nwhy = "Contoh."\n'
    assert load_channels(listed(entry.format("opt_in", "PANTAU_RADIO_KEY")))[0].needs == ("PANTAU_RADIO_KEY",)
    with pytest.raises(ExtractorError, match=r"'radio': state: 'on' is none of built, opt_in, not_built"):
        load_channels(listed(entry.format("on", "PANTAU_RADIO_KEY")))
    with pytest.raises(ExtractorError, match=r"'radio': needs: 'radio key' is no setting; write its name in capitals"):
        load_channels(listed(entry.format("built", "radio key")))
    with pytest.raises(ExtractorError, match=r"channel entry 1: id: missing"):
        load_channels(listed('[[channel]]\nname = "Radio"\n'))


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
        ({"every_minutes": "0"}, r"'suluh': every_minutes: 0 is no whole number"),
        ({"every_minutes": "2.5"}, r"'suluh': every_minutes: 2.5 is no whole number"),
        ({"note": "3"}, r"'suluh': note: 3 is no text"),
        ({"trust_zone": '"no"'}, r"'suluh': trust_zone: 'no' is neither true nor false"),
        ({"trust_zone": "0"}, r"'suluh': trust_zone: 0 is neither true nor false"),
        ({"article_pattern": "'/read/('"}, r"'suluh': article_pattern: '/read/\(' is no regular expression"),
        ({"article_pattern": "'https://a.example/read/'"}, r"'suluh': article_pattern: .* is a whole address"),
        ({"article_pattern": f"'/{'a' * 300}'"}, r"'suluh': article_pattern: longer than 300 characters"),
        ({"only": '"kaltim"'}, r"'suluh': only: no list of \[words\] is named 'kaltim'; add it"),
        ({"only": '["Kaltim", " "]'}, r"'suluh': only: holds an empty text"),
        ({"only": "3"}, r"'suluh': only: 3 is no list of texts"),
        ({"strip": '[""]'}, r"'suluh': strip: holds an empty text"),
    ],
)
def test_a_mistake_is_named_with_its_file_entry_key_and_cure(listed, changes, message):
    with pytest.raises(ExtractorError, match=message) as error:
        load_sources(listed(**changes))
    assert "sources.toml" in str(error.value)
    assert ";" in str(error.value)  # the cure stands behind it


def test_words_are_listed_once_and_named_where_they_are_meant(listed):
    path = listed(only='"hulu"')
    entry = path.read_text()
    path.write_text('[words]\nhulu = ["Hulu Riam", "Long Suluh"]\n\n' + entry)
    assert load_sources(path)[0].only == ("Hulu Riam", "Long Suluh")
    path.write_text('[words]\nhuluu = ["Hulu Riam"]\n\n' + entry)
    with pytest.raises(ExtractorError, match=r"'suluh': only: .*'hulu'; did you mean 'huluu'\?"):
        load_sources(path)
    path.write_text('[words]\nhulu = "Hulu Riam"\n\n' + entry)
    with pytest.raises(ExtractorError, match=r"words: hulu: 'Hulu Riam' is no list of texts; write hulu ="):
        load_sources(path)
    path.write_text("words = 3\n\n" + entry)
    with pytest.raises(ExtractorError, match=r"words: write a table of named lists"):
        load_sources(path)
    assert load_sources(listed(only='["Hulu Riam"]'))[0].only == ("Hulu Riam",)


def test_a_source_may_lack_an_address_only_while_it_is_off(listed):
    assert load_sources(listed(urls="[]", state='"off"'))[0].urls == ()


def test_an_address_belongs_to_one_source(listed):
    path = listed()
    path.write_text(path.read_text() + path.read_text().replace('"suluh"', '"kembar"'))
    with pytest.raises(ExtractorError, match=r"'kembar': urls: 'https://suluhborneo.example/feed/' is also an address of 'suluh'; keep"):
        load_sources(path)
    with pytest.raises(ExtractorError, match=r"is also an address of 'suluh'"):
        load_sources(listed(urls='["https://a.example/feed", "https://a.example/feed"]'))


def test_an_id_is_used_once(listed):
    path = listed()
    path.write_text(path.read_text() * 2)
    with pytest.raises(ExtractorError, match=r"'suluh': id: used twice; give entry 2"):
        load_sources(path)


def test_a_broken_file_is_named_with_its_line(listed):
    with pytest.raises(ExtractorError, match=r"sources\.toml: is not TOML: .*line 2"):
        load_sources(listed("[[source]]\nid = suluh\n"))


def test_a_key_outside_the_entries_is_named(listed):
    with pytest.raises(ExtractorError, match=r"sources\.toml: sources: only \[\[source\]\], \[\[channel\]\] and \[words\]"):
        load_sources(listed("[[sources]]\nid = 'x'\n"))
    with pytest.raises(ExtractorError, match=r"headed \[\[source\]\]"):
        load_sources(listed("source = 3\n"))


def test_a_missing_or_unreadable_file_is_named(tmp_path):
    with pytest.raises(ExtractorError, match=r"tidak\.toml: cannot be read"):
        load_sources(tmp_path / "tidak.toml")
    (tmp_path / "latin.toml").write_bytes(b"# caf\xe9")
    with pytest.raises(ExtractorError, match=r"latin\.toml: is not UTF-8"):
        load_sources(tmp_path / "latin.toml")
