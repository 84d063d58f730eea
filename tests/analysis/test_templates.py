"""The same form filled anew. The letters and messages are our own; people and numbers are invented."""

import pytest

from analysis.gazetteer import companies_in, places_in
from analysis.templates import alike, contained, likeness, masked

LETTER = (
    "Surat Gubernur {place} {name} nomor {number} tanggal {day}: seluruh guru honorer di {city} wajib menyetor {sum} ke rekening {bank} "
    "paling lambat pekan ini, lalu mengirim bukti setoran kepada panitia lewat {contact}."
)
KALTIM = LETTER.format(
    place="Kaltim", name="Rahman Saleh Putra", number="800/12/2026", day="12 Mei 2026", city="Samarinda", sum="Rp500.000", bank="BNI",
    contact="0812-3456-7890",
)  # fmt: skip
JATIM = LETTER.format(
    place="Jawa Timur", name="Siti Aminah", number="99.1/X/2024", day="3 Juni 2024", city="Kota Malang", sum="Rp 750 ribu", bank="BRI",
    contact="https://form.example/setor",
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("Wali Kota Budi Utama menutup pasar", "wali kota ‹nama› menutup pasar"),
        ("Bantuan untuk warga Kutai Kartanegara dan Bontang", "bantuan untuk warga ‹tempat› dan ‹tempat›"),
        ("Transfer Rp 1,5 juta sebelum 17/08/2026", "transfer ‹angka› sebelum ‹tanggal›"),
        ("Hubungi +62 812 3456 7890 atau @akun_palsu", "hubungi ‹kontak› atau ‹kontak›"),
        ("Daftar di bit.ly/abc hari Senin, 3 Mei 2026", "daftar di ‹kontak› hari ‹tanggal›"),
        ("rapat dengan Kepala Dinas Sosial Rina Wati besok", "rapat dengan kepala dinas ‹nama› besok"),
    ],
)
def test_what_a_form_leaves_open_is_masked(text, form):
    assert masked(text) == form


def test_the_same_letter_with_another_governor_place_number_and_date_is_found():
    assert likeness(KALTIM, JATIM) > 0.9
    assert alike(KALTIM, ["Harga cabai naik lagi di pasar pagi ini", JATIM]) == (1, pytest.approx(likeness(KALTIM, JATIM), abs=1e-4))


def test_a_letter_about_another_thing_is_not_the_same_form():
    other = (
        "Surat Gubernur Kaltim Rahman Saleh Putra nomor 5/2026 tanggal 1 Mei 2026: jembatan ditutup untuk kendaraan berat selama perbaikan"
    )
    assert alike(KALTIM, [other]) is None


def test_a_few_words_are_no_form():
    assert alike("Gubernur Kaltim datang ke Samarinda", ["Gubernur Jabar datang ke Bandung"]) is None


def test_a_form_quoted_inside_a_long_text_is_contained():
    assert contained(KALTIM, f"Beredar surat di grup percakapan. {JATIM} Pemerintah provinsi menyatakan surat itu palsu.") > 0.9


def test_invisible_and_lookalike_letters_do_not_hide_a_form():
    hidden = KALTIM.replace("guru", "gu\u200bru").replace("wajib", "w\u0430jib")
    assert likeness(hidden, JATIM) == likeness(KALTIM, JATIM)


@pytest.mark.parametrize("text", ["", " ", "🙂", "a" * 1_000_000, "1" * 100_000, "a." * 50_000, "@." * 5_000, "a@" * 5_000, "a@a." * 5_000])
def test_odd_texts_are_alike_to_nothing(text):
    assert alike(text, [KALTIM, text, ""]) is None


def test_places_and_companies_are_found_by_their_longest_name():
    assert places_in("Banjir di Penajam Paser Utara dan Kutai Timur") == {"penajam paser utara", "kutai timur"}
    assert companies_in("Undian Bank Papua dan BRI") == {"papua", "bri"}


def test_padding_does_not_push_a_form_out_of_sight():
    assert masked("\u200b" * 9_000 + "\n" * 9_000 + KALTIM) == masked(KALTIM)
