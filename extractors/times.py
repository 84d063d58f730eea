"""Published times as Indonesian sites print them, turned into instants.

Three zones are printed as words (WIB, WITA, WIT), many pages state none, and feed parsers read all of these as UTC: eight hours wrong
for a town in WITA. So a time stays tied to how its zone was known. Only forms that sites really print are read; a guess would be worse than
a missing time, because the raw string is kept beside it.

A date without a time of day names a whole day, and no hour is invented for it: it becomes the last second of that day in the source's
zone, the instant by which the text was certainly out. While that day still runs, this lies in the future and the instant stays unknown.
So such a text never claims to have been first, and always falls into the window that follows its day.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from archive.records import ZoneKnown

_LONGEST = 120
_FUTURE = timedelta(hours=1)
_FIRST_YEAR = 1995  # before the web: a zero or a typing error, not a publication
_LAST_SECOND = time(23, 59, 59)

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januari january jan",
            "februari february pebruari feb peb",
            "maret march mac mar mrt",
            "april apr",
            "mei may",
            "juni june jun",
            "juli july julai jul",
            "agustus august agust aug ogos agt agst agu ags",
            "september sept sep",
            "oktober october okt oct",
            "november nopember nov nop",
            "desember december disember des dec",
        ),
        start=1,
    )
    for name in names.split()
}
_WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            "senin monday mon sen",
            "selasa tuesday tue tues sel",
            "rabu wednesday wed rab",
            "kamis thursday thu thurs kam",
            "jumat friday fri jum",
            "sabtu saturday sat sab",
            "minggu ahad sunday sun min",
        )
    )
    for name in names.split()
}
_WEEKDAY = re.compile(rf"(?<![\w'’])({'|'.join(sorted((*_WEEKDAYS, 'jum.at'), key=len, reverse=True))})(?![\w'’])", re.IGNORECASE)
_ZONE_WORDS = {
    "wib": "Asia/Jakarta",
    "wita": "Asia/Makassar",
    "wit": "Asia/Jayapura",
    "z": "UTC",
    "gmt": "UTC",
    "utc": "UTC",
    "ut": "UTC",
    "est": "-05:00",
    "edt": "-04:00",
    "cst": "-06:00",
    "cdt": "-05:00",
    "mst": "-07:00",
    "mdt": "-06:00",
    "pst": "-08:00",
    "pdt": "-07:00",
}

_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})([-/.]?)(\d{2})\2(\d{2})(?!\d)")
_DAY_FIRST = re.compile(r"(?<!\d)(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?!\d)")
_DAY_MONTH = re.compile(r"(?<!\d)(\d{1,2})(?:st|nd|rd|th)?[\s-]*(?:of\s+)?([a-z]{3,9})\b\.?(?:[\s,-]+(\d{4})(?!\d))?", re.IGNORECASE)
_MONTH_DAY = re.compile(r"\b([a-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?(?![\d:])(?:(?:,|.*)\s+(\d{4})(?!\d))?", re.IGNORECASE)
_CLOCK = re.compile(r"(?<![\d:+])(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*([ap]\.?m\b\.?)?", re.IGNORECASE)
# "08.15" is a time only where something says so; elsewhere it is a number.
_DOTTED_CLOCK = re.compile(
    r"(?:pukul|jam|[|,]|(?<=\b20\d\d)[\s–-]+)\s*(\d{1,2})\.(\d{2})(?![\d.])|(?<![\d.])(\d{1,2})\.(\d{2})(?=\s*wi(?:b|ta|t)\b)",
    re.IGNORECASE,
)
# Six digits behind a date, as in the address /2025/06/12/081500/, sometimes with fractions of a second.
_DIGIT_CLOCK = re.compile(r"[T/ ](\d{2})(\d{2})(\d{2})\d{0,3}(?!\d)")
_COMPACT = re.compile(r"(?<!\d)(\d{8})(\d{6})(?!\d)")
_EPOCH = re.compile(r"\d{10}(?:\d{3})?")
_OFFSET = re.compile(r"\s*(?:gmt|utc)?\s?([+-])(\d{1,2}):?(\d{2})?(?![\d:/-])", re.IGNORECASE)
_ZONE_WORD = re.compile(rf"(?<![a-z])({'|'.join(_ZONE_WORDS)})(?![a-z])", re.IGNORECASE)
_INDONESIAN_ZONE = re.compile(r"\b(wib|wita|wit)\b", re.IGNORECASE)
_AGO = re.compile(
    r"(?<!\d)(\d{1,4}|se|a|an|one)\s*(detik|menit|jam|hari|minggu|pekan|bulan|tahun|sec|min|hour|hr|day|week|month|year)[a-z]*"
    r"\s+(?:yang\s+)?(?:lalu|ago)\b",
    re.IGNORECASE,
)
_RIGHT_NOW = re.compile(r"^(?:baru saja|just now)$", re.IGNORECASE)
_TODAY = re.compile(r"\b(?:hari ini|today)\b", re.IGNORECASE)
_YESTERDAY = re.compile(r"\b(?:kemarin|yesterday)\b", re.IGNORECASE)
_SECONDS = {"detik": 1, "sec": 1, "menit": 60, "min": 60, "jam": 3600, "hour": 3600, "hr": 3600}
_DAYS = {"hari": 1, "day": 1, "minggu": 7, "pekan": 7, "week": 7, "bulan": 30, "month": 30, "tahun": 365, "year": 365}


@dataclass(frozen=True, slots=True)
class Resolved:
    """An instant in UTC, the zone it was read in, and how that zone was known; all ``None`` when the time cannot be used."""

    instant: datetime | None
    zone: str | None
    known: ZoneKnown | None


_UNKNOWN = Resolved(None, None, None)


def resolve(raw: str | None, zone: str, now: datetime, *, trust_stated: bool = True) -> Resolved:
    """The instant that ``raw`` names, read in the zone it states or else in ``zone``.

    Args:
        raw: the time as published: ISO 8601, RFC 822, an Indonesian or English date, or an age such as "3 jam lalu".
        zone: IANA name of the source's zone, for times that state none.
        now: the instant of reading, with its zone. Ages count back from it, a date without a year takes its year (or the year before,
            should it otherwise lie ahead), and anything more than an hour after it is refused.
        trust_stated: False for a site that is known to state wrong zones: then every clock is read in ``zone``.

    Returns:
        ``zone`` is an IANA name or an offset such as "+07:00"; ``known`` is "stated" or "source". No ``raw`` makes this raise.
    """
    if not raw:
        return _UNKNOWN
    text = _COMPACT.sub(r"\1T\2", " ".join(raw[:_LONGEST].split()))
    try:
        if _EPOCH.fullmatch(text):
            text = datetime.fromtimestamp(int(text[:10]), UTC).isoformat()
        name = _stated_zone(text) if trust_stated else None
        local = now.astimezone(_tzinfo(name or zone))
        moment = _age(text, local) or _date_and_clock(text, local)
        instant = moment.astimezone(UTC) if moment else None
    except (ValueError, OverflowError):
        return _UNKNOWN
    if instant is None or instant.year < _FIRST_YEAR or instant > now + _FUTURE:
        return _UNKNOWN
    return Resolved(instant, name or zone, "stated" if name else "source")


def names_an_hour(raw: str) -> bool:
    """Whether ``raw`` says more than a day."""
    text = raw[:_LONGEST]
    ago = _AGO.search(text)
    return _clock(text) is not None or _DIGIT_CLOCK.search(text) is not None or (ago is not None and ago[2].lower() in _SECONDS)


def clock_of(raw: str) -> tuple[int, int] | None:
    """The hour and minute that ``raw`` shows, whatever the zone."""
    text = " ".join(raw[:_LONGEST].split())
    if digits := _DIGIT_CLOCK.search(text):
        return int(digits[1]), int(digits[2])
    clock = _clock(text)
    return (clock.hour, clock.minute) if clock else None


def weekday_fits(raw: str, zone: str, now: datetime) -> bool:
    """Whether the name of a day in ``raw``, if it gives one, is that of its date."""
    text = " ".join(raw[:_LONGEST].split())
    named = _WEEKDAY.search(text)
    if named is None:
        return True
    try:
        moment = _date_and_clock(text, now.astimezone(_tzinfo(_stated_zone(text) or zone)))
    except (ValueError, OverflowError):
        return True
    return moment is None or moment.weekday() == _WEEKDAYS[re.sub(r"\W", "", named[1]).lower()]


def _stated_zone(text: str) -> str | None:
    """The zone that the text itself states: an offset ("+0700", "GMT+8") or a zone word behind a clock, else WIB, WITA or WIT anywhere."""
    clock = _CLOCK.search(text) or _DIGIT_CLOCK.search(text)
    if clock is None:
        word = _INDONESIAN_ZONE.search(text)
        return _ZONE_WORDS[word[1].lower()] if word else None
    if offset := _OFFSET.match(text, clock.end()):
        sign, hours, minutes = offset[1], int(offset[2]), int(offset[3] or 0)
        if hours <= 14 and minutes < 60:
            return f"{sign}{hours:02}:{minutes:02}" if hours or minutes else "UTC"
    word = _ZONE_WORD.search(text, clock.end()) or _INDONESIAN_ZONE.search(text)
    return _ZONE_WORDS[word[1].lower()] if word else None


@lru_cache(maxsize=64)
def _tzinfo(name: str) -> tzinfo:
    if name[0] in "+-":
        size = timedelta(hours=int(name[1:3]), minutes=int(name[4:6]))
        return timezone(size if name[0] == "+" else -size)
    return ZoneInfo(name)


def _age(text: str, local: datetime) -> datetime | None:
    """The moment of "3 jam lalu"; the whole day of "2 hari lalu" and "kemarin", unless a clock stands beside them."""
    if _RIGHT_NOW.match(text):
        return local
    if ago := _AGO.search(text):
        count, unit = int(ago[1]) if ago[1].isdecimal() else 1, ago[2].lower()
        if unit in _SECONDS:
            return local - timedelta(seconds=count * _SECONDS[unit])
        return _on_day(local - timedelta(days=count * _DAYS[unit]), _clock(text))
    if _YESTERDAY.search(text):
        return _on_day(local - timedelta(days=1), _clock(text))
    return _on_day(local, _clock(text)) if _TODAY.search(text) else None


def _date_and_clock(text: str, local: datetime) -> datetime | None:
    """The first date of the text together with its first clock."""
    if found := _YEAR_FIRST.search(text):
        day = local.replace(year=int(found[1]), month=int(found[3]), day=int(found[4]))
        if digits := _DIGIT_CLOCK.match(text, found.end()):
            return _on_day(day, time(int(digits[1]), int(digits[2]), int(digits[3])))
    elif found := _DAY_FIRST.search(text):
        year = int(found[4])
        day = local.replace(year=year if year > 99 else 2000 + year, month=int(found[3]), day=int(found[1]))
    elif found := next((one for one in _DAY_MONTH.finditer(text) if one[2].lower() in _MONTHS), None):
        day = _in_year(local, found[3], _MONTHS[found[2].lower()], int(found[1]))
    elif found := next((one for one in _MONTH_DAY.finditer(text) if one[1].lower() in _MONTHS), None):
        day = _in_year(local, found[3], _MONTHS[found[1].lower()], int(found[2]))
    else:
        return None
    return _on_day(day, _clock(text))


def _in_year(local: datetime, year: str | None, month: int, day: int) -> datetime:
    """A day of the printed year, or else of the last twelve months."""
    if year:
        return local.replace(year=int(year), month=month, day=day)
    ahead = (month, day) > (local.month, local.day)
    return local.replace(year=local.year - 1 if ahead else local.year, month=month, day=day)


def _clock(text: str) -> time | None:
    if found := _CLOCK.search(text):
        hour, minute, second = int(found[1]), int(found[2]), min(int(found[3] or 0), 59)
        if half := (found[4] or "").lower():
            hour = hour % 12 + (12 if half.startswith("p") else 0)
        return time(hour, minute, second) if hour < 24 and minute < 60 else None
    if found := _DOTTED_CLOCK.search(text):
        hour, minute = int(found[1] or found[3]), int(found[2] or found[4])
        return time(hour, minute) if hour < 24 and minute < 60 else None
    return None


def _on_day(day: datetime, clock: time | None) -> datetime:
    return datetime.combine(day.date(), clock or _LAST_SECOND, tzinfo=day.tzinfo)
