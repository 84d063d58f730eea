"""Tricks with letters: what the eye does not see is gone, what looks Latin is Latin, and other scripts stay."""

import time

import pytest

from analysis.plain import plain

SAID = "Sebarkan: banjir besar di Samarinda"


@pytest.mark.parametrize(
    "disguised",
    [
        "Se\u200bbar\u200dkan: ban\u2060jir be\ufeffsar di Samarinda",
        "Se\u00adbar\u00adkan: ban\u034fjir be\u115fsar di Sama\ufe0frinda",
        "\u202aSebarkan: banjir besar di Samarinda\u202c",
        "S\u0435b\u0430rk\u0430n: b\u0430njir b\u0435s\u0430r d\u0456 S\u0430m\u0430rind\u0430",
        "Sεbarkan: bαnjir besar di Samarindα",
        "Ｓｅｂａｒｋａｎ: banjir besar di Samarinda",
        "𝗦𝗲𝗯𝗮𝗿𝗸𝗮𝗻: 𝘣𝘢𝘯𝘫𝘪𝘳 besar di Samarinda",
        "Seʙᴀʀᴋᴀɴ: banjir ʙᴇsᴀʀ di Samarinda",
        "Ⓢⓔⓑⓐⓡⓚⓐⓝ: banjir besar di Samarinda",
        "S\u0336e\u0336b\u0336arkan: b\u0301\u0302\u0303\u0304\u0305anjir besar di Samarinda",
        "S e b a r k a n: b.a.n.j.i.r besar di Samarinda",
        "Sebarrrrkan: banjiiiir besaaar di Samarindaaaa",
        "Sebarkan:\x07 banjir\x00 besar\n\n di\tSamarinda\ud800",
    ],
)
def test_a_disguised_text_reads_like_the_plain_one(disguised):
    assert plain(disguised) == SAID


@pytest.mark.parametrize(
    "text",
    [
        "ꦱꦩꦫꦶꦤ꧀ꦢ ꦧꦚ꧀ꦗꦶꦂ warga desa sudah mengungsi",
        "السَّلام عليكم warga Samarinda, malam ini ada pengajian",
        "Владимир Соколов datang ke kampus kami besok pagi",
        "Zoë dan André makan soto di Café Tepian",
        "PPPK gelombang III dan kelas VIII, lihat www.kampus.example",
        "🇮🇩 Merdeka 👍🏽 suhu 31 °C, tanggal 2/11",
    ],
)
def test_ordinary_words_of_every_script_stay(text):
    assert plain(text) == text


def test_capitals_stay_capitals_behind_other_letters():
    assert plain("PЕNTING bagi WАRGA Samarinda") == "PENTING bagi WARGA Samarinda"


def test_a_text_shouted_from_end_to_end_is_calm_and_one_with_loud_words_is_not():
    assert plain("SEBARKAN! JALAN POROS PUTUS TOTAL MALAM INI") == "sebarkan! jalan poros putus total malam ini"
    assert plain("INFO PENTING dari PLN, listrik padam malam ini") == "INFO PENTING dari PLN, listrik padam malam ini"
    assert plain("PPPK DIBUKA") == "PPPK DIBUKA"


def test_making_plain_twice_changes_nothing_more():
    once = plain("S E B A R banjiiir!!!!!! 🅿🅻🅽 ‼️ \u0430was")
    assert plain(once) == once


def test_signs_repeated_for_show_stand_at_most_three_times():
    assert plain("awas!!!!!!!!! 😂😂😂😂😂") == "awas!!! 😂😂😂"


def test_a_text_of_nothing_but_tricks_is_empty():
    assert plain("\u200b\u200e\ufeff \u202e\x00") == ""


@pytest.mark.parametrize("text", ["kata " * 100_000, "a а" * 50_000, "a" * 300_000, "s\u0336" * 150_000, "a b " * 100_000])
def test_a_megabyte_is_made_plain_within_seconds(text):
    started = time.process_time()
    plain(text)
    assert time.process_time() - started < 5
