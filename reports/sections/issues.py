"""Isu utama: what the province talks about, in published sentences with everybody who said them, and whether it grows."""

from __future__ import annotations

from archive.records import Conflict, Item, KeySentence, NarrativeDay
from reports.content import Direction, Entry, Line, Note, Section, Span, Trend, line, span
from reports.review import review_of
from reports.stories import Told
from reports.tones import office_tone_of, tone_of
from reports.view import View
from reports.wording import change, listed, number, shorten

ORDER = 20
TITLE = "Isu utama"

_SENTENCES = (3, 3, 2, 2, 2)
"""The first issues say more than the later ones."""
_LONGEST = 230
_LONGEST_REASON = 160
_NAMED = 2
"""Sources of a sentence that are named; the others are links with a number."""
_EVENTS = 3
_DIRECTIONS: dict[str, Direction] = {"baru": "up", "naik": "up", "muncul lagi": "up", "turun": "down"}


def build(view: View) -> Section:
    """One entry for each of the weightiest issues."""
    if not view.main_issues:
        return Section("isu", TITLE, (Note(line(view.nothing("Tidak ada isu yang menonjol dalam jendela ini."))),))
    entries = tuple(_entry(view, place, issue) for place, issue in enumerate(view.main_issues, 1))
    rest = len(view.issues) - len(entries)
    more = (Note(line(span(f"{number(rest)} isu lain yang lebih kecil tidak dirinci di sini.", role="quiet"))),) if rest else ()
    return Section("isu", TITLE, (*entries, *more))


def _entry(view: View, place: int, issue: NarrativeDay) -> Entry:
    label = view.items.get(issue.label_item_id)
    told = view.told[issue.narrative_id]
    conflicts = (_conflict(view, told.conflicts),) if told.conflicts else ()
    return Entry(
        mark=str(place),
        title=line(span(shorten(issue.label, 150), label.url if label else None, "strong")),
        lines=tuple(_sentence(view, sentence) for sentence in told.sentences[: _SENTENCES[place - 1]]),
        # In order of worth: where room is short the last are left out first.
        facts=tuple(
            fact for fact in (_counts(issue), *conflicts, *_review(view, issue, told), _events(view, told), _tone(view, issue)) if fact
        ),
        trend=_trend(view, issue),
    )


def _sentence(view: View, sentence: KeySentence) -> Line:
    return line(span(shorten(sentence.text, _LONGEST)), *_sources(view, sentence.item_ids))


def _sources(view: View, item_ids: tuple[str, ...]) -> list[Span]:
    """One link for every outlet, the first with its time, those past ``_NAMED`` as numbers."""
    first: dict[str, Item] = {}
    for item in (view.items[item_id] for item_id in item_ids if item_id in view.items):
        first.setdefault(view.outlet(item), item)
    spans: list[Span] = []
    for place, (outlet, item) in enumerate(first.items(), 1):
        name = f"{outlet}, {view.when(item.at)}" if place == 1 else outlet if place <= _NAMED else f"[{place}]"
        spans += [span("·", role="quiet")] if 1 < place <= _NAMED else []
        spans.append(span(name, item.url, "quiet"))
    return spans


def _counts(issue: NarrativeDay) -> Line:
    """How many of what kind, since when, and who and what it is about."""
    voices = f" dari {number(issue.voices)} media" if issue.voices else ""
    counted = (
        (issue.reports, f"liputan mandiri{voices}"),
        (issue.copies, "salinan"),
        (issue.advertorials, "advertorial"),
        (issue.posts, "unggahan"),
    )
    kinds = " · ".join(f"{number(amount)} {word}" for amount, word in counted if amount)
    # What grows or falls stands beside it in numbers; what comes back needs the word when it was there before.
    grows = [f"Fase {issue.phase}: {shorten(issue.phase_reason, _LONGEST_REASON)}."] if issue.phase == "muncul lagi" else []
    about = (("Narasumber", issue.people, 2), ("OPD", issue.offices, 4), ("Wilayah", issue.places, 4))
    named = [f"{word}: {listed(names, most)}." for word, names, most in about if names]
    return line(*(span(text, role="quiet") for text in (f"{kinds}.", *grows, *named)))


def _conflict(view: View, conflicts: tuple[Conflict, ...]) -> Line:
    """As "Angka berbeda, korban tewas: 4 menurut A · B / 5 menurut C", every outlet a link; further contradictions are counted."""
    conflict = conflicts[0]
    parts = [span(f"Angka berbeda, {shorten(conflict.subject, 40)}:", role="strong")]
    for place, value in enumerate(dict.fromkeys(conflict.values)):
        items = [view.items[i] for i, said in zip(conflict.item_ids, conflict.values, strict=True) if said == value and i in view.items]
        outlets = {view.outlet(item): item for item in reversed(items)}
        parts.append(span(f"{'/ ' if place else ''}{shorten(value, 40)}", role="strong"))
        for nth, (outlet, item) in enumerate(reversed(outlets.items())):
            parts += [span("·" if nth else "menurut", role="quiet"), span(shorten(outlet, 40), item.url, "quiet")]
    more = [span(f"dan {number(len(conflicts) - 1)} angka lain", role="quiet")] if len(conflicts) > 1 else []
    return line(*parts, *more)


def _review(view: View, issue: NarrativeDay, told: Told) -> tuple[Line, ...]:
    """What to do and what to ask first."""
    review = review_of(view, issue, told)
    advice = line(span("Saran:", role="strong"), review.advice)
    return (advice, line(span("Telaah:", role="strong"), " ".join(review.questions))) if review.questions else (advice,)


def _events(view: View, told: Told) -> Line | None:
    """The events of a narrative that holds several."""
    if len(told.events) < 2:
        return None
    parts = [span("Peristiwa (jumlah item):", role="quiet")]
    for event, amount in told.events[:_EVENTS]:
        item = view.items.get(event.label_item_id)
        parts += [span(shorten(event.label, 60), item.url if item else None, "quiet"), span(f"({number(amount)})", role="quiet")]
    more = len(told.events) - _EVENTS
    return line(*parts, *([span(f"dan {number(more)} lainnya", role="quiet")] if more > 0 else []))


def _tone(view: View, issue: NarrativeDay) -> Line | None:
    said = [text for text in (tone_of(view, issue.item_ids), office_tone_of(view, issue.item_ids)) if text]
    return line(span(" · ".join(said), role="quiet")) if said else None


def _trend(view: View, issue: NarrativeDay) -> Trend:
    words = view.period.words
    history = ", ".join(number(value) for value in issue.history)
    spoken = {"harian": "tujuh jendela terakhir"}.get(view.period.edition, f"per hari {words.now}")
    compared = (change(issue.total, issue.previous_total, words.before), f"rata-rata {words.mean} {number(issue.average_7d, 1)}")
    return Trend(
        value=issue.total,
        unit="item",
        word=issue.phase,
        direction=_DIRECTIONS.get(issue.phase, "flat"),
        changes=compared if view.compared and view.before[-1] else ("belum ada pembanding",),
        history=issue.history,
        spoken=f"Jumlah item {spoken}, terlama dahulu: {history}. Fase {issue.phase}.",
    )
