"""Angka: how much was said, when, and by whom."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from reports.content import Bars, Beside, Column, Line, Note, Section, Series, Table, line, span
from reports.day import DayView, count
from reports.letters import clean
from reports.tones import tone_of
from reports.wording import clock, number, shorten, zone_name

ORDER = 30
TITLE = "Angka"

_OUTLETS = 5
_LABEL_EVERY = 3


def build(day: DayView) -> Section:
    """A small table against yesterday and the week, the busiest outlets, and one chart of the hours."""
    counts = Table(
        (Column("Item relevan", 0.34), Column("Hari ini", 0.2, True), Column("Kemarin", 0.2, True), Column("Rata-rata", 0.26, True)),
        (_row(day, "Berita", "reports"), _row(day, "Unggahan", "posts")),
    )
    notes = [Note(line(span(text, role="quiet"))) for text in (_span_of_mean(day), _top_outlets(day), _tone(day)) if text]
    if not day.relevant:
        return Section("angka", TITLE, (counts, *notes))
    return Section("angka", TITLE, (Beside(left=(counts, *notes), right=(_hours(day),)),))


def _row(day: DayView, name: str, kind: str) -> tuple[Line, ...]:
    past = [int(getattr(window, kind)) for window in day.before if window]
    yesterday = number(past[-1]) if past else "–"
    mean = number(sum(past) / len(past), 1) if past else "–"
    return line(name), line(span(number(int(getattr(day.today, kind))), role="strong")), line(yesterday), line(mean)


def _span_of_mean(day: DayView) -> str:
    days = sum(window is not None for window in day.before)
    if days == 0:
        return "Arsip baru dimulai: belum ada pembanding."
    return f"Rata-rata dari {number(days)} jendela 24 jam sebelumnya" + (
        "." if days == len(day.before) else "; arsip belum berumur 7 hari."
    )


def _top_outlets(day: DayView) -> str:
    spoken = Counter(day.outlet(item) for item in day.relevant if item.kind == "article")
    top = sorted(spoken.items(), key=lambda pair: (-pair[1], pair[0]))[:_OUTLETS]
    return "Media terbanyak: " + ", ".join(f"{shorten(name, 40)} ({number(amount)})" for name, amount in top) + "." if top else ""


def _tone(day: DayView) -> str:
    text = tone_of(day, (item.id for item in day.relevant))
    unread = sum(item.id not in day.tones or day.tones[item.id].headline == "tidak dinilai" for item in day.relevant)
    return f"{text}; {number(unread)} judul tidak dinilai." if text else ""


def _hours(day: DayView) -> Bars:
    starts = [day.start + timedelta(hours=hour) for hour in range(24)]
    windows = [[item for item in day.relevant if start < item.at <= start + timedelta(hours=1)] for start in starts]
    counts = [count(items) for items in windows]
    totals = [each.reports + each.posts for each in counts]
    start = starts[totals.index(max(totals))]
    peak = f"{clock(start, day.zone)}–{clock(start + timedelta(hours=1), day.zone)} ({number(max(totals))} item)"
    return Bars(
        title=f"Item relevan per jam; puncak {peak}",
        unit="item",
        source=clean(f"Sumber: arsip {day.office}, jam {zone_name(day.end, day.zone)} saat terbit atau pertama terlihat"),
        labels=tuple(clock(start, day.zone) if hour % _LABEL_EVERY == 0 else "" for hour, start in enumerate(starts)),
        series=(Series("berita", tuple(each.reports for each in counts)), Series("unggahan", tuple(each.posts for each in counts))),
        spoken=f"Bagan batang item relevan per jam dari {clock(day.start, day.zone)}: {', '.join(map(str, totals))}.",
    )
