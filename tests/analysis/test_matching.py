"""How texts are read before they are compared, and the file of numbers."""

import shutil
import time

import pytest

from analysis import AnalysisError
from analysis.matching import SHIPPED, claim_in, cleaned, limits, negated, numbers_in, words_in


@pytest.mark.parametrize(
    ("title", "claim"),
    [
        ("[SALAH] Pemprov membuka rekrutmen honorer", "Pemprov membuka rekrutmen honorer"),
        ("[PENIPUAN] [SALAH]: Undian bank daerah", "Undian bank daerah"),
        ("Cek Fakta: Tidak Benar Gubernur Mundur, Ini Faktanya", "Gubernur Mundur"),
        ("Keliru, Klaim jembatan roboh", "Klaim jembatan roboh"),
        ("Hoaks! Sekolah libur sebulan (hoaks)", "Sekolah libur sebulan"),
        ("Salah tangkap di pasar pagi", "Salah tangkap di pasar pagi"),
        ("[HOAKS]", "[HOAKS]"),
        ("", ""),
    ],
)
def test_the_marks_of_a_verdict_are_no_part_of_the_claim(title, claim):
    assert claim_in(title) == claim


def test_tricks_with_letters_are_undone():
    assert cleaned("Реmprov\u200b bagi 𝐮𝐚𝐧𝐠 gratisssss") == "Pemprov bagi uang gratis"


def test_a_text_in_another_script_stays_as_it_is():
    assert cleaned("привет") == "привет"


def test_spellings_and_numbers_are_read_as_one():
    assert words_in("Utang Rp12.000 T kpd Cina") == words_in("hutang rp12000 triliun kpd Tiongkok")


def test_numbers_and_denials_are_seen():
    words = words_in("Tidak ada 500 honorer, hanya 3")
    assert (numbers_in(words), negated(words)) == ({"500"}, True)


def test_a_number_that_is_missing_is_named(tmp_path):
    path = tmp_path / "matching.toml"
    shutil.copy(SHIPPED, path)
    path.write_text(path.read_text(encoding="utf-8").replace("strong_title", "strong_titel"), encoding="utf-8")
    with pytest.raises(AnalysisError, match=r"levels\.strong_titel; did you mean strong_title"):
        limits(path)


def test_roman_numbers_and_initials_are_not_stretched_words():
    assert cleaned("Pangdam VIII dan PPPK di SMA III") == "Pangdam VIII dan PPPK di SMA III"


@pytest.mark.parametrize("title", ["a" + "-" * 50_000 + "b", " " * 50_000, "a" + " ," * 30_000 + "b", "[" * 50_000])
def test_any_title_is_read_at_once(title):
    before = time.perf_counter()
    claim_in(title)
    assert time.perf_counter() - before < 1
