"""The checker's word for a verdict: found in headlines and sentences, sorted by the table."""

from __future__ import annotations

import time
import tomllib
from importlib.resources import files
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.records import FactLabel
from extractors.verdicts import label_of, verdict_in, verdict_in_prose


@pytest.mark.parametrize(
    ("word", "label"),
    [
        ("Salah", "false"), ("[HOAKS]", "false"), ("Tidak Benar", "false"), ("Keliru", "false"), ("status 2", "false"),
        ("Hoaks! Berdasarkan penelusuran", "false"), ("salah dan menyesatkan", "false"), ("Fabricated", "false"),
        ("Salah (False)", "false"), ("Salah/Disinformasi", "false"), ("Menyesatkan", "misleading"), ("DISINFORMASI", "misleading"),
        ("[MISINFORMASI]", "misleading"), ("Konten yang Menyesatkan", "misleading"),
        ("False Context", "out_of_context"), ("False Connection", "misleading"), ("Konten yang dimanipulasi", "manipulated"),
        ("Konten yang Salah", "out_of_context"), ("konten dengan konteks yang salah", "out_of_context"), ("rekayasa AI", "manipulated"),
        ("suntingan", "manipulated"),
        ("PENIPUAN", "scam_or_impersonation"), ("Imposter Content / Konten Tiruan", "scam_or_impersonation"),
        ("phishing", "scam_or_impersonation"), ("Modus Penipuan", "scam_or_impersonation"),
        ("Satire/Parodi", "satire"), ("Satire atau Parodi", "satire"),
        ("Sebagian Benar", "partly_true"), ("Salah Sebagian", "partly_true"),
        ("Benar", "true"), ("Fakta", "true"), ("status 1", "true"),
        ("KLARIFIKASI", "clarification"), ("bantahan", "clarification"),
        ("Belum Terbukti", "unproven"), ("Tidak Terbukti", "unproven"),
        ("Fabricated Contnt / Hoaks", "false"), (": KLARIFIKASI", "clarification"),
        ("HOAKS atau FAKTA", "unknown"), ("bukan hoaks", "unknown"), ("tidak salah", "unknown"), ("Klaim ini tidak benar", "unknown"),
        ("", "unknown"), (None, "unknown"), ("Cukup akurat", "unknown"), ("Edukasi", "unknown"), ("Benarkah", "unknown"),
    ],
)  # fmt: skip
def test_a_checkers_word_is_sorted_or_left_unknown(word, label):
    assert label_of(word) == label


@pytest.mark.parametrize(
    ("title", "verdict"),
    [
        ("[SALAH] Jembatan roboh", ("SALAH", "Jembatan roboh")),
        ("[ SALAH ]: Jembatan roboh", ("SALAH", "Jembatan roboh")),
        ("(HOAKS) Jembatan roboh", ("HOAKS", "Jembatan roboh")),
        ("[VIDEO] [HOAKS] Jembatan roboh", ("HOAKS", "Jembatan roboh")),
        ("[HOAKS atau FAKTA] Jembatan roboh", ("HOAKS atau FAKTA", "Jembatan roboh")),
        ("Keliru: Jembatan roboh", ("Keliru", "Jembatan roboh")),
        ("Keliru, Jembatan roboh", ("Keliru", "Jembatan roboh")),
        ("Hoaks! Jembatan roboh", ("Hoaks", "Jembatan roboh")),
        ("Cek Fakta: Tidak Benar: Jembatan roboh", ("Tidak Benar", "Jembatan roboh")),
        ("Cek Fakta: Tidak Benar Jembatan Ini Roboh", ("Tidak Benar", "Jembatan Ini Roboh")),
        ("CEK FAKTA: Hoaks Jembatan Roboh", ("Hoaks", "Jembatan Roboh")),
        ("[Cek Fakta] Menyesatkan, Jembatan Roboh", ("Menyesatkan", "Jembatan Roboh")),
        ("Periksa Fakta: Salah Sebagian, Jembatan roboh", ("Salah Sebagian", "Jembatan roboh")),
        ("Tidak Benar bahwa Jembatan Roboh", ("Tidak Benar", "Jembatan Roboh")),
        ("Kabar Jembatan Roboh Itu Hoaks", ("Hoaks", "Kabar Jembatan Roboh")),
        ("Jembatan Roboh Ditabrak Paus adalah Tidak Benar", ("Tidak Benar", "Jembatan Roboh Ditabrak Paus")),
        ("Klarifikasi Dinas soal Jembatan", ("Klarifikasi", "Dinas soal Jembatan")),
    ],
)
def test_a_headline_states_the_verdict(title, verdict):
    assert verdict_in(title) == verdict


@pytest.mark.parametrize(
    "title",
    [
        "Samarinda: Jembatan roboh", "Jembatan roboh", "[SALAH]", "Salah satu jembatan roboh", "Cek Fakta: Salah Satu Jembatan Roboh",
        "Hoaks atau Fakta, Jembatan Roboh?", "Hoaks atau Fakta: Jembatan Roboh",
        "Benarkah Jembatan Roboh?", "Fakta di Balik Jembatan Roboh",
        "Kabar Jembatan Roboh Itu Bukan Hoaks", "Cek Fakta: Benarkah Jembatan Roboh? Ini Faktanya",
        "Apakah Jembatan Roboh Itu Hoaks?",
        "Benar-benar Roboh, Jembatan di Hulu", "Kumpulan Hoaks Seputar Jembatan", "Hoaks Seputar Jembatan",
    ],
)  # fmt: skip
def test_a_headline_without_a_verdict_stays_whole(title):
    assert verdict_in(title) == (None, title)


@pytest.mark.parametrize(
    ("conclusion", "word"),
    [
        ("Unggahan itu merupakan konten yang menyesatkan (misleading content).", "konten yang menyesatkan (misleading content)"),
        ("Klaim “jembatan roboh adalah hoaks lama” merupakan konten palsu (fabricated content).", "konten palsu (fabricated content)"),
        ("Informasi tersebut bersifat salah dan menyesatkan (false & misleading).", "salah dan menyesatkan (false & misleading)"),
        ("Video itu masuk ke dalam kategori konten dengan konteks yang salah.", "konten dengan konteks yang salah"),
        ("Klaim jembatan roboh itu tidak benar.", "tidak benar"),
        ("Foto tersebut adalah hasil rekayasa AI.", "hasil rekayasa AI"),
        ("Tautan itu dinyatakan sebagai modus penipuan.", "modus penipuan"),
        ("Klaim bahwa jembatan itu utuh adalah benar adanya.", "benar adanya"),
        ("Kabar jembatan ditutup itu benar.", "benar"),
        ("Video itu benar terjadi, tetapi di kota lain.", None),
        ("Ini bukan merupakan hoaks.", None),
        ("Ini adalah salah satu jembatan di kota.", None),
        ("“Klaim itu adalah hoaks,” kata seorang warga.", None),
        ("Jembatan itu masih berdiri.", None),
        ("", None),
    ],
)
def test_a_conclusion_states_the_verdict_in_a_sentence(conclusion, word):
    assert verdict_in_prose(conclusion) == word


@given(st.text(max_size=300))
def test_no_text_trips_the_reading_of_verdicts(text):
    native, claim = verdict_in(text)
    assert claim == text or native is not None
    assert label_of(text) is not None
    verdict_in_prose(text)


@pytest.mark.parametrize("text", ["hoaks " * 200_000, "adalah " * 200_000, "“" * 500_000, "a " * 500_000 + "itu hoaks", "(" * 300_000])
def test_endless_headlines_take_no_time(text):
    started = time.perf_counter()
    verdict_in(text)
    label_of(text)
    verdict_in_prose(text)
    assert time.perf_counter() - started < 1


def test_no_word_stands_under_two_labels():
    table = tomllib.loads(files("extractors").joinpath("fact_labels.toml").read_text(encoding="utf-8"))
    words = [word for words in table.values() for word in words]
    assert len(words) == len(set(words))
    assert set(table) == set(get_args(FactLabel)) - {"unknown"}
