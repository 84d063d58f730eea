"""A claim that lives only in posts while outlets and offices are silent."""

from dataclasses import replace

import pytest

from analysis.contexts import Report
from analysis.signals import unsourced
from archive.records import Response


@pytest.fixture
def report(now):
    return Report("a", now, "e", "press", "Rekrutmen dibuka", "Rekrutmen dibuka\n\nDinas membuka rekrutmen.")


@pytest.fixture
def denial(now):
    return Response("n", now.date(), "r", now, "press", "denies", "Rani Wulan", "BKD", "“Tidak ada rekrutmen,” kata Rani Wulan.")


def test_three_posts_and_ten_hours_of_silence_are_told_with_their_numbers(make_context):
    signal = unsourced.score(make_context(posts=3, hours=10))
    assert signal.score == 0.75
    assert signal.reason.startswith("3 unggahan menyampaikan klaim ini sejak 10 jam lalu")
    assert signal.item_ids == ("n0", "n1", "n2")


def test_two_posts_or_a_short_silence_say_nothing(make_context):
    assert unsourced.score(make_context(posts=2)) is None
    assert unsourced.score(make_context(hours=1)) is None


def test_a_report_of_the_event_ends_the_silence_and_one_of_another_event_does_not(make_context, report):
    assert unsourced.score(make_context(reports=(report,))) is None
    assert unsourced.score(make_context(reports=(replace(report, event_id="other"),))).score == 0.75


def test_a_confirmation_ends_the_silence(make_context, denial):
    assert unsourced.score(make_context(responses=(replace(denial, stance="confirms"),))) is None


def test_more_posts_weigh_more_and_never_more_than_one(make_context):
    scores = [unsourced.score(make_context(posts=n)).score for n in (3, 10, 500)]
    assert scores == sorted(scores)
    assert scores[-1] < 1


def test_a_denial_is_told_and_moves_nothing(make_context, denial):
    silent = unsourced.score(make_context())
    told = unsourced.score(make_context(responses=(denial, replace(denial, item_id="o", by="official"))))
    assert (told.score, told.item_ids) == (silent.score, silent.item_ids)  # what outlets write is no evidence either
    assert told.reason.endswith("yang membenarkannya; sumber resmi sudah membantah pada 13 November 2026.")
    assert silent.reason.endswith("yang memberitakannya.")


def test_a_denial_that_only_outlets_tell_of_is_told_as_theirs(make_context, denial):
    assert "media sudah memberitakan bantahan" in unsourced.score(make_context(responses=(denial,))).reason
