"""How a narrative stands in the 24 hours of a brief: counts, phase, rank, and what to call it."""

import math
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl
from numpy.typing import NDArray

from analysis.embedding import Vector
from analysis.emergence import outlooks
from analysis.independence import Voice, voices
from analysis.narrative_ids import living_ids
from analysis.phases import Past, phase_of
from analysis.sentences import headline
from analysis.thresholds import Thresholds, Trends
from archive.records import Copy, Event, Item, Membership, Narrative, NarrativeDay, Phase, Reading, Tier

Window = tuple[datetime, datetime]
_LABEL = 160
_MOST_NAMED = 5
_LAST = 7
_DAY = timedelta(days=1)
_SHORT = timedelta(hours=2)
"""A closed day may be an hour shorter than the one before, where the clocks are put forward."""


@dataclass(frozen=True, slots=True)
class Told:
    """What is known when the narratives of a ``day`` are counted.

    ``windows`` are eight consecutive (start, end] in UTC, oldest first: the seven before the day, and the day's; for the running day the
    last one ends now. ``items`` hold everything relevant that was said in any of them, ``vectors`` maps item ids to centred unit vectors.
    ``history`` gives, by narrative id, the instants (UTC) of what was said in the weeks before (``emergence.weeks``); what it says of the
    eight windows is not looked at, for there the items know more. ``zone`` is the region's, ``yesterday`` the phases of the day before,
    ``tier_of`` and ``names`` are those of the sources, by id.
    """

    day: date
    windows: Sequence[Window]
    items: Sequence[Item]
    vectors: Mapping[str, Vector]
    memberships: Sequence[Membership]
    events: Sequence[Event]
    narratives: Sequence[Narrative]
    copies: Sequence[Copy]
    readings: Sequence[Reading]
    tier_of: Mapping[str, Tier]
    names: Mapping[str, str]
    history: Mapping[str, Sequence[datetime]]
    zone: ZoneInfo
    yesterday: Mapping[str, Phase]


def narrative_days(told: Told, thresholds: Thresholds) -> list[NarrativeDay]:
    """One record for every narrative with something said in the last window; heaviest first, then by id.

    Texts that people handed in were not said in public and do not count. Paid texts are counted as such, and count for no phase: nobody
    can buy a rise. Repeated texts do count for it, for a wave of copies is a wave; ``voices`` says how few may stand behind it.
    """
    windows, limits = told.windows, thresholds.trends
    living = living_ids(told.narratives)
    member = {m.item_id: m for m in told.memberships}
    home = {item_id: living.get(m.narrative_id, m.narrative_id) for item_id, m in member.items()}
    event = living_ids(told.events)
    copy_of = {copy.item_id: copy for copy in told.copies}
    said = [i for i in told.items if i.id in home and i.kind != "handed_in" and windows[0][0] < i.at <= windows[-1][1]]
    said.sort(key=lambda item: (item.at, item.id))
    kind_of = {item.id: _kind(item, item.id in copy_of) for item in said}
    counts = _counts([(home[item.id], _window_of(item, windows), item.advertorial) for item in said], len(windows))
    reading_of = {reading.subject_id: reading for reading in told.readings}
    today: dict[str, list[Item]] = defaultdict(list)
    for item in said:
        if item.at > windows[-1][0]:
            today[home[item.id]].append(item)
    outlook_of = outlooks(_instants(told, said, home, living), today, windows[-1], told.zone, thresholds.emergence)
    known_days = {n.id: (windows[-1][0] - n.founded_at) // _DAY for n in told.narratives}
    running = windows[-1][1] - windows[-1][0] < windows[-2][1] - windows[-2][0] - _SHORT
    days = []
    for narrative_id, members in today.items():
        kinds = Counter(kind_of[item.id] for item in members)
        everything, paid = counts[narrative_id]
        outlook = outlook_of[narrative_id]
        past = Past(
            average=float(np.mean(everything[:-1] - paid[:-1])),
            known_days=min(known_days.get(narrative_id, 0), 7 * thresholds.emergence.weeks),
            paid=int(paid[-1]),
            running=running,
            phase=told.yesterday.get(narrative_id),
        )
        phase, reason = phase_of(outlook, past, limits)
        first = _most_central(members, kind_of, told.vectors, told.tier_of, limits)
        spoken = voices(members, [copy_of[item.id] for item in members if item.id in copy_of], told.names)
        read = [reading_of[item.id] for item in members if item.id in reading_of]
        days.append(
            NarrativeDay(
                narrative_id=narrative_id,
                day=told.day,
                label=headline(first, _LABEL),
                label_item_id=first.id,
                item_ids=tuple(item.id for item in members),
                event_ids=_by_number(event.get(member[item.id].event_id, member[item.id].event_id) for item in members),
                reports=kinds["report"],
                copies=kinds["copy"],
                advertorials=kinds["advertorial"],
                posts=kinds["post"],
                voices=len(spoken),
                previous_total=int(everything[-2]),
                average_7d=round(float(np.mean(everything[:-1])), 3),
                history=tuple(map(int, everything[-_LAST:])),
                expected=round(outlook.expected, 3),
                surprise=round(outlook.surprise, 3),
                phase=phase,
                phase_reason=reason,
                places=_by_number(place for reading in read for place in reading.places)[:_MOST_NAMED],
                offices=_by_number(office for reading in read for office in reading.offices)[:_MOST_NAMED],
                people=_by_number(person for reading in read for person in reading.people)[:_MOST_NAMED],
                weight=round(_weight(spoken, kinds, told.tier_of, limits), 3),
            )
        )
    return sorted(days, key=lambda narrative: (-narrative.weight, narrative.narrative_id))


def _kind(item: Item, repeated: bool) -> str:
    if item.advertorial:
        return "advertorial"
    if repeated:
        return "copy"
    return "post" if item.kind == "post" else "report"


def _window_of(item: Item, windows: Sequence[Window]) -> int:
    return bisect_left([end for _, end in windows], item.at)


def _counts(rows: Sequence[tuple[str, int, bool]], windows: int) -> dict[str, NDArray[np.int64]]:
    """By narrative an array (2, windows): everything said, and how much of it was paid for."""
    frame = pl.DataFrame(rows, schema={"narrative": pl.String, "window": pl.Int64, "paid": pl.Boolean}, orient="row")
    counts: dict[str, NDArray[np.int64]] = defaultdict(lambda: np.zeros((2, windows), np.int64))
    grouped = frame.group_by("narrative", "window").agg(pl.len(), pl.col("paid").sum().alias("paid"))
    for narrative_id, window, total, paid in grouped.iter_rows():
        counts[narrative_id][:, window] = total, paid
    return counts


def _instants(told: Told, said: Sequence[Item], home: Mapping[str, str], living: Mapping[str, str]) -> dict[str, list[datetime]]:
    """When every narrative was spoken of: before the windows as the history has it, in them by the items that nobody paid for."""
    since = told.windows[0][0]
    instants: dict[str, list[datetime]] = defaultdict(list)
    for narrative_id, earlier in told.history.items():
        instants[living.get(narrative_id, narrative_id)] += [instant for instant in earlier if instant <= since]
    for item in said:
        if not item.advertorial:
            instants[home[item.id]].append(item.at)
    return instants


def _most_central(
    members: Sequence[Item], kind_of: Mapping[str, str], vectors: Mapping[str, Vector], tier_of: Mapping[str, Tier], limits: Trends
) -> Item:
    """Of independent reports, else copies, else posts, else paid texts the nearest to the mean of all, a tier A outlet preferred."""
    order = ("report", "copy", "post", "advertorial")
    rows = [vectors[item.id] for item in members if item.id in vectors]
    mean = np.mean(rows, axis=0) if rows else np.zeros(1, np.float32)

    def rank(item: Item) -> tuple[int, float, datetime, str]:
        central = float(vectors[item.id] @ mean) if item.id in vectors else 0.0
        preferred = limits.label_preference if tier_of.get(item.source_id) == "A" else 0.0
        return order.index(kind_of[item.id]), -(central + preferred), item.at, item.id

    return min(members, key=rank)


def _weight(spoken: Sequence[Voice], kinds: Mapping[str, int], tier_of: Mapping[str, Tier], limits: Trends) -> float:
    """How much a brief should care: independent voices first, repeated words little, paid ones not at all, posts by their logarithm."""
    official = sum(tier_of.get(voice.key) == "official" for voice in spoken)
    return (
        limits.report_weight * (len(spoken) - official)
        + limits.official_weight * official
        + limits.copy_weight * kinds["copy"]
        + limits.post_weight * math.log1p(kinds["post"])
    )


def _by_number(names: Iterable[str]) -> tuple[str, ...]:
    """Distinct names, the most frequent first, then by name."""
    counted = Counter(names)
    return tuple(sorted(counted, key=lambda name: (-counted[name], name)))
