"""When the watched region speaks: how a mean week's volume spreads over its 168 hours, and which hours of the past nobody listened to.

Time is cut into slots of one hour that end on the start of a window, so that every window of whole hours is a whole number of slots; a slot
belongs to the local hour and weekday of its middle, which holds for zones of half hours and for days of 23 or 25 hours.

**Profile.** Counted are hours in which a narrative said something, each once however much it said: one burst, or ten thousand copies in one
second, must not become a habit of Thursdays at nine. With C narrative-hours in n observed hours, rate r = sum C / sum n, and a prior worth
k narrative-hours, every factor is the mean of a gamma posterior around one (gamma-Poisson shrinkage; Clayton and Kaldor 1987,
Biometrics 43)::

    hour of day   a_o = (C_o + k) / (r n_o + k)
    weekday       b_d = (C_d + k) / (r sum_o a_o n_do + k)
    cell          w_do = a_o b_d (C_do + k) / (r a_o b_d n_do + k)

so a cell that was seldom observed falls back to its hour and weekday, and these to a flat week. The 168 cells are scaled to a mean of one.

**Outages.** An hour without any item of the whole monitor is not yet a fault: small monitors are silent at night. A stretch of such hours
counts as unobserved where the profile led to expect at least ``outage`` narrative-hours in it (by Poisson, exp(-outage) is the chance that
it was mere silence). The profile is fitted again without it, until nothing changes. Nothing before the first item was observed.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from analysis.thresholds import Emergence

HOUR = 3600.0
DAY_HOURS = 24
_CELLS = 7 * DAY_HOURS
_ROUNDS = 4

Floats = NDArray[np.float64]
Slots = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Rhythm:
    """The slots from ``weeks`` weeks before a window to its end, oldest first; ``before`` of them lie before it.

    ``share`` is what each slot holds of the volume of a mean day (about 1 over 24 usual hours), 0 where nobody listened; ``heard`` tells
    which were observed, ``lost`` which were not although something had been heard before. All have one entry per slot, and a window that
    is cut short ends with a slot that is cut short.
    """

    origin: datetime
    end: datetime
    before: int
    share: Floats
    heard: NDArray[np.bool_]
    lost: NDArray[np.bool_]

    def slots(self, instants: Iterable[datetime]) -> Slots:
        """The slot of every instant that lies in one, ascending; those outside are left out."""
        return _slots(instants, self.origin, self.end)


def rhythm_of(history: Mapping[str, Sequence[datetime]], window: tuple[datetime, datetime], zone: ZoneInfo, limits: Emergence) -> Rhythm:
    """The rhythm of a region whose narratives said something at the instants (UTC) of ``history``; ``window`` is (start, end] in UTC."""
    start, end = window
    before = limits.weeks * _CELLS
    origin = start - timedelta(hours=before)
    lengths = _lengths(before, (end - start).total_seconds() / HOUR)
    cells = _cells(origin, len(lengths), zone)
    said = np.zeros(len(lengths))
    for instants in history.values():
        said[np.unique(_slots(instants, origin, end))] += 1
    first = int(np.flatnonzero(said)[0]) if said.any() else before
    listening = np.arange(len(lengths)) >= first
    silent = [stretch for stretch in _stretches(said == 0) if stretch[0] > first]
    heard = listening
    for _ in range(_ROUNDS):
        profile, rate = _profile(said, np.where(heard, lengths, 0.0), cells, limits.week_prior)
        usual = rate * profile[cells] * lengths
        found = listening.copy()
        for begins, ends in silent:
            found[begins:ends] = usual[begins:ends].sum() < limits.outage
        if (found == heard).all():
            break
        heard = found
    return Rhythm(origin, end, before, np.where(heard, profile[cells] * lengths / DAY_HOURS, 0.0), heard, listening & ~heard)


def _lengths(before: int, hours: float) -> Floats:
    whole = int(hours)
    rest = [hours - whole] if hours > whole else []
    return np.array([1.0] * (before + whole) + rest)


def _cells(origin: datetime, slots: int, zone: ZoneInfo) -> Slots:
    middles = (origin.astimezone(UTC) + timedelta(hours=slot + 0.5) for slot in range(slots))
    local = (middle.astimezone(zone) for middle in middles)
    return np.array([moment.weekday() * DAY_HOURS + moment.hour for moment in local], np.int64)


def _slots(instants: Iterable[datetime], origin: datetime, end: datetime) -> Slots:
    seconds = np.array([instant.timestamp() for instant in instants]) - origin.timestamp()
    inside = seconds[(seconds > 0) & (seconds <= end.timestamp() - origin.timestamp())]
    return np.sort(np.ceil(inside / HOUR).astype(np.int64) - 1)


def _stretches(silent: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Runs of silent slots as (first, one after the last)."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], silent, [False])).astype(np.int8)))
    return [(int(first), int(last)) for first, last in edges.reshape(-1, 2)]


def _profile(said: Floats, lengths: Floats, cells: Slots, prior: float) -> tuple[Floats, float]:
    counts = np.bincount(cells, np.where(lengths > 0, said, 0.0), _CELLS).reshape(7, DAY_HOURS)
    hours = np.bincount(cells, lengths, _CELLS).reshape(7, DAY_HOURS)
    rate = counts.sum() / max(hours.sum(), 1.0)
    of_hour = (counts.sum(axis=0) + prior) / (rate * hours.sum(axis=0) + prior)
    of_weekday = (counts.sum(axis=1) + prior) / (rate * (hours * of_hour).sum(axis=1) + prior)
    margins = of_weekday[:, None] * of_hour[None, :]
    profile = (margins * (counts + prior) / (rate * margins * hours + prior)).ravel()
    mean = profile.mean()
    return profile / mean, float(rate * mean)
