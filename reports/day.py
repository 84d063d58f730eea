"""One day as the sections see it, fetched from the archive once.

Sections read a :class:`DayView` and never the archive itself, so a brief costs the same few queries however many sections it has.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from archive.records import HEARD, Case, Copy, FactCheck, Flag, Item, Match, NarrativeDay, Night, Outcome, Reading, Source
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
    """A case that stands on the day's list, with the narrative it belongs to and what fact-checkers have said, nearest first."""

    case: Case
    flag: Flag
    narrative: NarrativeDay | None
    checks: tuple[tuple[FactCheck, Match | None], ...]


@dataclass(frozen=True, slots=True)
class DayView:
    """Everything a section may ask about one day.

    ``window`` holds the items of the 24 hours in order of time, ``relevant`` those among them about the region, ``items`` the window and
    whatever older items the day's records point to, by id. ``before`` counts the seven windows before, oldest first, ``None`` where the
    archive had not begun. ``issues`` are all narratives of the day, weightiest first.
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
    copies: Mapping[str, str]
    before: tuple[Count | None, ...]
    issues: tuple[NarrativeDay, ...]
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
        waiting = {flagged.case.narrative_id for flagged in self.flagged}
        told = (issue for issue in self.issues if issue.reports or (issue.posts >= FEWEST_POSTS and issue.narrative_id not in waiting))
        return tuple(islice(told, ISSUES))

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
    cited = {item_id for issue in issues[:ISSUES] for item_id in (issue.label_item_id, *issue.sentence_item_ids)}
    cited |= {case.case.claim_item_id for case in flagged}
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
        copies={copy.item_id: copy.origin_id for copy in store.records(Copy, item_id=[item.id for item in window])},
        before=_before(past, about, start),
        issues=tuple(issues),
        flagged=flagged,
        recent_checks=tuple(check for check in recent if check.id in about),
        night=night,
    )


def _recent_checks(store: Store, end: datetime) -> list[FactCheck]:
    checks = store.records(FactCheck, published_at_from=end - HISTORY, published_at_to=end)
    return sorted(checks, key=lambda check: (check.published_at or check.collected_at, check.id), reverse=True)


def _checks_in(checks: Iterable[FactCheck], start: datetime, end: datetime) -> list[FactCheck]:
    return [check for check in checks if check.published_at and start < check.published_at <= end]


def _flagged(store: Store, day: date, issues: Iterable[NarrativeDay]) -> tuple[Flagged, ...]:
    flags = sorted(store.records(Flag, day=day), key=lambda flag: flag.rank)
    cases = {case.id: case for case in store.records(Case, id=[flag.case_id for flag in flags])}
    narratives = {issue.narrative_id: issue for issue in issues}
    owners = sorted({case.narrative_id for case in cases.values()})
    matches = sorted(store.records(Match, day=day, narrative_id=owners), key=lambda match: (-match.score, match.factcheck_id))
    wanted = {match.factcheck_id for match in matches} | {i for flag in flags for i in flag.factcheck_ids}
    checks = {check.id: check for check in store.records(FactCheck, id=sorted(wanted))}
    found = []
    for flag in flags:
        case = cases.get(flag.case_id)
        if case is None:
            continue
        nearest = {match.factcheck_id: match for match in reversed(matches) if match.narrative_id == case.narrative_id}
        order = dict.fromkeys([*sorted(nearest, key=lambda i: -nearest[i].score), *flag.factcheck_ids])
        pairs = tuple((checks[i], nearest.get(i)) for i in order if i in checks)
        found.append(Flagged(case, flag, narratives.get(case.narrative_id), pairs))
    return tuple(found)


def _before(past: list[Item], about: set[str], start: datetime) -> tuple[Count | None, ...]:
    windows: list[Count | None] = []
    for days in range(HISTORY.days, 0, -1):
        first, last = start - timedelta(days=days), start - timedelta(days=days - 1)
        held = [item for item in past if first < item.at <= last]
        begun = bool(windows and windows[-1]) or bool(held)
        windows.append(count(item for item in held if item.id in about) if begun else None)
    return tuple(windows)
