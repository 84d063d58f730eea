"""Cues are found in texts that hide them behind odd letters, blanks and repeated signs."""

import pytest

from analysis import AnalysisError
from analysis.cues import cues_of, lowered, tables_of, warns


@pytest.mark.parametrize(
    "written",
    [
        "transfer",
        "TRANSFER",
        "t r a n s f e r",
        "t.r.a.n.s.f.e.r",
        "tr4nsf3r",
        "trаnsfеr",
        "transferrrr",
        "tran\u200bsfer",
        "𝘁𝗿𝗮𝗻𝘀𝗳𝗲𝗿",
        "tránsfer",
    ],
)
def test_a_word_is_read_however_it_is_dressed_up(written):
    assert lowered(written) == "transfer"


def test_lines_stay_and_blanks_become_one():
    assert lowered("Baris  satu \n baris\u00a0dua") == "baris satu\nbaris dua"


def test_numbers_and_prices_stay_as_they_are():
    assert lowered("Rp1.500.000 dan 24 jam, KTP 3 lembar") == "rp1.500.000 dan 24 jam, ktp 3 lembar"


def test_a_text_that_warns_is_told_from_one_that_asks():
    assert warns(lowered("Jangan klik tautan itu, penipuan"))
    assert not warns(lowered("Klik tautan itu sekarang"))


def test_a_file_that_cannot_be_read_or_holds_no_pattern_is_named(tmp_path):
    broken = tmp_path / "rusak.toml"
    broken.write_text('[cues]\nmoney = ["(transfer"]\n', encoding="utf-8")
    with pytest.raises(AnalysisError, match=r"rusak\.toml: cues\.money"):
        cues_of(broken)
    with pytest.raises(AnalysisError, match=r"tidakada\.toml"):
        tables_of(tmp_path / "tidakada.toml")
