"""A claim that lives only in posts while outlets and offices are silent."""

from analysis.contexts import Denial
from analysis.signals import unsourced


def test_three_posts_and_ten_hours_of_silence_are_told_with_their_numbers(make_context):
    signal = unsourced.score(make_context(posts=3, hours=10))
    assert signal.score == 0.75
    assert signal.reason.startswith("3 unggahan menyampaikan klaim ini sejak 10 jam lalu")
    assert signal.item_ids == ("n0", "n1", "n2")


def test_two_posts_or_a_short_silence_say_nothing(make_context):
    assert unsourced.score(make_context(posts=2)) is None
    assert unsourced.score(make_context(hours=1)) is None


def test_one_report_ends_the_silence(make_context, now):
    assert unsourced.score(make_context(report_times=(now,))) is None


def test_more_posts_weigh_more_and_never_more_than_one(make_context):
    scores = [unsourced.score(make_context(posts=n)).score for n in (3, 10, 500)]
    assert scores == sorted(scores)
    assert scores[-1] < 1


def test_a_denial_is_told_and_moves_nothing(make_context, now):
    silent = unsourced.score(make_context())
    told = unsourced.score(make_context(denials=(Denial("a", now, "press"), Denial("o", now, "official"))))
    assert (told.score, told.item_ids) == (silent.score, silent.item_ids)  # what outlets write is no evidence either
    assert told.reason.endswith("yang membenarkannya; sumber resmi sudah membantah pada 13 November 2026.")
    assert silent.reason.endswith("yang memberitakannya.")


def test_a_denial_that_only_outlets_tell_of_is_told_as_theirs(make_context, now):
    assert "media sudah memberitakan bantahan" in unsourced.score(make_context(denials=(Denial("a", now, "press"),))).reason


def test_a_denial_makes_no_signal_by_itself(make_context, now):
    assert unsourced.score(make_context(posts=2, denials=(Denial("o", now, "official"),))) is None
