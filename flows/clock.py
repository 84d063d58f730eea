"""The one place that reads the clock: everything else is told what time it is."""

from datetime import UTC, date, datetime
from typing import get_args
from zoneinfo import ZoneInfo

from archive.records import Edition
from archive.settings import Settings
from flows import FlowError

EDITIONS: tuple[Edition, ...] = get_args(Edition)


def instant(as_of: datetime | str | None, settings: Settings) -> datetime:
    """``as_of`` as an instant in UTC; now where it is ``None``. A time without an offset is read in the watched region's zone.

    Raises:
        FlowError: ``as_of`` is not an ISO 8601 time.
    """
    if as_of is None:
        return datetime.now(UTC)
    if isinstance(as_of, str):
        try:
            as_of = datetime.fromisoformat(as_of)
        except ValueError as error:
            raise FlowError(f"--as-of {as_of!r} is not a time; write it like 2026-11-16T05:30+08:00") from error
    if as_of.tzinfo is None:
        as_of = as_of.replace(tzinfo=ZoneInfo(settings.timezone))
    return as_of.astimezone(UTC)


def day_of(text: str) -> date:
    """The day written as YYYY-MM-DD.

    Raises:
        FlowError: ``text`` is no such day, or one of another century.
    """
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise FlowError(f"--date {text!r} is not a day; write it like 2026-11-16") from error
    if not 2000 <= day.year < 2100:
        raise FlowError(f"--date {text!r} lies outside this century; write it like 2026-11-16")
    return day


def edition_of(text: str) -> Edition:
    """The edition called ``text``.

    Raises:
        FlowError: there is none of that name.
    """
    for edition in EDITIONS:
        if text == edition:
            return edition
    raise FlowError(f"--edition {text!r} is none; write {', '.join(EDITIONS[:-1])} or {EDITIONS[-1]}")
