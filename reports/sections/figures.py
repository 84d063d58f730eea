"""Angka: how much was said, when, and by whom."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from reports.content import Bars, Beside, Column, Line, Note, Section, Series, Table, line, span
from reports.letters import clean
from reports.tones import tone_of
from reports.view import View
from reports.wording import clock, day_month, number, shorten, weekday, zone_name

ORDER = 30
TITLE = "Angka"

_OUTLETS = 5
_LABEL_EVERY = {"harian": 3, "mingguan": 1, "bulanan": 5}


def build(view: View) -> Section:
    """A small table against the period before and the mean, the busiest outlets, and one chart of the hours or days."""
    words = view.period.words
    counts = Table(
        (
            Column("Item relevan", 0.31),
            Column(words.now.capitalize(), 0.22, True),
            Column(words.before.capitalize(), 0.23, True),
            Column("Rata-rata", 0.24, True),
        ),
        (_row(view, "Berita", "reports"), _row(view, "Unggahan", "posts")),
    )
    notes = [Note(line(span(text, role="quiet"))) for text in (_span_of_mean(view), _top_outlets(view), _tone(view)) if text]
    if not (view.now.reports or view.now.posts):
        return Section("angka", TITLE, (counts, *notes))
    return Section("angka", TITLE, (Beside(left=(counts, *notes), right=(_chart(view),)),))


def _row(view: View, name: str, kind: str) -> tuple[Line, ...]:
    past = [int(getattr(window, kind)) for window in view.before if window]
    before = number(past[-1]) if past and view.before[-1] else "–"
    mean = number(sum(past) / len(past), 1) if past else "–"
    return line(name), line(span(number(int(getattr(view.now, kind))), role="strong")), line(before), line(mean)


def _span_of_mean(view: View) -> str:
    known = sum(window is not None for window in view.before)
    if known == 0:
        return "Arsip baru dimulai: belum ada pembanding."
    unit = {"harian": "jendela 24 jam", "mingguan": "minggu", "bulanan": "bulan"}[view.period.edition]
    told = f"Rata-rata dari {number(known)} {unit} sebelumnya"
    if known == len(view.before):
        return f"{told}."
    young = f"arsip belum berumur {view.period.words.mean}"
    return f"{told}; {'yang tanpa data tidak dihitung' if view.before[0] else young}."


def _top_outlets(view: View) -> str:
    spoken = Counter(view.outlet(said) for said in view.relevant if said.kind == "article")
    top = sorted(spoken.items(), key=lambda pair: (-pair[1], pair[0]))[:_OUTLETS]
    return "Media terbanyak: " + ", ".join(f"{shorten(name, 40)} ({number(amount)})" for name, amount in top) + "." if top else ""


def _tone(view: View) -> str:
    text = tone_of(view, (said.id for said in view.relevant))
    unread = sum(said.headline in (None, "tidak dinilai") for said in view.relevant)
    return f"{text}; {number(unread)} judul tidak dinilai." if text else ""


def _chart(view: View) -> Bars:
    """Bars for the hours of a day, or for the days of a longer period."""
    daily = view.period.edition == "harian"
    step = timedelta(hours=1) if daily else timedelta(days=1)
    bins = 24 if daily else len(view.period.days)
    reports, posts = [0] * bins, [0] * bins
    for said in view.relevant:
        # (start, end]: what was said on the stroke belongs to what went before.
        place = max(0, -((view.start - said.at) // step) - 1)
        if said.kind in ("article", "post"):
            (reports if said.kind == "article" else posts)[min(place, bins - 1)] += 1
    totals = [berita + unggahan for berita, unggahan in zip(reports, posts, strict=True)]
    top = totals.index(max(totals))
    names = [_name(view, place) for place in range(bins)]
    peak = f"{clock(view.start + step * top, view.zone)}–{clock(view.start + step * (top + 1), view.zone)}" if daily else names[top]
    every = _LABEL_EVERY[view.period.edition]
    unit, hours = (
        ("jam", f"jam {zone_name(view.end, view.zone)}") if daily else ("hari", f"hari mulai pukul {clock(view.start, view.zone)}")
    )
    return Bars(
        title=f"Item relevan per {unit}; puncak {peak} ({number(max(totals))} item)",
        unit="item",
        source=clean(f"Sumber: arsip {view.office}, {hours} saat terbit atau pertama terlihat"),
        labels=tuple(name if place % every == 0 else "" for place, name in enumerate(names)),
        series=(Series("berita", tuple(reports)), Series("unggahan", tuple(posts))),
        spoken=f"Bagan batang item relevan per {unit} dari {names[0]}: {', '.join(map(str, totals))}.",
    )


def _name(view: View, place: int) -> str:
    if view.period.edition == "harian":
        return clock(view.start + timedelta(hours=place), view.zone)
    day = view.dated(place)
    return weekday(day)[:3] + f" {day.day}" if view.period.edition == "mingguan" else day_month(day)
