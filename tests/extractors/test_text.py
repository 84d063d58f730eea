from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.text import charset_in, clean, clean_line, decode, html_to_text


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("a\x00b", "ab"),
        ("a\x1b[31mb", "a[31mb"),
        ("banjir \ud800di Samarinda", "banjir di Samarinda"),
        ("\u202egnissap\u202c", "gnissap"),
        ("\ufeffjudul\u200b", "judul"),
        ("baris\r\nbaru\rlagi\u2028akhir", "baris\nbaru\nlagi\nakhir"),
        ("Sepaku\tPPU", "Sepaku\tPPU"),
        ("keluarga 👨‍👩‍👧", "keluarga 👨‍👩‍👧"),
        ("e\u0301", "é"),
    ],
)
def test_harmful_characters_go_and_the_rest_stays(raw, kept):
    assert clean(raw) == kept


@given(st.text(alphabet=st.characters(codec=None)))
def test_whatever_comes_in_what_goes_out_can_be_stored(raw):
    for text in (clean(raw), html_to_text(raw) or "", clean_line(raw) or ""):
        text.encode("utf-8")
        assert "\x00" not in text
        assert "\u202e" not in text


def test_a_line_is_one_line_or_nothing():
    assert clean_line("  Banjir \n di  Samarinda ") == "Banjir di Samarinda"
    assert clean_line(" \u200b\n") is None
    assert clean_line(None) is None


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>Satu.</p><p>Dua<br>tiga.</p>", "Satu.\n\nDua\ntiga."),
        ("Harga naik 5 &amp; 6 persen &quot;besar&quot;", 'Harga naik 5 & 6 persen "besar"'),
        ("sisa < 5 persen", "sisa < 5 persen"),
        ("<script>curi()</script>isi<style>p{}</style>", "isi"),
        ("<b>te</b>bal", "tebal"),
        ("<p>tak ditutup <div>isi", "tak ditutup\n\nisi"),
        ("&#0;&#8238;isi&#x202e;", "\ufffdisi"),
        ("<img src=x onerror=alert(1)>", None),
        ("", None),
        (None, None),
    ],
)
def test_html_becomes_what_a_reader_would_see(html, text):
    assert html_to_text(html) == text


def test_deeply_nested_html_is_no_trouble():
    assert html_to_text("<div>" * 50_000 + "dalam") == "dalam"


def test_utf8_is_read_without_a_word():
    assert decode("Kutai – “Etam”".encode()) == ("Kutai – “Etam”", None)


def test_undeclared_bytes_that_are_no_utf8_are_read_as_windows_1252_and_told():
    assert decode("Kutai – “Etam” şç".encode("cp1252", "replace")) == (
        "Kutai – “Etam” ?ç",
        "pengodean tidak dinyatakan; dibaca sebagai windows-1252",
    )


def test_one_stray_byte_does_not_spoil_what_is_utf8():
    text, wrong = decode("Paser é ".encode() + b"\x93kutip\x94", "utf-8")
    assert text == "Paser é “kutip”"
    assert wrong == "pengodean utf-8 yang dinyatakan keliru; dibaca sebagai windows-1252"


@pytest.mark.parametrize("charset", ["iso-8859-1", "latin1", "windows-1252"])
def test_latin1_means_windows_1252(charset):
    assert decode(b"\x93kutip\x94", charset) == ("“kutip”", None)


def test_a_declared_charset_that_does_not_fit_gives_way_to_the_next():
    assert decode("é".encode(), "us-ascii", "utf-8") == ("é", "pengodean us-ascii yang dinyatakan keliru; dibaca sebagai utf-8")


@pytest.mark.parametrize("charset", ["tidak-ada", "zlib", "utf-7", "utf-16", "rot13", "idna", "\udcff"])
def test_a_nonsense_charset_is_harmless(charset):
    assert decode(b"+ADw-p+AD4- biasa", charset)[0] == "+ADw-p+AD4- biasa"


def test_a_byte_order_mark_wins():
    assert decode("\ufeffé".encode("utf-16-le"), "utf-8") == ("é", None)


@pytest.mark.parametrize(
    ("header", "charset"),
    [("text/html; charset=UTF-8", "UTF-8"), ('text/xml;charset="windows-1252"', "windows-1252"), ("text/html", None), (None, None)],
)
def test_the_charset_of_a_header(header, charset):
    assert charset_in(header) == charset
