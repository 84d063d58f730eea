from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from analysis.emergence import at_most, outlooks, tail
from analysis.rhythm import rhythm_of

MAKASSAR = ZoneInfo("Asia/Makassar")
START = datetime(2026, 11, 11, 21, 30, tzinfo=UTC)
DAY = (START, START + timedelta(days=1))
HOUR = timedelta(hours=1)


def every(hours, days=56, since=START, offset=0.25):
    """Instants every so many ``hours`` for so many ``days`` up to ``since``."""
    return [since - n * hours * HOUR - offset * HOUR for n in range(int(days * 24 / hours))]


def others(hours=6, days=57):
    """Eight other narratives, spoken of to the end of the window: without them a silent window reads as one that nobody listened to."""
    return {f"other{n}": every(hours, days, DAY[1], n * hours / 8) for n in range(8)}


def at_ten(days=56, each=4):
    """So many items each day at ten in the morning, local time."""
    ten = START - 20 * HOUR + 30 * timedelta(minutes=1)
    assert ten.astimezone(MAKASSAR).hour == 10
    return [ten - timedelta(days=back, minutes=n) for back in range(days) for n in range(each)]


@pytest.fixture
def limits(thresholds):
    return thresholds.emergence


@pytest.fixture
def look(limits):
    def of(history, narrative_id="n", window=DAY, zone=MAKASSAR):
        return outlooks(history, [narrative_id], window, zone, limits)[narrative_id]

    return of


def test_the_tail_is_that_of_the_negative_binomial():
    # shape 1 is geometric: P(X >= k) = (m / (m + 1))^k
    assert tail(6, 2.0, 1.0) == pytest.approx((2 / 3) ** 6, abs=1e-12)
    assert tail(0, 2.0, 1.0) == 1
    assert tail(1, 0.5, 3.0) == pytest.approx(1 - (3 / 3.5) ** 3, abs=1e-12)
    assert 0 <= tail(10_000, 9_000.0, 4.0) < 1


def test_the_chance_of_few_is_that_of_the_binomial():
    assert at_most(1, 3, 0.5) == pytest.approx(0.5)
    assert at_most(3, 3, 0.5) == 1
    assert at_most(0, 12, 1 / 3) == pytest.approx((2 / 3) ** 12)


def test_a_steady_narrative_is_expected_to_go_on_as_it_did(look):
    outlook = look({"n": [*every(6), *every(6, 1, DAY[1])], **others()})
    assert outlook.expected == pytest.approx(4, abs=0.6)
    assert (outlook.seen, outlook.surprise, outlook.yesterday, outlook.asleep_days) == (4, 0.0, 4, 0)


def test_three_times_the_expected_surprises_and_ten_times_more(look):
    old = {"n": every(6), **others()}
    three, ten = (look({**old, "n": [*old["n"], *every(24 / seen, 1, DAY[1])]}) for seen in (12, 40))
    assert 1 < three.surprise < ten.surprise


def test_the_surprise_is_capped(look, limits):
    assert look({"n": [*every(6), *[DAY[1]] * 10_000]}).surprise == limits.most


def test_what_was_said_lately_counts_more_than_what_was_said_long_ago(look):
    lately = look({"n": [START - timedelta(days=40), *every(4, 6)], **others()})
    long_ago = look({"n": every(4, 6, START - timedelta(days=34)), **others()})
    assert lately.expected > 3 * long_ago.expected


def test_a_new_narrative_is_measured_by_what_others_brought_on_their_first_day(look):
    many = {str(n): every(3, 1, START - timedelta(days=n)) for n in range(1, 40)}
    few = {str(n): every(24, 1, START - timedelta(days=n)) for n in range(1, 40)}
    new = [DAY[1] - HOUR] * 6
    after_many, after_few = (look(others() | before | {"n": new}) for before in (many, few))
    assert after_many.expected > 3 * after_few.expected
    assert after_many.surprise < after_few.surprise


def test_one_flood_does_not_hide_every_other_new_narrative(look):
    many = {str(n): every(12, 2, START - timedelta(days=n)) for n in range(1, 40)}
    flood = {"flood": [START - timedelta(days=2)] * 10_000}
    assert look(others() | many | flood, "new").expected < 2 * look(others() | many, "new").expected


def test_the_running_day_expects_only_what_could_be_said_by_now(look):
    history = {"n": at_ten(), **others()}
    before_ten, whole = look(history, window=(START, START + 3 * HOUR)), look(history)
    assert before_ten.expected < 0.15 * whole.expected
    assert before_ten.yesterday == 4
    assert before_ten.yesterday_even < 1


def test_what_was_said_after_the_end_of_the_running_day_does_not_count(look):
    assert look({"n": [START + 200 * timedelta(minutes=1)]}, window=(START, START + 190 * timedelta(minutes=1))).seen == 0


def test_the_end_of_a_window_belongs_to_it_and_its_start_to_the_one_before(look):
    outlook = look({"n": [START, DAY[1]]})
    assert (outlook.seen, outlook.yesterday) == (1, 1)


def test_hours_and_weekdays_on_which_more_is_said_are_expected_to_bring_more(limits):
    workdays = {str(n): [i for i in at_ten() if i.astimezone(MAKASSAR).weekday() < 5] for n in range(10)}
    share = rhythm_of(workdays | others(24), DAY, MAKASSAR, limits).share
    week = share[-8 * 24 : -24].reshape(7, 24).sum(axis=1)
    slot_of_ten = 4  # the fifth hour after 21.30 UTC ends at 10.30 local time
    assert DAY[0].astimezone(MAKASSAR).isoweekday() == 4
    assert share[-48:-24].argmax() == slot_of_ten
    # the seven days before Thursday begin with Thursday: the third and fourth are Saturday and Sunday
    assert max(week[2], week[3]) < 0.6 * min(np.delete(week, [2, 3]))


def test_one_flood_on_one_morning_does_not_become_a_habit_of_that_hour(limits):
    quiet = {str(n): every(5, offset=n / 2) for n in range(10)}
    flood = {"flood": [START - timedelta(days=7) + 4 * HOUR] * 10_000}
    before, after = (rhythm_of(said, DAY, MAKASSAR, limits).share for said in (quiet, quiet | flood))
    assert np.abs(after - before).max() < 0.1 * before.max()


def test_hours_in_which_nothing_at_all_was_collected_are_not_taken_for_silence(look):
    def collected(instants):
        return [i for i in instants if not START - timedelta(days=3) < i <= START - timedelta(hours=6)]

    said = {"n": every(6), **others()}
    kept = {narrative_id: collected(instants) for narrative_id, instants in said.items()}
    outlook = look(kept)
    assert outlook.expected == pytest.approx(look(said).expected, rel=0.2)
    assert (outlook.yesterday_even, outlook.asleep_days) == (None, 0)
    silent = {**said, "n": kept["n"]}
    assert look(silent).expected < 0.85 * outlook.expected


def test_collecting_that_was_down_within_the_window_lowers_what_is_expected(look):
    kept = {k: [i for i in v if not START + 6 * HOUR < i <= START + 18 * HOUR] for k, v in others().items()}
    outlook = look(kept, "other0")
    assert outlook.unheard_hours == 12
    assert outlook.expected == pytest.approx(look(others(), "other0").expected / 2, rel=0.2)


def test_a_small_monitor_that_is_silent_at_night_is_not_taken_for_broken(limits):
    rhythm = rhythm_of({"n": at_ten(each=2)}, DAY, MAKASSAR, limits)
    assert not rhythm.lost.any()


def test_the_time_before_the_monitor_began_was_not_heard(look):
    young = look({"n": every(6, 3), **others(days=4)})
    assert young.expected == pytest.approx(4, abs=1.2)
    assert young.unheard_hours == 0


def test_without_any_history_the_start_value_is_expected(look, limits):
    assert look({}).expected == pytest.approx(limits.level_start)
    assert look({}).yesterday_even is None


def test_all_items_at_one_second_give_finite_numbers(look, limits):
    outlook = look({"n": [START + HOUR] * 5_000})
    assert (outlook.seen, outlook.surprise) == (5_000, limits.most)
    assert np.isfinite([outlook.expected, outlook.late_usual, outlook.ebb]).all()


def test_sleep_is_counted_in_whole_days_that_were_heard(look):
    for hours, days in ((40 * 24, 40), (71.5, 2), (72, 3), (73, 3)):
        assert look(others() | {"n": [START - hours * HOUR]}).asleep_days == days
    assert look(others()).asleep_days is None


def test_a_day_that_brought_everything_in_its_morning_ebbs(look):
    morning, spread = [START + 5 * HOUR] * 20, every(24 / 20, 1, DAY[1])
    assert look(others() | {"n": morning}).ebb < 0.001
    assert look(others() | {"n": spread}).ebb > 0.2


@pytest.mark.parametrize("zone", ["UTC", "Asia/Kathmandu", "America/New_York", "Pacific/Kiritimati"])
def test_any_zone_will_do_also_where_the_clocks_were_changed(look, zone):
    outlook = look({"n": every(6), **others()}, zone=ZoneInfo(zone))
    assert outlook.expected == pytest.approx(4, abs=0.7)


def test_a_stronger_restlessness_makes_the_same_day_less_surprising(limits):
    history = {"n": [*every(6), *every(2, 1, DAY[1])], **others()}
    calm, restless = (outlooks(history, ["n"], DAY, MAKASSAR, replace(limits, restless=shape))["n"].surprise for shape in (50.0, 2.0))
    assert calm > restless > 0
