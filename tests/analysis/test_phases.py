from dataclasses import replace

import pytest

from analysis.emergence import Outlook
from analysis.phases import Past, phase_of

GROWN = Outlook(14, 5.2, 2.1, 6, 6.0, 6, 4.7, 0.8, 0, 0)


@pytest.fixture
def phase(thresholds):
    def of(outlook, past=None, **changed):
        return phase_of(replace(outlook, **changed), past or Past(average=4.1), thresholds.trends)

    return of


def test_a_rise_is_told_with_its_numbers(phase):
    assert phase(GROWN) == ("naik", "14 item; diperkirakan 5,2; kemarin 6, rata-rata 7 hari 4,1")


@pytest.mark.parametrize("seen", [1, 2, 3, 4])
def test_few_items_are_never_a_rise_however_surprising_and_whatever_was_yesterday(phase, seen):
    for yesterday in (None, "naik", "puncak", "tetap"):
        found, _ = phase(GROWN, Past(0.1, phase=yesterday), seen=seen, expected=0.05, surprise=9.0, yesterday=0, yesterday_even=0.0)
        assert found == "tetap"


def test_many_items_that_do_not_surprise_are_no_rise(phase):
    assert phase(GROWN, surprise=0.5)[0] == "tetap"


def test_surprise_without_growth_over_what_was_expected_is_no_rise(phase):
    assert phase(GROWN, seen=140, expected=100.0, surprise=3.0, yesterday=90, yesterday_even=90.0)[0] == "tetap"


def test_what_no_longer_grows_from_yesterday_is_at_its_height(phase):
    assert phase(GROWN, yesterday=14, yesterday_even=14.0) == (
        "puncak",
        "14 item; diperkirakan 5,2; kemarin 14, rata-rata 7 hari 4,1; tidak lagi bertambah dari kemarin",
    )


def test_what_ebbs_within_the_day_is_at_its_height(phase):
    found, reason = phase(GROWN, late=0, ebb=0.004)
    assert found == "puncak"
    assert reason.endswith("; di akhir jendela hanya 0, biasanya 4,7")


def test_far_below_yesterday_or_what_was_expected_falls(phase):
    assert phase(GROWN, seen=3, surprise=0.0, yesterday=11, yesterday_even=11.0)[0] == "turun"
    assert phase(GROWN, seen=3, surprise=0.0, expected=12.0, yesterday=3, yesterday_even=3.0)[0] == "turun"
    assert phase(GROWN, seen=14, yesterday=40, yesterday_even=40.0)[0] == "turun"


@pytest.mark.parametrize("seen", range(1, 30))
def test_what_entered_a_phase_keeps_it_on_less(phase, thresholds, seen):
    limits = thresholds.trends
    surprise = limits.rising_surprise * seen / 11.9  # what one item more or less may change
    fresh, held = (
        phase(GROWN, Past(4.1, phase=yesterday), seen=seen, surprise=surprise, expected=4.0)[0] for yesterday in ("tetap", "naik")
    )
    assert (fresh == "naik") == (seen >= 12)
    assert (held == "naik") == (seen >= 9)


def test_a_fall_goes_on_until_it_has_mostly_recovered(phase):
    lower = {"seen": 6, "surprise": 0.0, "yesterday": 10, "yesterday_even": 10.0}
    assert phase(GROWN, Past(8.0, phase="tetap"), **lower)[0] == "tetap"
    assert phase(GROWN, Past(8.0, phase="turun"), **lower)[0] == "turun"


def test_what_slept_and_returns_is_told_with_the_days_of_its_sleep(phase):
    assert phase(GROWN, asleep_days=12) == ("muncul lagi", "14 item setelah 12 hari tanpa item; diperkirakan 5,2")
    assert phase(GROWN, Past(0.0, known_days=56), asleep_days=None)[1].startswith("14 item setelah sedikitnya 56 hari tanpa item")
    assert phase(GROWN, asleep_days=2)[0] == "naik"


def test_what_was_never_said_before_is_new_however_large(phase):
    reason = "pertama kali muncul dalam jendela ini, 40 item; isu baru rata-rata 2,1"
    assert phase(GROWN, asleep_days=None, seen=40, expected=2.1) == ("baru", reason)


def test_the_running_day_says_that_it_is_not_over(phase):
    found, reason = phase(GROWN, Past(4.1, running=True), yesterday_even=2.5)
    assert found == "naik"
    assert reason == "14 item sejauh ini; diperkirakan 5,2; kemarin 6 (setara 2,5 untuk jendela ini), rata-rata 7 hari 4,1"


def test_hours_in_which_nothing_was_collected_are_named(phase):
    reason = phase(GROWN, yesterday_even=None, unheard_hours=9)[1]
    assert "kemarin 6 (tidak sehari penuh terpantau)" in reason
    assert reason.endswith("pengumpulan terputus 9 jam")


def test_paid_texts_are_named_apart_and_alone_make_no_phase(phase):
    assert phase(GROWN, Past(4.1, paid=2))[1].startswith("14 item, di luar 2 item berbayar; ")
    assert phase(GROWN, Past(0.0, paid=7), seen=0, asleep_days=None) == ("tetap", "hanya 7 item berbayar, tidak dihitung")
