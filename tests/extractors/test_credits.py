"""People as credits name them."""

from __future__ import annotations

import pytest

from extractors.credits import credits_in, is_name, people


@pytest.mark.parametrize(
    ("named", "found"),
    [
        ("Ani Basri dan Budi Laksana", ("Ani Basri", "Budi Laksana")),
        ("Ani Basri, Budi Laksana & Citra", ("Ani Basri", "Budi Laksana", "Citra")),
        ("Ani Basri/Budi Laksana", ("Ani Basri", "Budi Laksana")),
        ("Ani Basri, S.Sos", ("Ani Basri, S.Sos",)),
        ("Ani Basri (Kontributor)", ("Ani Basri",)),
        ("Ani Basri; Ani Basri", ("Ani Basri",)),
        ("Kontributor Sangatta, Ani Basri", ("Ani Basri",)),
        ("admin", ()),
        ("Tim Redaksi", ()),
        ("Suluh Borneo", ()),
        ("Bidang Aplikasi dan Informatika", ()),
        ("redaksi@suluh.example", ()),
        ("", ()),
        (None, ()),
    ],
)
def test_a_credit_names_people_and_nobody_else(named, found):
    assert people(named, frozenset({"suluhborneo"})) == found


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("(Laporan Ani Basri)", {"author": "Ani Basri"}),
        ("Ditulis oleh Ani Basri • Senin, 9 Maret 2026", {"author": "Ani Basri"}),
        ("Editor Budi Laksana", {"editor": "Budi Laksana"}),
        ("Rep: Ani Basri – Red: Budi Laksana", {"author": "Ani Basri", "editor": "Budi Laksana"}),
        ("Oleh karena itu pasar ditutup", None),
        ("Penulis buku itu datang terlambat ke pasar", None),
    ],
)
def test_a_line_of_credits_is_told_from_a_sentence(line, names):
    assert credits_in(line) == names


def test_a_name_is_two_words_with_capitals_at_least():
    assert is_name("Ani Basri")
    assert not is_name("Ani")
    assert not is_name("Pasar ikan ditutup")
    assert not is_name("Editor")
