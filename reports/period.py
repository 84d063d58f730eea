"""The stretch of time that an edition covers, what it is held against, and the words for both."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from archive.records import Edition
from archive.settings import Settings

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Words:
    """How an edition speaks of its own time: "hari ini", "kemarin", what it takes a mean of, and how many hours or days it spans."""

    title: str
    now: str
    before: str
    mean: str
    span: str


_WORDS: dict[Edition, Words] = {
    "harian": Words("Taklimat Pagi", "hari ini", "kemarin", "7 hari", "24 jam"),
    "mingguan": Words("Taklimat Mingguan", "minggu ini", "minggu lalu", "4 minggu", "7 hari"),
    "bulanan": Words("Taklimat Bulanan", "bulan ini", "bulan lalu", "2 bulan", "sebulan"),
}
_COMPARED: dict[Edition, int] = {"harian": 7, "mingguan": 4, "bulanan": 2}


@dataclass(frozen=True, slots=True)
class Period:
    """The daily briefs that an edition sums up: ``days`` oldest first, the last one being the date it bears.

    ``past`` are the periods it is held against, oldest first, each as its days.
    """

    edition: Edition
    days: tuple[date, ...]
    past: tuple[tuple[date, ...], ...]

    @property
    def day(self) -> date:
        """The date that the edition bears."""
        return self.days[-1]

    @property
    def words(self) -> Words:
        """How this edition speaks of its own time."""
        return _WORDS[self.edition]

    def window(self, settings: Settings) -> tuple[datetime, datetime]:
        """The (start, end] in UTC that it covers."""
        return window_of(settings, self.days)


def window_of(settings: Settings, days: tuple[date, ...]) -> tuple[datetime, datetime]:
    """The (start, end] in UTC of consecutive ``days``."""
    return settings.window(days[0])[0], settings.window(days[-1])[1]


def period_of(edition: Edition, day: date) -> Period:
    """The period of the edition that bears ``day``: that day, the seven up to it, or the month up to it.

    A month reaches from the day after the same date of the month before: the edition of 1 December holds the briefs of 2 November to
    1 December, whose windows are all of November.
    """
    days = _up_to(edition, day)
    past: list[tuple[date, ...]] = []
    first = days[0]
    for _ in range(_COMPARED[edition]):
        past.append(_up_to(edition, first - _DAY))
        first = past[-1][0]
    return Period(edition, days, tuple(reversed(past)))


def last_of(edition: Edition, day: date) -> date:
    """The newest date up to ``day`` that such an edition regularly bears: any day, a Monday, the first of a month."""
    if edition == "mingguan":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if edition == "bulanan" else day


def _up_to(edition: Edition, day: date) -> tuple[date, ...]:
    if edition == "harian":
        first = day
    elif edition == "mingguan":
        first = day - 6 * _DAY
    else:
        first = _month_before(day) + _DAY
    return tuple(first + _DAY * number for number in range((day - first).days + 1))


def _month_before(day: date) -> date:
    """The same date of the month before, or that month's last where it is shorter."""
    last = day.replace(day=1) - _DAY
    return last.replace(day=min(day.day, last.day))
