"""One period as the sections see it, fetched from the archive once.

Sections read a :class:`View` and never the archive itself, so a brief costs the same few queries however many sections it has.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from archive.records import HEARD, Correction, FactCheck, Item, NarrativeDay, Night, OfficeTone, Reading, Response, Source
from archive.settings import Settings
from archive.store import Store
from archive.window import Said
from reports.deadlines import Deadlines
from reports.flagged import Flagged, flagged_in
from reports.follow_up import Followed, corrections_for, followed_for
from reports.health import Health, health_of, last_visit
from reports.period import Period, window_of
from reports.stories import Stories, Told, stories_of, told_of
from reports.voices import Theme, themes_of
from reports.wording import day_month, moment, office_time

ISSUES = 5
FEWEST_POSTS = 3
"""Posts alone make an issue only from this many."""
THEMES = 3
CLIPPINGS = 150
_CHECKS = timedelta(days=7)
_HALF_A_DAY = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Count:
    """What one window held about the region."""

    reports: int
    posts: int


@dataclass(frozen=True, slots=True)
class View:
    """Everything a section may ask about one period.

    ``offered`` counts all items of the window, ``relevant`` are those about the region in order of time, ``said`` the same by id.
    ``items`` are whole, by id, but only those that the sections quote; ``clippings`` are those of the annex, in order of time. ``before``
    counts the periods before, oldest first, ``None`` where nothing was heard at all: the archive had not begun, or was not running.
    ``issues`` are all narratives, weightiest first; ``told`` says more of the main ones and ``answers`` what was answered in them, by
    narrative id. ``nights`` are the analyses of the period's days, oldest first, and ``compared`` is whether the period before was analysed
    too. ``office_tones`` and the tones in ``said`` are a machine's reading: to be counted and printed, never to decide by.
    """

    period: Period
    start: datetime
    end: datetime
    zone: ZoneInfo
    office: str
    sample: bool
    desk: str | None
    deadlines: Deadlines
    sources: Mapping[str, Source]
    health: tuple[Health, ...]
    offered: int
    relevant: tuple[Said, ...]
    said: Mapping[str, Said]
    items: Mapping[str, Item]
    clippings: tuple[Item, ...]
    before: tuple[Count | None, ...]
    issues: tuple[NarrativeDay, ...]
    main_issues: tuple[NarrativeDay, ...]
    told: Mapping[str, Told]
    themes: tuple[Theme, ...]
    office_tones: Mapping[str, tuple[OfficeTone, ...]]
    answers: Mapping[str, tuple[Response, ...]]
    flagged: tuple[Flagged, ...]
    recent_checks: tuple[FactCheck, ...]
    followed: tuple[Followed, ...]
    corrections: tuple[Correction, ...]
    nights: tuple[Night, ...]
    compared: bool

    @property
    def now(self) -> Count:
        """The period's own count of relevant items."""
        kinds = Counter(one.kind for one in self.relevant)
        return Count(reports=kinds["article"], posts=kinds["post"])

    @property
    def night(self) -> Night | None:
        """The last analysis of the period, ``None`` where its last day was never analysed."""
        return self.nights[-1] if self.nights and self.nights[-1].day == self.period.day else None

    @property
    def unanalysed(self) -> tuple[date, ...]:
        """The days of the period that were never analysed."""
        known = {night.day for night in self.nights}
        return tuple(day for day in self.period.days if day not in known)

    def nothing(self, calm: str) -> str:
        """What an empty section says: ``calm`` where the period was analysed, else that nobody has looked yet."""
        return calm if self.nights else "Belum dapat disajikan: analisis untuk tanggal ini belum dijalankan."

    def when(self, instant: datetime) -> str:
        """As "Min 14.20" in a daily edition, "15 Nov" in a longer one."""
        return moment(instant, self.zone) if self.period.edition == "harian" else day_month(instant.astimezone(self.zone).date())

    def dated(self, place: int) -> date:
        """The date that the window at ``place`` (from 0) is called by: that of its middle, for windows begin in the early morning."""
        return (self.start + timedelta(days=place) + _HALF_A_DAY).astimezone(self.zone).date()

    def by(self, due: datetime) -> str:
        """A deadline: as "11.00 WITA" in a daily edition, with its date in a longer one."""
        hour = office_time(due, self.zone)
        return hour if self.period.edition == "harian" else f"{day_month(due.astimezone(self.zone).date())} {hour}"

    def outlet(self, item: Item | Said) -> str:
        """The name to cite for an item: the source's, never a private author's."""
        if item.kind == "handed_in":
            return "Titipan warga"
        source = self.sources.get(item.source_id)
        return source.name if source else item.source_id

    def official(self, item: Item | Said) -> bool:
        """Whether an office of the government published it."""
        source = self.sources.get(item.source_id)
        return source is not None and source.tier == "official"

    def issue_number(self, item_id: str) -> int | None:
        """The number that an item's issue bears on the page, counted from 1."""
        return next((number for number, issue in enumerate(self.main_issues, 1) if item_id in issue.item_ids), None)


def read(store: Store, settings: Settings, period: Period) -> View:
    """Fetch one period. One that was never analysed has no ``nights`` and no issues; it is still a period."""
    start, end = period.window(settings)
    zone = ZoneInfo(settings.timezone)
    nights = tuple(sorted(store.records(Night, day=list(period.days)), key=lambda night: night.day))
    sources = {source.id: source for source in store.records(Source)}
    relevant = tuple(store.said_between(start, end))
    said = {one.id: one for one in relevant}
    offered = store.offered_between(start, end)
    stories = stories_of(store, period, said)
    flagged = flagged_in(store, period, stories)
    main = main_issues(stories.issues, flagged)
    told = told_of(store, stories, main)
    themes = themes_of(stories.issues, said)
    checks = _checks(store, min(start, end - _CHECKS), end)
    clippings = _clippings(relevant, main)
    cited = {item_id for issue in main for item_id in (issue.label_item_id, *_cited(told[issue.narrative_id]))}
    cited |= {one.case.claim_item_id for one in flagged} | {response.item_id for one in flagged for response in one.responses}
    cited |= {theme.narrative.label_item_id for theme in themes[:THEMES]}
    # Complaints that grow may be about any narrative, and what is asked links to where it was said.
    cited |= {theme.narrative.label_item_id for theme in themes if theme.complaints > 1}
    items = {item.id: item for item in store.records(Item, id=sorted({*cited, *clippings}))}
    return View(
        period=period,
        start=start,
        end=end,
        zone=zone,
        office=settings.office,
        sample=settings.sample,
        desk=settings.desk_url,
        deadlines=Deadlines.of(settings),
        sources=sources,
        health=_health(store, sources, start, end, nights, offered, zone),
        offered=sum(offered.values()),
        relevant=relevant,
        said=said,
        items=items,
        clippings=tuple(sorted((items[i] for i in clippings if i in items), key=lambda item: (item.at, item.id))),
        before=_before(store, settings, period),
        issues=stories.issues,
        main_issues=main,
        told=told,
        themes=themes,
        office_tones=_office_tones(store, [item_id for issue in main for item_id in issue.item_ids]),
        answers=_answers(store, stories, main),
        flagged=flagged,
        recent_checks=checks,
        followed=followed_for(store, settings, period, stories.issues),
        corrections=corrections_for(store, settings, period),
        nights=nights,
        compared=stories.compared,
    )


def main_issues(issues: Iterable[NarrativeDay], flagged: Iterable[Flagged]) -> tuple[NarrativeDay, ...]:
    """Those of the ``issues`` that have room on the page, weightiest first.

    A lone post is not yet what a province talks about, and a claim that waits to be checked is not repeated here as a headline of
    its own: it stands among the claims, with its reasons.
    """
    waiting = {narrative_id for one in flagged for narrative_id in one.narrative_ids}
    told = (issue for issue in issues if issue.reports or (issue.posts >= FEWEST_POSTS and issue.narrative_id not in waiting))
    return tuple(islice(told, ISSUES))


def _checks(store: Store, start: datetime, end: datetime) -> tuple[FactCheck, ...]:
    """The fact-checks about the region that were published in [start, end), newest first."""
    checks = store.records(FactCheck, published_at_from=start, published_at_to=end)
    about = {reading.subject_id for reading in store.records(Reading, subject_id=[check.id for check in checks]) if reading.relevant}
    told = (check for check in checks if check.id in about)
    return tuple(sorted(told, key=lambda check: (check.published_at or check.collected_at, check.id), reverse=True))


def _health(
    store: Store,
    sources: Mapping[str, Source],
    start: datetime,
    end: datetime,
    nights: tuple[Night, ...],
    offered: Mapping[str, int],
    zone: ZoneInfo,
) -> tuple[Health, ...]:
    last = last_visit(end, nights[-1] if nights else None, zone)
    visits = store.visited_between(start, last + timedelta(microseconds=1), HEARD)
    checks = Counter(check.source_id for check in store.records(FactCheck, published_at_from=start, published_at_to=end))
    said = Counter(offered) + checks
    return health_of(sources.values(), visits, said, store.unheard_since(last, HEARD), last)


def _clippings(relevant: tuple[Said, ...], main: tuple[NarrativeDay, ...]) -> list[str]:
    """The ids of all relevant items or, where there are too many, of those of the main issues, then of articles, then of the rest."""
    told = {item_id for issue in main for item_id in issue.item_ids}
    best = sorted(relevant, key=lambda one: (one.id not in told, one.kind != "article", one.copied, one.at, one.id))
    return [one.id for one in best[:CLIPPINGS]]


def _cited(told: Told) -> Iterator[str]:
    for sentence in told.sentences:
        yield from sentence.item_ids
    for conflict in told.conflicts:
        yield from conflict.item_ids
    yield from (event.label_item_id for event, _ in told.events)


def _office_tones(store: Store, item_ids: list[str]) -> dict[str, tuple[OfficeTone, ...]]:
    found: dict[str, list[OfficeTone]] = {}
    for tone in store.records(OfficeTone, item_id=item_ids):
        found.setdefault(tone.item_id, []).append(tone)
    return {item_id: tuple(tones) for item_id, tones in found.items()}


def _answers(store: Store, stories: Stories, main: Iterable[NarrativeDay]) -> dict[str, tuple[Response, ...]]:
    """By the narrative of a main issue, what offices and outlets answered in it."""
    living = {part.narrative_id: issue.narrative_id for issue in main for part in stories.days[issue.narrative_id]}
    days = sorted({part.day for issue in main for part in stories.days[issue.narrative_id]})
    found: dict[str, list[Response]] = {}
    for answer in store.records(Response, narrative_id=sorted(living), day=days):
        found.setdefault(living[answer.narrative_id], []).append(answer)
    return {narrative_id: tuple(answers) for narrative_id, answers in found.items()}


def _before(store: Store, settings: Settings, period: Period) -> tuple[Count | None, ...]:
    windows: list[Count | None] = []
    for days in period.past:
        spoken = store.spoken_between(*window_of(settings, days))
        articles, posts = spoken.get("article", (0, 0))[1], spoken.get("post", (0, 0))[1]
        # Many sources that say nothing at all, about anything: nobody listened.
        windows.append(Count(articles, posts) if spoken else None)
    return tuple(windows)
