from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from archive.settings import Settings
from reports.period import last_of, period_of, window_of


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(state=tmp_path, cutoff=time(5))


def test_a_day_is_held_against_the_seven_before_it_one_by_one():
    period = period_of("harian", date(2026, 11, 16))
    assert period.days == (date(2026, 11, 16),)
    assert period.past == tuple((date(2026, 11, day),) for day in range(9, 16))


def test_a_week_is_the_seven_briefs_up_to_its_date_held_against_four_weeks():
    period = period_of("mingguan", date(2026, 11, 16))
    assert period.days == tuple(date(2026, 11, day) for day in range(10, 17))
    assert [window[0] for window in period.past] == [date(2026, 10, 13), date(2026, 10, 20), date(2026, 10, 27), date(2026, 11, 3)]
    assert {len(window) for window in period.past} == {7}


@pytest.mark.parametrize(
    ("day", "first", "length"),
    [
        (date(2026, 12, 1), date(2026, 11, 2), 30),
        (date(2027, 1, 1), date(2026, 12, 2), 31),
        (date(2026, 3, 1), date(2026, 2, 2), 28),
        (date(2028, 3, 1), date(2028, 2, 2), 29),
        (date(2026, 3, 31), date(2026, 3, 1), 31),
        (date(2028, 3, 30), date(2028, 3, 1), 30),
        (date(2026, 12, 31), date(2026, 12, 1), 31),
    ],
    ids=[
        "November",
        "December, over the year",
        "February",
        "leap February",
        "last of March",
        "30 March of a leap year",
        "last of December",
    ],
)
def test_a_month_reaches_from_the_day_after_the_same_date_of_the_month_before(day, first, length):
    period = period_of("bulanan", day)
    assert (period.days[0], period.days[-1], len(period.days)) == (first, day, length)


def test_the_month_of_1_december_covers_all_of_november_and_nothing_else(settings):
    start, end = period_of("bulanan", date(2026, 12, 1)).window(settings)
    assert start == datetime(2026, 10, 31, 21, tzinfo=UTC), "1 November, 05.00 WITA"
    assert end == datetime(2026, 11, 30, 21, tzinfo=UTC), "1 December, 05.00 WITA"


@pytest.mark.parametrize("edition", ["harian", "mingguan", "bulanan"])
@pytest.mark.parametrize("day", [date(2026, 11, 16), date(2028, 2, 29), date(2026, 3, 31), date(2027, 1, 1), date(2024, 3, 1)])
def test_periods_follow_each_other_without_a_gap_or_an_overlap(edition, day, settings):
    period = period_of(edition, day)
    windows = [*period.past, period.days]
    known = [each for window in windows for each in window]
    assert known == [known[0] + timedelta(days=number) for number in range(len(known))]
    assert period.day == day
    ends = [window_of(settings, window)[1] for window in windows]
    assert ends[:-1] == [window_of(settings, window)[0] for window in windows[1:]]


def test_a_year_of_monthly_editions_covers_every_day_once():
    days = [day for month in range(1, 13) for day in period_of("bulanan", date(2028, month, 1)).days]
    assert days == [date(2027, 12, 2) + timedelta(days=number) for number in range(366)], "2 December 2027 to 1 December 2028"


@pytest.mark.parametrize(
    ("edition", "day", "borne"),
    [
        ("harian", date(2026, 11, 18), date(2026, 11, 18)),
        ("mingguan", date(2026, 11, 16), date(2026, 11, 16)),
        ("mingguan", date(2026, 11, 22), date(2026, 11, 16)),
        ("mingguan", date(2027, 1, 2), date(2026, 12, 28)),
        ("bulanan", date(2026, 11, 1), date(2026, 11, 1)),
        ("bulanan", date(2026, 10, 31), date(2026, 10, 1)),
        ("bulanan", date(2028, 2, 29), date(2028, 2, 1)),
    ],
)
def test_the_regular_editions_bear_any_day_a_monday_and_the_first_of_a_month(edition, day, borne):
    assert last_of(edition, day) == borne


def test_every_edition_speaks_of_its_own_time():
    told = [period_of(edition, date(2026, 11, 16)).words for edition in ("harian", "mingguan", "bulanan")]
    assert [words.now for words in told] == ["hari ini", "minggu ini", "bulan ini"]
    assert [words.before for words in told] == ["kemarin", "minggu lalu", "bulan lalu"]
    assert len({words.title for words in told}) == 3
