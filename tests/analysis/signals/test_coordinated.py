"""Many accounts, the same words, minutes: a pattern in counts."""

from dataclasses import replace

import pytest

from analysis.echoes import SameWords
from analysis.signals import coordinated

RUSH = SameWords(tuple(f"n{n}" for n in range(10)), 10, 1.0, 0.5, None, 15, 10, 0)


@pytest.fixture
def read(make_context):
    return lambda *facts: coordinated.score(make_context(same_words=facts))


def test_a_rush_is_told_with_its_counts_and_without_a_verdict(read):
    signal = read(RUSH)
    assert signal.score == round(10 / 14, 4)
    assert signal.reason == (
        "10 akun mengunggah kata-kata yang sama dalam 1 menit, 10 akun di antaranya dalam dua menit. Pola ini tidak menunjukkan siapa yang "
        "mengatur atau apakah isinya benar."
    )
    assert signal.item_ids == RUSH.item_ids


def test_accounts_that_meet_again_count_even_where_they_are_few(read):
    few = replace(RUSH, authors=5, rush=5, together=5)
    assert read(replace(few, together=0)) is None
    assert read(few).score == round(5 / 7, 4)
    assert "5 akun di antaranya juga pernah serentak" in read(few).reason


def test_a_rush_of_accounts_that_meet_again_weighs_most(read):
    assert read(replace(RUSH, together=10)).score > read(RUSH).score


@pytest.mark.parametrize(
    "change",
    [
        {"article_id": "a"},
        {"words": 5},
        {"rush": 7},
        {"authors": 40},
        {"rush": 6, "together": 2},
    ],
)
def test_headlines_short_cries_and_slow_chains_say_nothing(read, change):
    assert read(replace(RUSH, **change)) is None


def test_no_fact_no_signal_and_the_strongest_of_several_is_told(read):
    assert read() is None
    other = replace(RUSH, item_ids=("m1",), authors=20, rush=20, minutes=0.4)
    signal = read(RUSH, other)
    assert signal.score == round(20 / 24, 4)
    assert "kurang dari satu menit" in signal.reason
    assert signal.item_ids == ("m1", *RUSH.item_ids)
