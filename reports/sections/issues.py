"""Isu utama: what the province talks about, in published sentences with everybody who said them, and whether it grows."""

from __future__ import annotations

from archive.records import Conflict, Item, KeySentence, NarrativeDay
from reports.content import Direction, Entry, Line, Note, Section, Span, Trend, line, span
from reports.day import DayView, Told
from reports.tones import office_tone_of, tone_of
from reports.wording import change, listed, moment, number, shorten

ORDER = 20
TITLE = "Isu utama"

_SENTENCES = (3, 3, 2, 2, 2)
"""The first issues say more than the later ones."""
_LONGEST = 230
_LONGEST_REASON = 160
_NAMED = 2
"""Sources of a sentence that are named; the others are links with a number."""
_CONFLICTS = 2
_EVENTS = 3
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
    told = day.told[issue.narrative_id]
    conflicts = (_conflict(day, conflict) for conflict in told.conflicts[:_CONFLICTS])
    return Entry(
        mark=str(place),
        title=line(span(shorten(issue.label, 150), label.url if label else None, "strong")),
        lines=tuple(_sentence(day, sentence) for sentence in told.sentences[: _SENTENCES[place - 1]]),
        # In order of worth: where room is short the last are left out first.
        facts=tuple(fact for fact in (_counts(issue), *conflicts, _events(day, told), _tone(day, issue)) if fact),
        trend=_trend(issue),
    )


def _sentence(day: DayView, sentence: KeySentence) -> Line:
    return line(span(shorten(sentence.text, _LONGEST)), *_sources(day, sentence.item_ids))


def _sources(day: DayView, item_ids: tuple[str, ...]) -> list[Span]:
    """One link for every outlet, the first with its time, those past ``_NAMED`` as numbers."""
    first: dict[str, Item] = {}
    for item in (day.items[item_id] for item_id in item_ids if item_id in day.items):
        first.setdefault(day.outlet(item), item)
    spans: list[Span] = []
    for place, (outlet, item) in enumerate(first.items(), 1):
        name = f"{outlet}, {moment(item.at, day.zone)}" if place == 1 else outlet if place <= _NAMED else f"[{place}]"
        spans += [span("·", role="quiet")] if 1 < place <= _NAMED else []
        spans.append(span(name, item.url, "quiet"))
    return spans


def _counts(issue: NarrativeDay) -> Line:
    """How many of what kind, whether it grows, and who and what it is about."""
    voices = f" dari {number(issue.voices)} media" if issue.voices else ""
    counted = (
        (issue.reports, f"liputan mandiri{voices}"),
        (issue.copies, "salinan"),
        (issue.advertorials, "advertorial"),
        (issue.posts, "unggahan"),
    )
    kinds = " · ".join(f"{number(amount)} {word}" for amount, word in counted if amount)
    # The reason says what was seen and what was expected, yesterday and in the week.
    grows = f"Fase {issue.phase}: {shorten(issue.phase_reason, _LONGEST_REASON)}."
    about = (("Narasumber", issue.people, 2), ("OPD", issue.offices, 4), ("Wilayah", issue.places, 4))
    named = [f"{word}: {listed(names, most)}." for word, names, most in about if names]
    return line(*(span(text, role="quiet") for text in (f"{kinds}.", grows, *named)))


def _conflict(day: DayView, conflict: Conflict) -> Line:
    """As "Angka berbeda, korban tewas: 4 menurut A · B / 5 menurut C", every outlet a link."""
    parts = [span(f"Angka berbeda, {shorten(conflict.subject, 40)}:", role="strong")]
    for place, value in enumerate(dict.fromkeys(conflict.values)):
        items = [day.items[i] for i, said in zip(conflict.item_ids, conflict.values, strict=True) if said == value and i in day.items]
        outlets = {day.outlet(item): item for item in reversed(items)}
        parts.append(span(f"{'/ ' if place else ''}{shorten(value, 40)}", role="strong"))
        for nth, (outlet, item) in enumerate(reversed(outlets.items())):
            parts += [span("·" if nth else "menurut", role="quiet"), span(shorten(outlet, 40), item.url, "quiet")]
    return line(*parts)


def _events(day: DayView, told: Told) -> Line | None:
    """The events of a narrative that holds several."""
    if len(told.events) < 2:
        return None
    parts = [span("Peristiwa (jumlah item):", role="quiet")]
    for event, amount in told.events[:_EVENTS]:
        item = day.items.get(event.label_item_id)
        parts += [span(shorten(event.label, 60), item.url if item else None, "quiet"), span(f"({number(amount)})", role="quiet")]
    more = len(told.events) - _EVENTS
    return line(*parts, *([span(f"dan {number(more)} lainnya", role="quiet")] if more > 0 else []))


def _tone(day: DayView, issue: NarrativeDay) -> Line | None:
    said = [text for text in (tone_of(day, issue.item_ids), office_tone_of(day, issue.item_ids)) if text]
    return line(span(" · ".join(said), role="quiet")) if said else None


def _trend(issue: NarrativeDay) -> Trend:
    history = ", ".join(number(value) for value in issue.history)
    return Trend(
        value=issue.total,
        unit="item",
        word=issue.phase,
        direction=_DIRECTIONS.get(issue.phase, "flat"),
        changes=(change(issue.total, issue.previous_total, "kemarin"),),
        history=issue.history,
        spoken=f"Jumlah item tujuh jendela terakhir, terlama dahulu: {history}. Fase {issue.phase}.",
    )
