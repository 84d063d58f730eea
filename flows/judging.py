"""What one analysis says of a day: how its narratives stand, and what people should check."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from analysis.narrative_ids import living_ids
from analysis.stability import kept, stability
from analysis.summary import told_of
from analysis.thresholds import Thresholds
from analysis.trends import Told, narrative_days
from archive.records import (
    Case,
    Conflict,
    Flag,
    Item,
    KeySentence,
    Match,
    Move,
    NarrativeDay,
    Night,
    Phase,
    Profile,
    Reading,
    Response,
    Signal,
    Source,
)
from archive.settings import Settings
from archive.store import Store
from flows.grouping import Grouped
from flows.sifting import Sieve
from flows.stages import Stage

DAY_RECORDS = (NarrativeDay, KeySentence, Conflict, Match, Response, Signal, Flag)
DayRecord = NarrativeDay | KeySentence | Conflict | Match | Response | Signal | Flag
"""What is said of a day anew with every analysis of it."""
TREND_WINDOWS = 8


@dataclass(frozen=True, slots=True)
class Judged:
    """What is to be written: the cases as they stand now, the records of the days, and one night per day."""

    cases: list[Case]
    of_days: list[DayRecord]
    nights: list[Night]


def judge_days(
    store: Store,
    settings: Settings,
    thresholds: Thresholds,
    now: datetime,
    model_id: str,
    grouped: Grouped,
    days: Sequence[date],
    progress: Stage,
) -> Judged:
    """Count every day of ``days`` and open cases; nothing is written."""
    known, copies, vectors = grouped.known, grouped.copies, grouped.vectors
    sources = store.records(Source)
    tiers = {source.id: source.tier for source in sources}
    readings, cases = store.records(Reading), store.records(Case)
    sieve = Sieve(store, settings, thresholds, now, grouped, _with_older(store, grouped))
    history = _history(grouped, set(store.frame(Profile, kind="handed_in")["item_id"]))
    steady = stability(grouped.profiles, vectors, copies, known, now, thresholds)
    moves = {(m.item_id, m.at): m for m in (*store.records(Move, at_from=now - timedelta(days=1)), *grouped.grouping.moves)}
    stayed = kept(known.events, known.memberships, moves.values(), now - timedelta(days=1))
    by_id = {item.id: item for item in grouped.items}
    living = living_ids(known.events)
    event_of = {m.item_id: living[m.event_id] for m in known.memberships}
    copied = {copy.item_id for copy in copies}
    found: list[DayRecord] = []
    nights = []
    for day in days:
        windows = [settings.window(day - timedelta(days=back)) for back in range(TREND_WINDOWS - 1, -1, -1)]
        start, end = windows[-1]
        windows[-1] = (start, min(end, now))
        counted = narrative_days(
            Told(
                day=day,
                windows=windows,
                items=grouped.items,
                vectors=vectors,
                memberships=known.memberships,
                events=known.events,
                narratives=known.narratives,
                copies=copies,
                readings=readings,
                tier_of=tiers,
                names={source.id: source.name for source in sources},
                history=history,
                zone=ZoneInfo(settings.timezone),
                yesterday=_phases(store, day - timedelta(days=1), found),
            ),
            thresholds,
        )
        worded = [record for narrative in counted for record in told_of(narrative, by_id, event_of, copied)]
        sifted = sieve.sift(day, (start, end), cases)
        cases = list(({case.id: case for case in cases} | {case.id: case for case in sifted.cases}).values())
        in_window = [item for item in grouped.items if start < item.at <= end]
        nights.append(
            Night(
                day=day,
                as_of=now,
                model_id=model_id,
                thresholds=sieve.version,
                items_in_window=len(store.items_seen_between(start, min(end, now))),
                relevant_in_window=len(in_window),
                events_in_window=len({event_id for narrative in counted for event_id in narrative.event_ids}),
                narratives_in_window=len(counted),
                stability=steady,
                kept=stayed,
                flag_budget=settings.flag_budget,
                flags_over_budget=sifted.over_budget,
            )
        )
        found += [*counted, *worded, *sifted.records]
        progress.advance()
    return Judged(cases, found, nights)


def _history(grouped: Grouped, handed_in: set[str]) -> dict[str, list[datetime]]:
    """When each living narrative was spoken of in public, as far back as items are remembered."""
    living = living_ids(grouped.known.narratives)
    instants: dict[str, list[datetime]] = defaultdict(list)
    for membership in grouped.known.memberships:
        if membership.item_id in grouped.at and membership.item_id not in handed_in:
            instants[living.get(membership.narrative_id, membership.narrative_id)].append(grouped.at[membership.item_id])
    return instants


def _phases(store: Store, day: date, found: Sequence[object]) -> Mapping[str, Phase]:
    """The phases of a day: of tonight, or as they were kept."""
    tonight = [one for one in found if isinstance(one, NarrativeDay) and one.day == day]
    return {one.narrative_id: one.phase for one in tonight or store.records(NarrativeDay, day=day)}


def _with_older(store: Store, grouped: Grouped) -> list[Item]:
    """The items of the window and, from before it, the other texts of its narratives and the origins of its copies."""
    recent = {item.id for item in grouped.items}
    living = living_ids(grouped.known.narratives)
    home = {m.item_id: living.get(m.narrative_id, m.narrative_id) for m in grouped.known.memberships}
    awake = {home[item_id] for item_id in recent if item_id in home}
    wanted = {item_id for item_id, narrative_id in home.items() if narrative_id in awake}
    wanted |= {copy.origin_id for copy in grouped.copies if copy.item_id in recent}
    return [*grouped.items, *store.records(Item, id=sorted(wanted - recent))]
