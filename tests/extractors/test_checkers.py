"""Whose verdict a text tells again."""

from __future__ import annotations

import time

import pytest

from extractors.checkers import first_checker, is_closed, tells_again


@pytest.mark.parametrize(
    ("text", "checker"),
    [
        ("Berdasarkan hasil penelusuran TurnBackHoax.id, klaim itu salah.", "TurnBackHoax (Mafindo)"),
        ("Menurut tim Jabar Saber Hoaks, kabar itu tidak benar.", "Jabar Saber Hoaks"),
        ("Dilansir dari laman resmi Kominfo, pesan itu hoaks.", "Kominfo"),
        ("Mengutip Medcom.id, foto itu lama. Kompas.com menulis hal yang sama.", "Medcom Cek Fakta"),
        ("Hasil pemeriksaan fakta (AFP) menunjukkan lain.", "AFP Periksa Fakta"),
        ("Tim Cek Fakta Tempo menelusuri foto itu.", "Tempo Cek Fakta"),
        ("Harga beras naik, tulis Kompas.com kemarin.", None),
        ("Menurut warga, tempo hari jembatan itu utuh.", None),
        ("", None),
    ],
)
def test_the_first_checker_is_known_by_its_work(text, checker):
    assert first_checker(text) == checker


def test_sources_that_tell_again_are_known_by_name_or_address(make_source):
    assert tells_again(make_source("https://www.suara.com/tag/cek-fakta", name="Suara Cek Fakta"))
    assert tells_again(make_source("https://deskjabar.pikiran-rakyat.com/cek-fakta", name="Cek Fakta"))
    assert not tells_again(make_source("https://periksa.example/", name="Periksa Tepian"))


def test_texts_of_a_closed_agency_are_known_by_its_mark():
    assert is_closed("Jakarta (ANTARA) - Kabar itu tidak benar.")
    assert is_closed("Kabar itu tidak benar.", "https://www.antaranews.com/berita/1")
    assert not is_closed("Kabar antara dua kota, tulis antaranews.com.", "Facebook")


@pytest.mark.parametrize("text", ["menurut " * 100_000, "tim a " * 100_000, "tim" + " (" * 200_000])
def test_endless_texts_take_no_time(text):
    started = time.perf_counter()
    first_checker(text)
    assert time.perf_counter() - started < 2
