"""Which of the times on a page is the time of publication, and in which zone it was meant.

Pages state their time up to four times over, and not always the same. The order, best first: ``<meta>``, JSON-LD and ``<time>``, which
machines wrote; the clock in the address; the time printed under the title, which people read and correct. Three findings turn the order:

* A day without an hour is worth less than an hour, wherever it stands.
* One clock in two zones: the clock was copied, and the zone belongs to only one. The zone word that people printed wins; without one, any
  zone wins over UTC, in which nobody here writes clocks.
* The site is known to state a wrong zone (``trust_zone``): then machine-written clocks are read in the source's zone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from archive.records import Source
from extractors.times import Resolved, clock_of, names_an_hour, resolve, weekday_fits

Where = Literal["machine", "address", "printed"]
_SAME = timedelta(minutes=10)
_HALF_AN_HOUR = timedelta(minutes=29)
_A_ZONE = timedelta(hours=14)
_UTC = frozenset({"UTC", "+00:00"})


@dataclass(frozen=True, slots=True)
class Stated:
    """One time as a page states it, and where."""

    raw: str
    where: Where


@dataclass(frozen=True, slots=True)
class Chosen:
    """The time of publication: the string it was read from, what it means, and Indonesian doubts about it."""

    raw: str | None
    time: Resolved
    doubts: tuple[str, ...] = ()


_NONE = Resolved(None, None, None)


def choose(stated: Sequence[Stated], source: Source, now: datetime) -> Chosen:
    """The time of publication among those that a page states, best first within their kind."""
    read = [(one, _read(one, source, now)) for one in stated]
    usable = sorted(((one, time) for one, time in read if time.instant), key=lambda pair: not names_an_hour(pair[0].raw))
    if not usable:
        return Chosen(stated[0].raw if stated else None, _NONE)
    one, time = usable[0]
    doubts: list[str] = []
    others = [(other, its) for other, its in usable[1:] if names_an_hour(other.raw) and names_an_hour(one.raw)]
    if one.where == "machine":
        better = _other_zone(one, time, others, now)
        if better:
            one, time = better
            doubts.append("zona waktu pada halaman bertentangan")
    if time.known != "stated":
        said = next((its for other, its in others if other.where == "printed" and its.known == "stated" and not _far(time, its)), None)
        time = replace(said, instant=time.instant) if said else time
    if any(_far(time, its) and its.known == "stated" and clock_of(other.raw) != clock_of(one.raw) for other, its in others):
        doubts.append("waktu pada halaman berbeda-beda")
    if not all(weekday_fits(candidate.raw, source.timezone, now) for candidate, _ in usable):
        doubts.append("nama hari tidak cocok dengan tanggal")
    return Chosen(one.raw, time, tuple(doubts))


def _read(one: Stated, source: Source, now: datetime) -> Resolved:
    return resolve(one.raw, source.timezone, now, trust_stated=source.trust_zone or one.where == "printed")


def _other_zone(one: Stated, time: Resolved, others: Sequence[tuple[Stated, Resolved]], now: datetime) -> tuple[Stated, Resolved] | None:
    """The same clock in the zone that it was written in, where another time of the page shows that ``one`` states a wrong zone."""
    clock = clock_of(one.raw)
    twins = [(other, its) for other, its in others if clock and clock_of(other.raw) == clock and _zones_apart(time, its)]
    for other, its in twins:
        if (other.where == "printed" and its.known == "stated") or (time.zone in _UTC and its.zone not in _UTC):
            # The machine's clock has seconds, which people are not shown.
            exact = resolve(one.raw, its.zone or "UTC", now, trust_stated=False)
            return other, replace(its, instant=exact.instant or its.instant)
    return None


def _zones_apart(one: Resolved, other: Resolved) -> bool:
    return one.instant is not None and other.instant is not None and _HALF_AN_HOUR <= abs(one.instant - other.instant) <= _A_ZONE


def _far(one: Resolved, other: Resolved) -> bool:
    return one.instant is not None and other.instant is not None and abs(one.instant - other.instant) > _SAME
