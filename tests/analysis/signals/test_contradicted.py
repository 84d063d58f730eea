"""An official measurement or answer that says otherwise than the claim."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from analysis.signals import contradicted
from archive.records import Bulletin, Response


@pytest.fixture
def quake(now):
    place, at = "Pusat gempa berada di laut 24 km timur Sangatta", now - timedelta(hours=14)
    return Bulletin("b", "bmkg", "earthquake", "https://bmkg.example", "Gempa bumi", place, 0.5, 117.8, 4.9, 10.0, at, None, now)


@pytest.fixture
def denial(now):
    return Response("n", now.date(), "r", now, "official", "denies", "Rani Wulan", "BKD", "Kami tidak membuka rekrutmen.")


def about(make_context, text, **rest):
    return contradicted.score(make_context(posts=1, text=text, **rest))


def test_another_magnitude_at_the_place_is_told_with_both(make_context, quake):
    signal = about(make_context, "Awas gempa Sangatta barusan M 7,5, potensi tsunami!", bulletins=(quake,))
    assert signal.score == 1.0
    assert "Klaim menyebut gempa magnitudo 7,5" in signal.reason
    assert "BMKG mencatat magnitudo 4,9" in signal.reason


def test_a_strong_earthquake_that_was_measured_nowhere_is_told_with_the_strongest(make_context, quake):
    assert "paling besar magnitudo 4,9" in about(make_context, "Gempa 7.2 SR guncang Berau tadi malam", bulletins=(quake,)).reason


def test_an_earthquake_foretold_with_its_hour_is_contradicted(make_context, quake):
    text = "BMKG: akan terjadi gempa besar di Balikpapan nanti malam jam 11, harap keluar rumah"
    assert "tidak menerbitkan ramalan" in about(make_context, text, bulletins=(quake,)).reason


@pytest.mark.parametrize(
    "text",
    [
        "Gempa M 4,7 terasa di Sangatta",
        "Gempa Palu tahun 2018 M 7,4 masih teringat",
        "Gempa 3,1 SR di Paser",
        "Harga telur 7,5 ribu, berasa gempa",
        "Gempa terasa tadi malam di Sangatta",
        "BMKG sudah bilang tidak ada gempa yang akan terjadi besok jam 11, tenang saja",
    ],
)
def test_what_fits_what_was_measured_or_names_no_magnitude_is_left_alone(make_context, quake, text):
    assert about(make_context, text, bulletins=(quake,)) is None


def test_where_no_measurement_was_heard_silence_proves_nothing(make_context):
    assert about(make_context, "Gempa Sangatta M 7,5, akan ada gempa besar nanti malam jam 11") is None


def test_an_office_that_denies_counts_more_than_an_outlet_that_relays_it(make_context, denial):
    official = contradicted.score(make_context(responses=(denial,)))
    relayed = contradicted.score(make_context(responses=(replace(denial, by="press"),)))
    assert 0 < relayed.score < official.score < 1
    assert official.reason == "Rani Wulan, BKD membantah klaim ini pada 13 November 2026: “Kami tidak membuka rekrutmen.”"
    assert "menurut media" in relayed.reason
    assert official.item_ids == ("n0", "n1", "n2")


def test_a_denial_that_an_outlet_relays_of_nobody_known_contradicts_nothing(make_context, denial):
    nobody = replace(denial, speaker=None, office=None)
    assert contradicted.score(make_context(responses=(replace(nobody, by="press"),))) is None
    assert contradicted.score(make_context(responses=(nobody,))).reason.startswith("Kantor yang bersangkutan membantah")


def test_a_claim_older_than_the_measurements_at_hand_is_not_held_against_them(make_context, quake):
    assert about(make_context, "Gempa Sangatta M 7,5", hours=60, bulletins=(quake,)) is None


def test_a_confirmation_or_a_check_under_way_contradicts_nothing(make_context, denial):
    for stance in ("confirms", "checking"):
        assert contradicted.score(make_context(responses=(replace(denial, stance=stance),))) is None


def test_praise_blame_and_names_change_nothing(make_context, quake):
    texts = [f"{tone} Gempa Sangatta M 7,5 barusan" for tone in ("Hebat gubernur.", "Payah gubernur.", "Wali kota Toni Langsat diam.")]
    assert {about(make_context, text, bulletins=(quake,)).score for text in texts} == {1.0}


def test_no_word_of_verdict(make_context, quake, denial):
    for signal in (about(make_context, "Gempa Sangatta M 7,5", bulletins=(quake,)), contradicted.score(make_context(responses=(denial,)))):
        assert not re.search("hoaks|bohong|palsu|salah|menyesatkan", re.sub("“[^”]*”", "", signal.reason).lower())


@pytest.mark.parametrize("text", ["", "gempa " * 30_000, "gempa M " + "9" * 50_000, "gempa akan " * 20_000])
def test_any_text_is_read(make_context, quake, text):
    about(make_context, text, bulletins=(quake,))
