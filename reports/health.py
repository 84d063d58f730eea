"""How the sources fared in one window: who was heard, who was silent, and who could not be heard at all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from archive.records import Night, Source
from archive.window import Visits

Standing = Literal["heard", "silent", "failed", "refused", "unvisited"]

UNHEARD: dict[Standing, str] = {"failed": "gagal", "refused": "menolak", "unvisited": "tidak dikunjungi"}
"""The standings that make a brief incomplete, in the words of the page."""

LONG_SILENCE = timedelta(days=3)
"""A source that could not be heard for longer is known to be away: the head of the page counts it and no longer names it."""
_LISTENED_TO = ("on", "feed_only")


@dataclass(frozen=True, slots=True)
class Health:
    """How one source fared in the window. ``standing`` is failed or refused only when no visit of the window succeeded.

    ``since`` is when it was last heard, or first asked where it never was; ``None`` before the first visit. ``away`` says that this is
    longer ago than :data:`LONG_SILENCE`.
    """

    source: Source
    standing: Standing
    visits: int
    successes: int
    items: int
    reason: str | None
    since: datetime | None = None
    away: bool = False


def last_visit(end: datetime, night: Night | None, zone: ZoneInfo) -> datetime:
    """The analysis may run some minutes after the window closes; what was heard up to then, within that date, tells how sources fare."""
    midnight = datetime.combine(end.astimezone(zone).date() + timedelta(days=1), time(), zone)
    return min(max(end, night.as_of), midnight) if night else end


def health_of(
    sources: Iterable[Source], visits: Mapping[str, Visits], items: Mapping[str, int], since: Mapping[str, datetime], end: datetime
) -> tuple[Health, ...]:
    """Every source that was visited or should have been, by name.

    By source id, ``visits`` tells of those in the window, ``items`` counts what each offered in it, and ``since`` says when it was last
    heard before the window's ``end``.
    """
    return tuple(
        _fared(source, visits.get(source.id), items.get(source.id, 0), since.get(source.id), end)
        for source in sorted(sources, key=lambda source: (source.name.casefold(), source.id))
        if source.id in visits or source.state in _LISTENED_TO
    )


def _fared(source: Source, visits: Visits | None, items: int, since: datetime | None, end: datetime) -> Health:
    standing: Standing
    if visits is None:
        standing = "unvisited"
    elif not visits.heard:
        standing = "refused" if visits.last_status == "refused" else "failed"
    else:
        standing = "heard" if items else "silent"
    away = standing in UNHEARD and since is not None and end - since > LONG_SILENCE
    if visits is None:
        return Health(source, standing, 0, 0, items, None, since, away)
    return Health(source, standing, visits.visits, visits.heard, items, visits.last_reason, since, away)
