"""What a period talked about: the narratives of its days, put together by the one that each lives on in, and what is told of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain
from typing import Any

from archive.records import Conflict, Event, KeySentence, Membership, NarrativeDay, Phase
from archive.store import Store
from archive.window import Said
from reports.period import Period
from reports.wording import number

_SENTENCES = 3
_RISE = 1.5
"""A narrative rises over a week or month when it has this many times the items of the one before, and falls the other way round."""


@dataclass(frozen=True, slots=True)
class Told:
    """What the archive tells of one issue beside its counts.

    ``sentences`` are the first to read first, ``conflicts`` the numbers that its outlets contradict each other in, ``events`` the events of
    the period with how many of its items each has, largest first.
    """

    sentences: tuple[KeySentence, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    events: tuple[tuple[Event, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Stories:
    """The narratives of a period, weightiest first, and by each one's id the days it is made of, under whatever id it had then.

    ``compared`` is whether the period before was analysed, so that they can be held against it.
    """

    issues: tuple[NarrativeDay, ...]
    days: Mapping[str, tuple[NarrativeDay, ...]]
    compared: bool = True


def stories_of(store: Store, period: Period, said: Mapping[str, Said]) -> Stories:
    """Every narrative of the period as one :class:`NarrativeDay` that bears the edition's date.

    Of a single day it is what was kept that night. Of several, counts are summed, the name is that of its fullest day, and its phase
    compares this period with the one before.
    """
    rows = store.records(NarrativeDay, day=list(period.days))
    compared = True
    if period.edition == "harian":
        days: dict[str, tuple[NarrativeDay, ...]] = {row.narrative_id: (row,) for row in rows}
        issues = list(rows)
    else:
        merged = store.merged_narratives()
        days = _by_living(rows, merged)
        past = [_totals(store, window, merged) for window in period.past]
        compared = bool(past[-1])
        issues = [_summed(period, living, parts, past, said) for living, parts in days.items()]
    ranked = sorted(issues, key=lambda issue: (-issue.weight, issue.narrative_id))
    return Stories(tuple(ranked), days, compared)


def _by_living(rows: Iterable[NarrativeDay], merged: Mapping[str, str]) -> dict[str, tuple[NarrativeDay, ...]]:
    found: dict[str, list[NarrativeDay]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: (row.day, row.narrative_id)):
        found[merged.get(row.narrative_id, row.narrative_id)].append(row)
    return {living: tuple(parts) for living, parts in found.items()}


def _totals(store: Store, days: Sequence[date], merged: Mapping[str, str]) -> Counter[str]:
    found = Counter[str]()
    for narrative_id, amount in store.narrative_totals(days).items():
        found[merged.get(narrative_id, narrative_id)] += amount
    return found


def _summed(
    period: Period, living: str, parts: Sequence[NarrativeDay], past: Sequence[Mapping[str, int]], said: Mapping[str, Said]
) -> NarrativeDay:
    # A period of which nothing was grouped says nothing: the archive had not begun, or was not looked at.
    before = [window.get(living, 0) for window in past if window]
    last = past[-1].get(living, 0) if past[-1] else None
    total = sum(part.total for part in parts)
    phase, reason = _phase(period, total, last, any(before), parts[-1])
    by_day: dict[date, int] = {}
    for part in parts:
        by_day[part.day] = by_day.get(part.day, 0) + part.total
    compared: dict[str, Any] = {
        "narrative_id": living,
        "day": period.day,
        "previous_total": last or 0,
        "average_7d": sum(before) / len(before) if before else 0.0,
        "history": tuple(by_day.get(day, 0) for day in period.days),
        "phase": phase,
        "phase_reason": reason,
    }
    if len(parts) == 1:  # most are: a month has thousands that lived one day
        return replace(parts[0], **compared)
    item_ids = tuple(dict.fromkeys(chain.from_iterable(part.item_ids for part in parts)))
    heard = (said[item_id] for item_id in item_ids if item_id in said)
    return replace(
        max(parts, key=lambda part: (part.total, part.day)),
        **compared,
        item_ids=item_ids,
        event_ids=_common(part.event_ids for part in parts),
        reports=sum(part.reports for part in parts),
        copies=sum(part.copies for part in parts),
        advertorials=sum(part.advertorials for part in parts),
        posts=sum(part.posts for part in parts),
        voices=len({one.source_id for one in heard if one.kind == "article" and not one.copied and not one.advertorial}),
        expected=sum(part.expected for part in parts),
        surprise=max(part.surprise for part in parts),
        places=_common(part.places for part in parts),
        offices=_common(part.offices for part in parts),
        people=_common(part.people for part in parts),
        weight=sum(part.weight for part in parts),
    )


def _phase(period: Period, total: int, last: int | None, known: bool, latest: NarrativeDay) -> tuple[Phase, str]:
    """By how the period compares with the ``last`` one; where nothing is known of that, what was said on its last night."""
    if last is None:
        return latest.phase, f"{number(total)} item {period.words.now}, belum ada pembanding"
    reason = f"{number(total)} item {period.words.now}, {number(last)} {period.words.before}"
    if not last:
        return ("muncul lagi", f"{reason}, tetapi pernah ada sebelumnya") if known else ("baru", reason)
    if total >= _RISE * last:
        return "naik", reason
    return ("turun" if total * _RISE <= last else "tetap"), reason


def _common(lists: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    """The words of all lists, those of most lists first."""
    amounts = Counter(chain.from_iterable(dict.fromkeys(words) for words in lists))
    return tuple(sorted(amounts, key=lambda word: -amounts[word]))


def told_of(store: Store, stories: Stories, main: Iterable[NarrativeDay]) -> dict[str, Told]:
    """By narrative id, what is told of the ``main`` issues."""
    chosen = list(main)
    ids = sorted({part.narrative_id for issue in chosen for part in stories.days[issue.narrative_id]})
    days = sorted({part.day for issue in chosen for part in stories.days[issue.narrative_id]})
    sentences, conflicts = defaultdict(list), defaultdict(list)
    for sentence in store.records(KeySentence, day=days, narrative_id=ids):
        sentences[sentence.narrative_id, sentence.day].append(sentence)
    for conflict in store.records(Conflict, day=days, narrative_id=ids):
        conflicts[conflict.narrative_id, conflict.day].append(conflict)
    event_of = {m.item_id: m.event_id for m in store.records(Membership, item_id=[i for issue in chosen for i in issue.item_ids])}
    known = _events(store, {*event_of.values(), *(event_id for issue in chosen for event_id in issue.event_ids)})
    found = {}
    for issue in chosen:
        sizes = Counter(_living(event_of[item_id], known) for item_id in issue.item_ids if item_id in event_of)
        own = dict.fromkeys(_living(event_id, known) for event_id in issue.event_ids)
        parts = stories.days[issue.narrative_id]
        latest = max(part.day for part in parts)
        found[issue.narrative_id] = Told(
            tuple(_sentences(parts, sentences)),
            tuple(chain.from_iterable(conflicts[part.narrative_id, part.day] for part in parts if part.day == latest)),
            tuple((known[i], sizes[i]) for i in sorted(own, key=lambda event_id: -sizes[event_id]) if i in known and sizes[i]),
        )
    return found


def _sentences(parts: Sequence[NarrativeDay], kept: Mapping[tuple[str, date], list[KeySentence]]) -> Iterator[KeySentence]:
    """Of one day all its sentences; of several the first ones of the fullest days, told in the order of the days."""
    if len(parts) == 1:
        yield from sorted(kept[parts[0].narrative_id, parts[0].day], key=lambda sentence: sentence.rank)
        return
    seen = set[str]()
    fullest = sorted(parts, key=lambda part: (-part.total, part.day))
    chosen: list[KeySentence] = []
    for rank in range(1, _SENTENCES + 1):
        for part in fullest:
            for sentence in kept[part.narrative_id, part.day]:
                if sentence.rank == rank and sentence.text not in seen and len(chosen) < _SENTENCES:
                    seen.add(sentence.text)
                    chosen.append(sentence)
    yield from sorted(chosen, key=lambda sentence: (sentence.day, sentence.rank, sentence.narrative_id))


def _events(store: Store, ids: Set[str]) -> dict[str, Event]:
    """The events by id, and those that they live on in after merges."""
    known: dict[str, Event] = {}
    while new := sorted(ids - known.keys()):
        found = store.records(Event, id=new)
        known |= {event.id: event for event in found}
        ids = {event.merged_into for event in found if event.merged_into}
    return known


def _living(event_id: str, known: Mapping[str, Event]) -> str:
    """The event that another lives on in after merges."""
    seen = set[str]()
    while event_id not in seen and event_id in known and (merged := known[event_id].merged_into):
        seen.add(event_id)
        event_id = merged
    return event_id
