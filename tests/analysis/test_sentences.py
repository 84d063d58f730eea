import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.sentences import headline, split, trim


@pytest.mark.parametrize(
    "sentence",
    [
        "Harga cabai turun menjadi Rp 1.200 per ons.",
        "Kepala dinas H. Ahmad Fauzi meninjau lokasi.",
        "Menurut dr. Rina Amalia, pasien sudah pulih.",
        "Rumah di Jalan Damai No. 5 RT. 12 terendam.",
        "Pemadaman mulai pukul 10.00 WITA sampai selesai.",
        "Nilainya Rp. 3,5 miliar menurut Prof. Dr. Hadi.",
        '"Kapan jalan kami diperbaiki?" kata seorang warga.',
    ],
)
def test_a_full_stop_inside_a_sentence_does_not_end_it(sentence):
    assert split(f"Hujan turun. {sentence} Warga menunggu.") == ["Hujan turun.", sentence, "Warga menunggu."]


def test_a_paragraph_ends_a_sentence_even_without_a_full_stop():
    assert split("Warga menunggu bantuan\n\nPetugas datang sore hari") == ["Warga menunggu bantuan", "Petugas datang sore hari"]


@given(st.text(), st.integers(2, 60))
def test_a_trimmed_text_keeps_its_limit_and_adds_nothing_but_an_ellipsis(text, limit):
    trimmed = trim(text, limit)
    assert len(trimmed) <= limit
    assert " ".join(text.split()).startswith(trimmed.removesuffix("…"))


def test_a_text_is_cut_between_words():
    assert trim("Gubernur meninjau jembatan yang rusak", 20) == "Gubernur meninjau…"


def test_a_post_is_called_by_its_first_sentence(make_item):
    assert headline(make_item(body="Air mati lagi. Sudah dua hari!"), 80) == "Air mati lagi."


def test_an_item_that_says_nothing_still_has_a_name(make_item):
    assert headline(make_item(body=None), 80) == "(tanpa teks)"
