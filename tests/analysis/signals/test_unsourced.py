"""A claim that lives only in posts while outlets and offices are silent."""

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
