"""Whose text a site re-used."""

from __future__ import annotations

import pytest

from extractors.origin import is_own, origin_of, own_names

OWN = own_names("https://kaltim.suluhnews.example/a", "Suluh Kaltim", "SuluhKaltim.example")


@pytest.mark.parametrize(
    ("lines", "dateline", "endings", "origin"),
    [
        (["Kabar itu dikutip dari Warta Hulu--Jaringan Suluh.example."], None, [], "Warta Hulu"),
        (["Sumber: ANTARA"], None, [], "ANTARA"),
        (["Artikel ini telah tayang di WartaHulu.example dengan judul Pasar"], None, [], "WartaHulu.example"),
        ([], None, ["antara/jpnn"], "ANTARA"),
        ([], "Samarinda (ANTARA)", [], "ANTARA"),
        ([], "WARTAHULU.CO, SAMARINDA", [], "WARTAHULU.CO"),
        ([], "SAMARINDA, Kabar Hulu", [], "Kabar Hulu"),
        ([], "SULUHKALTIM.CO, SAMARINDA", [], None),
        ([], "MUARA KAMAN, KUTAI KARTANEGARA", [], None),
        (["Sumber: Suluh Kaltim"], None, ["hms"], None),
        (["Data itu dikutip dari laporan tahunan dinas."], None, [], None),
    ],
)
def test_a_re_used_text_names_its_origin(lines, dateline, endings, origin):
    assert origin_of(lines, dateline, endings, OWN) == origin


def test_a_site_knows_its_own_name_by_its_host_as_well():
    assert is_own("SULUHKALTIM.CO", own_names("https://kaltim.suluhnews.example/a"))
    assert is_own("suluhnews.example", OWN)
    assert not is_own("Warta Hulu", OWN)
