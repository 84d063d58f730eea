"""One day as the sections see it, fetched from the archive once.

Sections read a :class:`DayView` and never the archive itself, so a brief costs the same few queries however many sections it has.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from archive.records import (
    HEARD,
    Case,
    Conflict,
    Copy,
    Event,
    FactCheck,
    Flag,
    Item,
    KeySentence,
    Match,
    Membership,
    NarrativeDay,
    Night,
    OfficeTone,
    Outcome,
    Reading,
    Response,
    Source,
    Tone,
    Utterance,
)
from archive.settings import Settings
from archive.store import Store
from reports.health import Health, health_of, last_visit

HISTORY = timedelta(days=7)
ISSUES = 5
FEWEST_POSTS = 3
"""Posts alone make an issue only from this many."""


@dataclass(frozen=True, slots=True)
class Count:
    """What one window of 24 hours held about the region."""

    reports: int
    posts: int


@dataclass(frozen=True, slots=True)
class Flagged:
    """A case that stands on the day's list, with the narrative it belongs to and what fact-checkers have said, nearest first.

    ``responses`` are what offices and outlets have answered, oldest first; ``decided`` is a decided case about the same claim.
    """

    case: Case
    flag: Flag
    narrative: NarrativeDay | None
    checks: tuple[tuple[FactCheck, Match | None], ...]
    responses: tuple[Response, ...] = ()
    decided: Case | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What the archive tells of one issue of the day beside its counts.

    ``sentences`` are the first to read first, ``conflicts`` the numbers that its outlets contradict each other in, ``events`` the events of
    the day with how many of its items each has, largest first.
    """

    sentences: tuple[KeySentence, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    events: tuple[tuple[Event, int], ...] = ()


@dataclass(frozen=True, slots=True)
class DayView:
    """Everything a section may ask about one day.

    ``window`` holds the items of the 24 hours in order of time, ``relevant`` those among them about the region, ``items`` the window and
    whatever older items the day's records point to, by id. ``before`` counts the seven windows before, oldest first, ``None`` where the
    archive had not begun. ``issues`` are all narratives of the day, weightiest first; ``told`` says more of the main ones, by narrative id.
    ``tones`` and ``office_tones`` are a machine's reading of the window's items, by item id: to be counted and printed, never to decide by.
    """

    day: date
    start: datetime
    end: datetime
    zone: ZoneInfo
    office: str
    sample: bool
    sources: Mapping[str, Source]
    health: tuple[Health, ...]
    window: tuple[Item, ...]
    relevant: tuple[Item, ...]
    items: Mapping[str, Item]
    readings: Mapping[str, Reading]
    utterances: Mapping[str, Utterance]
    copies: Mapping[str, str]
    before: tuple[Count | None, ...]
    issues: tuple[NarrativeDay, ...]
    told: Mapping[str, Told]
    tones: Mapping[str, Tone]
    office_tones: Mapping[str, tuple[OfficeTone, ...]]
    flagged: tuple[Flagged, ...]
    recent_checks: tuple[FactCheck, ...]
    night: Night | None

    @property
    def today(self) -> Count:
        """The day's own count of relevant items."""
        return count(self.relevant)

    @property
    def main_issues(self) -> tuple[NarrativeDay, ...]:
        """The issues that have room on the page, heaviest first.

        A lone post is not yet what a province talks about, and a claim that waits to be checked is not repeated here as a headline of
        its own: it stands among the claims, with its reasons.
        """
        return main_issues(self.issues, self.flagged)

    def nothing(self, calm: str) -> str:
        """What an empty section says: ``calm`` where the day was analysed, else that nobody has looked yet."""
        return calm if self.night is not None else "Belum dapat disajikan: analisis untuk tanggal ini belum dijalankan."

    def outlet(self, item: Item) -> str:
        """The name to cite for an item: the source's, never a private author's."""
        if item.kind == "handed_in":
            return "Titipan warga"
        source = self.sources.get(item.source_id)
        return source.name if source else item.source_id

    def issue_number(self, item_id: str) -> int | None:
        """The number that an item's issue bears on the page, counted from 1."""
        return next((number for number, issue in enumerate(self.main_issues, 1) if item_id in issue.item_ids), None)


def main_issues(issues: Iterable[NarrativeDay], flagged: Iterable[Flagged]) -> tuple[NarrativeDay, ...]:
    """Those of a day's ``issues`` that have room on the page; see :attr:`DayView.main_issues`."""
    waiting = {narrative_id for one in flagged for narrative_id in one.case.narrative_ids}
    told = (issue for issue in issues if issue.reports or (issue.posts >= FEWEST_POSTS and issue.narrative_id not in waiting))
    return tuple(islice(told, ISSUES))


def count(items: Iterable[Item]) -> Count:
    """Articles and posts among ``items``; what people handed in is neither."""
    kinds = Counter(item.kind for item in items)
    return Count(reports=kinds["article"], posts=kinds["post"])


def read(store: Store, settings: Settings, day: date) -> DayView:
    """Fetch one day. A day that was never analysed has no ``night`` and no issues; it is still a day."""
    start, end = settings.window(day)
    zone = ZoneInfo(settings.timezone)
    night = next(iter(store.records(Night, day=day)), None)
    sources = {source.id: source for source in store.records(Source)}
    window = store.items_seen_between(start, end)
    past = store.items_seen_between(start - HISTORY, start)
    issues = sorted(store.records(NarrativeDay, day=day), key=lambda issue: (-issue.weight, issue.narrative_id))
    recent = _recent_checks(store, end)
    subjects = [*(item.id for item in (*window, *past)), *(check.id for check in recent)]
    readings = {reading.subject_id: reading for reading in store.records(Reading, subject_id=subjects)}
    about = {subject for subject, reading in readings.items() if reading.relevant}
    flagged = _flagged(store, day, issues)
    items = {item.id: item for item in window}
    main = main_issues(issues, flagged)
    told = _told(store, day, main)
    cited = {item_id for issue in main for item_id in (issue.label_item_id, *_cited(told[issue.narrative_id]))}
    cited |= {one.case.claim_item_id for one in flagged} | {response.item_id for one in flagged for response in one.responses}
    items |= {item.id: item for item in store.records(Item, id=sorted(cited - items.keys()))}
    last = last_visit(end, night, zone)
    visits = store.records(Outcome, at_from=start, at_to=last + timedelta(microseconds=1))
    offered = Counter([*(item.source_id for item in window), *(check.source_id for check in _checks_in(recent, start, end))])
    return DayView(
        day=day,
        start=start,
        end=end,
        zone=zone,
        office=settings.office,
        sample=settings.sample,
        sources=sources,
        health=health_of(sources.values(), visits, offered, store.unheard_since(last, HEARD), last),
        window=tuple(window),
        relevant=tuple(item for item in window if item.id in about),
        items=items,
        readings=readings,
        utterances={utterance.item_id: utterance for utterance in store.records(Utterance, item_id=[item.id for item in window])},
        copies={copy.item_id: copy.origin_id for copy in store.records(Copy, item_id=[item.id for item in window])},
        before=_before(past, about, start),
        issues=tuple(issues),
        told=told,
        tones={tone.item_id: tone for tone in store.records(Tone, item_id=list(items))},
        office_tones=_office_tones(store, list(items)),
        flagged=flagged,
        recent_checks=tuple(check for check in recent if check.id in about),
        night=night,
    )


def _recent_checks(store: Store, end: datetime) -> list[FactCheck]:
    checks = store.records(FactCheck, published_at_from=end - HISTORY, published_at_to=end)
    return sorted(checks, key=lambda check: (check.published_at or check.collected_at, check.id), reverse=True)


def _checks_in(checks: Iterable[FactCheck], start: datetime, end: datetime) -> list[FactCheck]:
    return [check for check in checks if check.published_at and start < check.published_at <= end]


def _told(store: Store, day: date, main: tuple[NarrativeDay, ...]) -> dict[str, Told]:
    ids = [issue.narrative_id for issue in main]
    sentences, conflicts = defaultdict(list), defaultdict(list)
    for sentence in store.records(KeySentence, day=day, narrative_id=ids):
        sentences[sentence.narrative_id].append(sentence)
    for conflict in store.records(Conflict, day=day, narrative_id=ids):
        conflicts[conflict.narrative_id].append(conflict)
    event_of = {m.item_id: m.event_id for m in store.records(Membership, item_id=[i for issue in main for i in issue.item_ids])}
    known = {
        event.id: event for event in store.records(Event, id=sorted({*event_of.values(), *(i for one in main for i in one.event_ids)}))
    }
    told = {}
    for issue in main:
        sizes = Counter(_living(event_of[item_id], known) for item_id in issue.item_ids if item_id in event_of)
        told[issue.narrative_id] = Told(
            tuple(sorted(sentences[issue.narrative_id], key=lambda sentence: sentence.rank)),
            tuple(conflicts[issue.narrative_id]),
            tuple((known[i], sizes[i]) for i in issue.event_ids if i in known and sizes[i]),
        )
    return told


def _living(event_id: str, known: Mapping[str, Event]) -> str:
    """The event that another lives on in after merges."""
    seen = set[str]()
    while event_id not in seen and event_id in known and (merged := known[event_id].merged_into):
        seen.add(event_id)
        event_id = merged
    return event_id


def _cited(told: Told) -> Iterator[str]:
    for sentence in told.sentences:
        yield from sentence.item_ids
    for conflict in told.conflicts:
        yield from conflict.item_ids
    yield from (event.label_item_id for event, _ in told.events)


def _office_tones(store: Store, item_ids: list[str]) -> dict[str, tuple[OfficeTone, ...]]:
    found: dict[str, tuple[OfficeTone, ...]] = {}
    for tone in store.records(OfficeTone, item_id=item_ids):
        found[tone.item_id] = (*found.get(tone.item_id, ()), tone)
    return found


def _flagged(store: Store, day: date, issues: Iterable[NarrativeDay]) -> tuple[Flagged, ...]:
    flags = sorted(store.records(Flag, day=day), key=lambda flag: flag.rank)
    cases = {case.id: case for case in store.records(Case, id=[flag.case_id for flag in flags])}
    decided = {case.id: case for case in store.records(Case, id=[case.like_case_id for case in cases.values() if case.like_case_id])}
    narratives = {issue.narrative_id: issue for issue in issues}
    owners = sorted({narrative_id for case in cases.values() for narrative_id in case.narrative_ids})
    answers = sorted(store.records(Response, day=day, narrative_id=owners), key=lambda response: (response.at, response.item_id))
    matches = sorted(store.records(Match, day=day, narrative_id=owners), key=lambda match: (-match.score, match.factcheck_id))
    wanted = {match.factcheck_id for match in matches} | {i for flag in flags for i in flag.factcheck_ids}
    checks = {check.id: check for check in store.records(FactCheck, id=sorted(wanted))}
    found = []
    for flag in flags:
        case = cases.get(flag.case_id)
        if case is None:
            continue
        nearest = {match.factcheck_id: match for match in reversed(matches) if match.narrative_id in case.narrative_ids}
        order = dict.fromkeys([*sorted(nearest, key=lambda i: -nearest[i].score), *flag.factcheck_ids])
        pairs = tuple((checks[i], nearest.get(i)) for i in order if i in checks)
        told = tuple({response.item_id: response for response in answers if response.narrative_id in case.narrative_ids}.values())
        narrative = next((narratives[i] for i in case.narrative_ids if i in narratives), None)
        found.append(Flagged(case, flag, narrative, pairs, told, decided.get(case.like_case_id or "")))
    return tuple(found)


def _before(past: list[Item], about: set[str], start: datetime) -> tuple[Count | None, ...]:
    windows: list[Count | None] = []
    for days in range(HISTORY.days, 0, -1):
        first, last = start - timedelta(days=days), start - timedelta(days=days - 1)
        held = [item for item in past if first < item.at <= last]
        begun = bool(windows and windows[-1]) or bool(held)
        windows.append(count(item for item in held if item.id in about) if begun else None)
    return tuple(windows)
