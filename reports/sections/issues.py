"""Isu utama: what the province talks about, in published sentences, and whether it grows."""

from __future__ import annotations

from archive.records import NarrativeDay
from reports.content import Direction, Entry, Line, Note, Section, Trend, line, span
from reports.day import DayView
from reports.wording import change, listed, moment, number, shorten

ORDER = 20
TITLE = "Isu utama"

_SENTENCES = (3, 3, 2, 2, 2)
"""The first issues say more than the later ones."""
_LONGEST = 230
_DIRECTIONS: dict[str, Direction] = {"baru": "up", "naik": "up", "muncul lagi": "up", "turun": "down"}


def build(day: DayView) -> Section:
    """One entry for each of the weightiest issues."""
    if not day.main_issues:
        return Section("isu", TITLE, (Note(line(day.nothing("Tidak ada isu yang menonjol dalam jendela ini."))),))
    entries = tuple(_entry(day, place, issue) for place, issue in enumerate(day.main_issues, 1))
    rest = len(day.issues) - len(entries)
    more = (Note(line(span(f"{number(rest)} isu lain yang lebih kecil tidak dirinci di sini.", role="quiet"))),) if rest else ()
    return Section("isu", TITLE, (*entries, *more))


def _entry(day: DayView, place: int, issue: NarrativeDay) -> Entry:
    label = day.items.get(issue.label_item_id)
    return Entry(
        mark=str(place),
        title=line(span(shorten(issue.label, 150), label.url if label else None, "strong")),
        lines=_sentences(day, issue)[: _SENTENCES[place - 1]],
        facts=_facts(issue),
        trend=_trend(issue),
    )


def _sentences(day: DayView, issue: NarrativeDay) -> tuple[Line, ...]:
    lines = []
    for sentence, item_id in zip(issue.sentences, issue.sentence_item_ids, strict=False):
        item = day.items.get(item_id)
        cited = (span(f"{day.outlet(item)}, {moment(item.at, day.zone)}", item.url, "quiet"),) if item else ()
        lines.append(line(span(shorten(sentence, _LONGEST)), *cited))
    return tuple(lines)


def _facts(issue: NarrativeDay) -> tuple[Line, ...]:
    counted = ((issue.reports, "mandiri"), (issue.copies, "salinan"), (issue.advertorials, "advertorial"), (issue.posts, "unggahan"))
    kinds = " · ".join(f"{number(amount)} {word}" for amount, word in counted if amount)
    reason = issue.phase_reason[:1].upper() + issue.phase_reason[1:]
    about = (("OPD", issue.offices, 4), ("Wilayah", issue.places, 4), ("Tokoh", issue.people, 2))
    named = [f"{word}: {listed(names, most)}" for word, names, most in about if names]
    facts = [line(span(f"{kinds}. {reason}" if reason else kinds, role="quiet"))]
    if named:
        facts.append(line(span(". ".join(named), role="quiet")))
    return tuple(facts)


def _trend(issue: NarrativeDay) -> Trend:
    history = ", ".join(number(value) for value in issue.history)
    return Trend(
        value=issue.total,
        unit="item",
        word=issue.phase,
        direction=_DIRECTIONS.get(issue.phase, "flat"),
        changes=(change(issue.total, issue.previous_total, "kemarin"), f"rata-rata 7 hari {number(issue.average_7d, 1)}"),
        history=issue.history,
        spoken=f"Jumlah item tujuh jendela terakhir, terlama dahulu: {history}. Fase {issue.phase}.",
    )
