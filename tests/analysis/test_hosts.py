"""Web hosts are found in a text as people would read them."""

import pytest

from analysis.hosts import host_of, hosts_in, is_cheap, kind_of, page_of, registered


def test_hosts_are_found_with_and_without_a_scheme_and_told_once():
    text = "Cek https://www.Warta.example/a?b, warta.example, atau bit.ly/xyz. Selesai"
    assert hosts_in(text) == ("warta.example", "bit.ly")


def test_a_name_before_an_at_sign_is_not_the_host():
    assert hosts_in("buka https://kaltimprov.go.id@ambil.example/x") == ("ambil.example",)
    assert hosts_in("surel ke redaksi@warta.example") == ()


def test_hidden_dots_invisible_signs_and_wide_letters_are_read():
    assert hosts_in("kaltimprov[.]go[.]id dan bantuan (titik) com, war\u200bta.example, ｗａｒｔａ.example") == (
        "kaltimprov.go.id",
        "bantuan.com",
        "warta.example",
    )


def test_a_sentence_without_a_blank_behind_its_full_stop_is_no_host():
    assert hosts_in("Pendaftaran ditutup.Info lengkap menyusul.Terima kasih, pukul 10.00 sampai 12.30") == ()


def test_an_address_in_letters_of_another_script_is_shown_in_them():
    assert hosts_in("lihat xn--dtik-v4d.com sekarang") == ("dеtik.com",)


@pytest.mark.parametrize(
    ("host", "kind"),
    [
        ("ppid.kaltimprov.go.id", "reserved"),
        ("m.facebook.com", "platform"),
        ("bit.ly", "shortener"),
        ("docs.google.com", "form"),
        ("wa.me", "talk"),
        ("bantuan-kita.blogspot.com", "other"),
        ("warta.example", "other"),
    ],
)
def test_a_host_is_told_by_its_kind(host, kind):
    assert kind_of(host) == kind


def test_the_label_that_its_owner_chose_stands_before_the_ending():
    hosts = ("ppid.kaltimprov.go.id", "warta.co.id", "berita.warta.example", "bantuan-kita.blogspot.com", "localhost")
    assert [registered(host) for host in hosts] == ["kaltimprov", "warta", "warta", "bantuan-kita", ""]


def test_names_that_cost_nothing_are_known():
    assert is_cheap("warta.xyz")
    assert is_cheap("warta.blogspot.com")
    assert not is_cheap("warta.co.id")


def test_a_long_run_of_dots_and_letters_is_read_in_no_time():
    assert hosts_in("a." * 20_000 + "b") == ()


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://www.Warta.example:8080/satu?dua", "warta.example"),
        ("https://orang:sandi@warta.example/", "warta.example"),
        ("https://jahat.example?@warta.example", "jahat.example"),
        ("https://jahat.example#@warta.example", "jahat.example"),
        ("https://warta.example./satu", "warta.example"),
        ("warta.example", ""),
        ("", ""),
    ],
)
def test_the_host_of_an_address_cannot_be_feigned(url, host):
    assert host_of(url) == host


def test_a_page_is_named_by_its_path_and_query_without_marks_of_tracking():
    assert page_of("https://www.koran.example/?p=12&utm_source=wa#atas") == page_of("koran.example?p=12") == "koran.example?p=12"
    assert page_of("https://koran.example/?p=12") != page_of("https://koran.example/?p=999")
    assert page_of("https://koran.example/satu/?fbclid=x") == "koran.example/satu"
    assert page_of("https://koran.example/") == ""
