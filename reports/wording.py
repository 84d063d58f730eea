"""How numbers, dates and lists read in Indonesian.

Decimal comma, thousands dot, hours with a dot ("05.30"), and the zone's everyday name (WIB, WITA, WIT) beside a time that stands alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

_WEEKDAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
_MONTHS = (
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
)
_MONTHS_SHORT = ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des")
STANCES = {"denies": "dibantah", "confirms": "dibenarkan", "partly": "dibenarkan sebagian", "checking": "masih diperiksa"}
"""What an answer says of a claim."""
_STATES = {
    "TERDETEKSI": "terdeteksi, belum ditelaah",
    "TELAAH_AWAL": "telaah awal",
    "KROSCEK": "kroscek berjalan",
    "DIBUKA_KEMBALI": "dibuka kembali",
    "DIRUJUK_SP4N": "dirujuk ke SP4N-LAPOR",
    "DITUTUP_BUKAN_KLAIM": "ditutup, bukan klaim",
}
"""States of the desk that read better in other words than their own."""
_ZONES = {7: "WIB", 8: "WITA", 9: "WIT"}


def number(value: float, decimals: int = 0) -> str:
    """``1234`` as "1.234"; with ``decimals=1``, ``3.5`` as "3,5" and ``3.0`` as "3"."""
    text = f"{value:,.{decimals}f}".translate(str.maketrans(",.", ".,"))
    return text.rstrip("0").rstrip(",") if decimals else text


def long_date(day: date) -> str:
    """As "Senin, 16 November 2026"."""
    return f"{_WEEKDAYS[day.weekday()]}, {day.day} {_MONTHS[day.month - 1]} {day.year}"


def long_day(day: date) -> str:
    """As "16 November 2026"."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def state(name: str) -> str:
    """A state of the desk as words: "terdeteksi, belum ditelaah"."""
    return _STATES.get(name, name.replace("_", " ").lower())


def short_date(day: date) -> str:
    """As "16 Nov 2026"."""
    return f"{day.day} {_MONTHS_SHORT[day.month - 1]} {day.year}"


def day_month(day: date) -> str:
    """As "16 Nov": clear where the year is."""
    return f"{day.day} {_MONTHS_SHORT[day.month - 1]}"


def weekday(day: date) -> str:
    """As "Senin"."""
    return _WEEKDAYS[day.weekday()]


def span_of_days(first: date, last: date) -> str:
    """As "10–16 November 2026", "28 Oktober – 3 November 2026" or, across years, with both."""
    end = f"{last.day} {_MONTHS[last.month - 1]} {last.year}"
    if first == last:
        return end
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{end}"
    begin = f"{first.day} {_MONTHS[first.month - 1]}" + (f" {first.year}" if first.year != last.year else "")
    return f"{begin} – {end}"


def percent(share: float) -> str:
    """As "23 %", and "kurang dari 1 %" for what is more than nothing."""
    return "kurang dari 1 %" if 0 < share < 0.005 else f"{number(100 * share)} %"


def clock(instant: datetime, zone: ZoneInfo) -> str:
    """As "05.30", on the wall clock of ``zone``."""
    return instant.astimezone(zone).strftime("%H.%M")


def office_time(instant: datetime, zone: ZoneInfo) -> str:
    """As "11.00 WITA": a time that stands alone."""
    return f"{clock(instant, zone)} {zone_name(instant, zone)}"


def moment(instant: datetime, zone: ZoneInfo) -> str:
    """As "Min 14.20": short enough for a table, and clear where a window spans two dates."""
    return f"{_WEEKDAYS[instant.astimezone(zone).weekday()][:3]} {clock(instant, zone)}"


def zone_name(instant: datetime, zone: ZoneInfo) -> str:
    """WIB, WITA or WIT; any other offset as "UTC+2"."""
    offset = instant.astimezone(zone).utcoffset() or timedelta()
    hours = offset.total_seconds() / 3600
    return _ZONES.get(int(hours), f"UTC{hours:+g}") if hours == int(hours) else f"UTC{hours:+g}"


def window(start: datetime, end: datetime, zone: ZoneInfo) -> str:
    """As "15 Nov 05.30 – 16 Nov 2026 05.30 WITA"."""
    first, last = start.astimezone(zone), end.astimezone(zone)
    begin = f"{first.day} {_MONTHS_SHORT[first.month - 1]}" + (f" {first.year}" if first.year != last.year else "")
    return f"{begin} {clock(start, zone)} – {short_date(last.date())} {clock(end, zone)} {zone_name(end, zone)}"


def change(today: float, before: float, since: str) -> str:
    """As "+12 dari kemarin", "−3 dari kemarin", "sama dengan kemarin"."""
    difference = today - before
    if difference == 0:
        return f"sama dengan {since}"
    return f"{'+' if difference > 0 else '−'}{number(abs(difference), 1)} dari {since}"


def age(since: datetime, now: datetime) -> str:
    """As "kurang dari 1 jam", "7 jam", "3 hari"; an instant in the future counts as now."""
    hours = int((now - since).total_seconds() // 3600)
    if hours < 1:
        return "kurang dari 1 jam"
    return f"{hours} jam" if hours < 48 else f"{hours // 24} hari"


def listed(names: Sequence[str], limit: int) -> str:
    """As "A, B, C" and, past ``limit`` names, "A, B, C dan 2 lainnya"."""
    text = ", ".join(names[:limit])
    return f"{text} dan {number(len(names) - limit)} lainnya" if len(names) > limit else text


def shorten(text: str, limit: int) -> str:
    """At most ``limit`` characters, cut at a word where the last stretch holds one, with an ellipsis to say so."""
    if len(text) <= limit:
        return text
    kept = text[: limit - 1]
    words, _, tail = kept.rpartition(" ")
    if words and len(tail) < limit // 3:
        kept = words
    return kept.rstrip(" ,;:.–-") + "…"
