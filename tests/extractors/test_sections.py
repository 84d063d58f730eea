"""The named parts of a fact-check, whatever marks its headings."""

from __future__ import annotations

import time

import pytest

from extractors.sections import circulated, opening, parts_of

OLD = """Hasil periksa fakta Rara Contoh
Jembatan itu masih berdiri.
=====
[KATEGORI]: Konten Palsu
=====
[SUMBER]: Pesan WhatsApp
=====
[NARASI]: “Jembatan gantung di hulu roboh ditabrak paus tadi malam”
=====
[PENJELASAN]: Dinas jalan menyatakan jembatan itu masih dilalui warga.
Sumber daya air di sana juga aman.
=====
[REFERENSI]: https://contoh.id/a"""


def test_the_old_form_is_parted_by_rows_and_brackets():
    parts = parts_of(OLD.split("\n"))
    assert parts == {
        "explanation": (
            "Jembatan itu masih berdiri.\nDinas jalan menyatakan jembatan itu masih dilalui warga.\nSumber daya air di sana juga aman."
        ),
        "category": "Konten Palsu",
        "origin": "Pesan WhatsApp",
        "narrative": "“Jembatan gantung di hulu roboh ditabrak paus tadi malam”",
        "references": "https://contoh.id/a",
    }


@pytest.mark.parametrize("row", ["======", "= = = = =", "===", "———————"])
def test_every_row_that_pages_print_parts_them(row):
    text = f"Awal. {row} KATEGORI: Hoaks {row} NARASI: “Air sungai beracun sejak pagi” {row} PENJELASAN: Tidak ada bukti."
    parts = parts_of([text])
    assert (parts["category"], parts["narrative"]) == ("Hoaks", "“Air sungai beracun sejak pagi”")


def test_headings_on_lines_of_their_own_are_enough():
    lines = [
        "Narasi",
        "Beredar pesan.",
        "Penelusuran Fakta",
        "Kami bertanya.",
        "Kesimpulan",
        "Klaim itu keliru. (Ditulis oleh Rara Contoh)",
    ]
    assert parts_of(lines) == {"narrative": "Beredar pesan.", "explanation": "Kami bertanya.", "conclusion": "Klaim itu keliru."}


def test_a_bold_heading_that_runs_into_its_paragraph_is_a_heading():
    lines = ["Narasi Beredar pesan tentang jembatan.", "Kesimpulan “Jembatan” itu utuh."]
    assert parts_of(lines, {"Narasi", "Kesimpulan"}).keys() == {"narrative", "conclusion"}
    assert parts_of(lines) == {}


def test_a_claim_and_a_rating_stand_at_the_end_of_one_line():
    parts = parts_of(["Dinas membantahnya. Klaim: Jembatan roboh Rating: Hoaks"])
    assert (parts["claim"], parts["rating"]) == ("Jembatan roboh", "Hoaks")


@pytest.mark.parametrize(
    "line", ["Sumber daya air aman.", "Status jalan masih baik", "Narasi itu keliru sama sekali", "Berita acara dibuat"]
)
def test_a_sentence_that_begins_like_a_heading_is_a_sentence(line):
    assert parts_of(["Kesimpulan", line]) == {"conclusion": line}


@pytest.mark.parametrize(
    ("narrative", "claim"),
    [
        ("“Jembatan gantung di hulu roboh” “ditabrak paus” (terjemahan)", "Jembatan gantung di hulu roboh ditabrak paus"),
        ("Akun itu membagikan video dengan narasi: “Jembatan gantung di hulu roboh”. Ditonton 300 kali.", "Jembatan gantung di hulu roboh"),
        ("Beredar kabar jembatan “gantung” di hulu roboh.", "Beredar kabar jembatan “gantung” di hulu roboh."),
        ("", None),
    ],
)
def test_what_went_around_is_taken_out_of_its_telling(narrative, claim):
    assert circulated(narrative) == claim


@pytest.mark.parametrize(
    "line", ["=" * 500_000, "= " * 300_000, "[" * 500_000, "NARASI: " * 50_000, "“a " * 200_000, " " * 500_000 + "NARASI:"]
)
def test_endless_lines_take_no_time(line):
    started = time.perf_counter()
    parts = parts_of([line, "NARASI: utuh"])
    circulated(line)
    assert time.perf_counter() - started < 2
    assert "narrative" in parts


def test_a_heading_may_touch_what_follows_it():
    assert parts_of(["===NARASI:“Air sungai beracun sejak pagi”", "[KATEGORI]Hoaks", "Narasinya beredar luas"]) == {
        "narrative": "“Air sungai beracun sejak pagi”",
        "category": "Hoaks\nNarasinya beredar luas",
    }


@pytest.mark.parametrize(
    ("lines", "claim"),
    [
        (
            ["Akun itu membagikan video disertai narasi:", "“Jembatan gantung di hulu roboh”", "Ditonton 300 kali."],
            "Jembatan gantung di hulu roboh",
        ),
        (["Beredar pesan “jembatan gantung di hulu roboh”."], None),
        (["Kepala dinas berkata, “jembatan itu masih utuh kok”."], None),
        (["a", "b", "c", "d", "Disertai narasi: “Jembatan gantung di hulu roboh”"], None),
        ([], None),
    ],
)
def test_without_headings_the_first_paragraphs_may_quote_what_went_around(lines, claim):
    assert opening(lines) == claim
