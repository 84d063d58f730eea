import string
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.letters import clean, coverage, legible, web_address


def test_controls_and_direction_marks_are_taken_out():
    assert clean("a\x00b\x07c\u202ed\u2066e\u200ff\ufeffg") == "abcdefg"


def test_halves_of_characters_are_taken_out():
    assert clean("a\ud800b\udfffc") == "abc"


def test_every_kind_of_space_becomes_one_blank():
    assert clean("  satu\u00a0\u2003dua\n\ttiga\u2028empat ") == "satu dua tiga empat"


def test_towers_of_marks_are_lowered_and_real_accents_kept():
    assert clean("e" + "\u0301" * 40) == "é" + "\u0301" * 2
    assert clean("cafe\u0301") == "café"


def test_pictures_vanish_from_the_page():
    assert legible(clean("Banjir 🌊👩🏽‍🚒 parah ❗️")) == "Banjir parah"


def test_styled_letters_become_plain_ones():
    assert legible("𝗕𝗮𝗻𝗷𝗶𝗿 𝟚") == "Banjir 2"


def test_other_scripts_are_named_once_for_a_stretch():
    assert legible("kata 漢字 اخبار ꦗꦮ") == "kata [aksara Han] [aksara Arab] [aksara Jawa]"
    assert legible("漢字, 漢字") == "[aksara Han]"


def test_words_without_an_end_get_places_to_break():
    broken = legible("kata " + "x" * 3000)
    assert max(len(piece) for piece in broken.replace("\u200b", " ").split()) <= 24
    assert broken.replace("\u200b", "") == "kata " + "x" * 3000
    assert "\u200b" not in legible("mempertanggungjawabkan")


@given(st.text(st.characters(), max_size=80))
def test_no_text_asks_the_page_for_a_shape_it_lacks(text):
    shown = legible(clean(text))
    assert {ord(char) for char in shown} - {0x200B} <= coverage()
    assert not any(unicodedata.category(char) in ("Cc", "Cs") for char in shown)


def test_the_font_covers_what_indonesian_pages_use():
    assert {ord(char) for char in string.printable.strip() + "–—“”‘’…·−é"} <= coverage()


@pytest.mark.parametrize(
    "url",
    [
        None,
        "javascript:alert(1)",
        "file:///etc/passwd",
        "mailto:a@b.example",
        "//host/x",
        "http://",
        "https:///x",
        "http://[::1",
        "HTTPS",
        "https://a.example/" + "x" * 2000,
    ],
)
def test_only_complete_web_addresses_become_links(url):
    assert web_address(url) is None


def test_web_addresses_are_written_in_ascii():
    assert web_address("https://a.example/berita?id=1&x=%20#y") == "https://a.example/berita?id=1&x=%20#y"
    assert web_address("https://a.example/é\u202e <x>") == "https://a.example/%C3%A9%E2%80%AE%20%3Cx%3E"
