"""An address or a name that imitates an outlet or an office."""

import pytest

from analysis.contexts import Publisher
from analysis.signals import lookalike

PUBLISHERS = (
    Publisher("Pemprov Kaltim", ("kaltimprov.go.id",), True),
    Publisher("detik", ("detik.com",), False),
    Publisher("Warta Etam", ("wartaetam.example",), False),
)


@pytest.fixture
def read(make_context):
    return lambda text: lookalike.score(make_context(posts=1, text=text, publishers=PUBLISHERS))


def test_like_letters_are_told_with_the_address_they_stand_for(read):
    signal = read("Berita resmi di https://detlk.com/kaltim sudah keluar")
    assert signal.score == 1.0
    assert signal.reason == "Alamat “detlk.com” menyerupai alamat detik (“detik.com”) dengan huruf atau angka yang mirip."
    assert signal.item_ids == ("n0",)


def test_go_id_within_another_address_is_told(read):
    signal = read("Daftar di kaltimprov.go.id.bantuan.example sekarang")
    assert signal.score == 0.95
    assert "kaltimprov.go.id.bantuan.example" in signal.reason


def test_the_plainest_imitation_is_told_first(read):
    assert read("cek karir-pln.example atau kaltimprov-go.id.example").score == 0.95


def test_an_official_name_that_leads_to_a_private_talk_is_told(read):
    signal = read("Ini akun resmi Pemprov, klaim lewat t.me/bantuanetam ya")
    assert signal.score == 0.5
    assert signal.reason == "Teks menyebut “akun resmi” dan nama “pemprov”, tetapi mengarahkan pembaca ke “t.me”."


@pytest.mark.parametrize(
    "text",
    [
        "Laman resmi Pemprov ada di https://ppid.kaltimprov.go.id/layanan",
        "Akun resmi Pemprov di https://instagram.com/pemprovkita",
        "Formulir resmi dinas ada di bit.ly/formdinas",
        "Baca di https://oto.detik.com dan wartaetam.example",
        "Toko resmi kami di tokosepatu.example, kiriman ke seluruh kantor dinas",
        "Jangan buka kaltimprov-go.id.example, itu palsu",
        "Jalan di depan kantor pemprov rusak lagi",
    ],
)
def test_real_addresses_platforms_and_warnings_imitate_nobody(read, text):
    assert read(text) is None


@pytest.mark.parametrize(
    ("one", "other"), [("Gubernur Siti Rembulan", "Gubernur Toni Langsat"), ("Pemprov Kaltim", "Pemprov Kalsel"), ("hebat", "payah")]
)
def test_who_is_named_and_how_he_is_judged_moves_nothing(read, one, other):
    text = "{} bilang daftar di kaltimprov-go.id.example"
    first, second = read(text.format(one)), read(text.format(other))
    assert first is not None
    assert (first.score, first.reason) == (second.score, second.reason)


def test_the_office_that_claims_moves_nothing_but_its_own_words(read):
    first, second = (read(f"Telegram resmi Pemprov {place}: t.me/bantuanetam") for place in ("Kaltim", "Kalsel"))
    assert (first.score, first.reason) == (second.score, second.reason)


def test_a_very_long_address_is_shown_in_part(read):
    reason = read(f"buka {'sangat.panjang.' * 5}go.id.example").reason
    assert "…”" in reason
