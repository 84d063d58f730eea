"""An old text that goes round as if it were new."""

from dataclasses import replace
from datetime import timedelta

from analysis.contexts import CheckedClaim, Echo
from analysis.signals import recycled


def echo(now, days, kind="post"):
    return Echo("n0", "old", kind, now - timedelta(days=days), 0.95)


def checked(now, days):
    return CheckedClaim("f", "n0", "Judul", "Cek Etam", "false", "SALAH", now - timedelta(days=days), 0.9, "strong")


def test_a_text_first_seen_long_ago_is_recycled_and_both_dates_are_told(make_context, now):
    signal = recycled.score(make_context(hours=2, echoes=(echo(now, 400),)))
    assert signal.score == 1.0
    assert "13 November 2026" in signal.reason  # the claim was posted at 19:30 UTC, which is the next day in Kaltim
    assert "9 Oktober 2025" in signal.reason
    assert signal.item_ids == ("n0", "old")


def test_a_text_first_seen_last_week_is_not_recycled(make_context, now):
    assert recycled.score(make_context(echoes=(echo(now, 7),))) is None


def test_a_fact_check_of_long_ago_is_told_by_its_own_signal_alone(make_context, now):
    assert recycled.score(make_context(checks=(checked(now, 300),))) is None


def test_an_old_press_text_is_told_but_never_listed_as_evidence(make_context, now):
    signal = recycled.score(make_context(echoes=(echo(now, 400, "article"),)))
    assert signal.item_ids == ("n0",)


def test_words_and_names_do_not_move_the_score(make_context, now):
    signals = [
        recycled.score(make_context(text=text, echoes=(echo(now, 400),)))
        for text in ("Gubernur Siti Rembulan hebat", "Gubernur Toni Langsat payah")
    ]
    assert replace(signals[0], reason="") == replace(signals[1], reason="")
