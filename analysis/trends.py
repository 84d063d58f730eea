"""How a narrative stands in the 24 hours of a brief: counts, phase, rank, and what to call it."""

import math
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

import numpy as np
import polars as pl

from analysis.embedding import Vector
from analysis.narrative_ids import living_ids
from analysis.sentences import headline
from analysis.summary import key_sentences
from analysis.thresholds import Thresholds, Trends
from archive.records import Copy, Item, Membership, Narrative, NarrativeDay, Phase, Reading, Tier

Window = tuple[datetime, datetime]
_LABEL = 160
_MOST_NAMED = 5
_LAST = 7


def narrative_days(
    day: date,
    windows: Sequence[Window],
    items: Sequence[Item],
    vectors: Mapping[str, Vector],
    memberships: Sequence[Membership],
    narratives: Sequence[Narrative],
    copies: Sequence[Copy],
    readings: Sequence[Reading],
    tier_of: Mapping[str, Tier],
    thresholds: Thresholds,
) -> list[NarrativeDay]:
    """One record for every narrative with something said in the last of ``windows``; heaviest first, then by id.

    ``windows`` are eight consecutive (start, end] in UTC, oldest first: the seven before the day, and the day's. ``items`` hold what was
    said in any of them; ``vectors`` maps item ids to centred unit vectors. Texts that people handed in were not said in public and do not
    count.
    """
    living = living_ids(narratives)
    home = {m.item_id: living.get(m.narrative_id, m.narrative_id) for m in memberships}
    repeated = {copy.item_id for copy in copies}
    said = [item for item in items if item.id in home and item.kind != "handed_in" and windows[0][0] < item.at <= windows[-1][1]]
    said.sort(key=lambda item: (item.at, item.id))
    kind_of = {item.id: _kind(item, repeated) for item in said}
    counts = _counts([(home[item.id], _window_of(item, windows)) for item in said], len(windows))
    founded = {narrative.id: narrative.founded_at for narrative in narratives}
    reading_of = {reading.subject_id: reading for reading in readings}
    today: dict[str, list[Item]] = defaultdict(list)
    for item in said:
        if item.at > windows[-1][0]:
            today[home[item.id]].append(item)
    days = []
    for narrative_id, members in today.items():
        kinds = Counter(kind_of[item.id] for item in members)
        totals = counts[narrative_id]
        average = sum(totals[:-1]) / len(totals[:-1])
        new = founded.get(narrative_id, members[0].at) > windows[-1][0]
        phase, reason = phase_of(totals, new, thresholds.trends)
        told = _central_first(members, kind_of, vectors, tier_of, thresholds.trends)
        sentences = key_sentences([item for item in told if kind_of[item.id] == kind_of[told[0].id]])
        read = [reading_of[item.id] for item in members if item.id in reading_of]
        days.append(
            NarrativeDay(
                narrative_id=narrative_id,
                day=day,
                label=headline(told[0], _LABEL),
                label_item_id=told[0].id,
                item_ids=tuple(item.id for item in members),
                reports=kinds["report"],
                copies=kinds["copy"],
                advertorials=kinds["advertorial"],
                posts=kinds["post"],
                previous_total=totals[-2],
                average_7d=round(average, 3),
                history=tuple(totals[-_LAST:]),
                phase=phase,
                phase_reason=reason,
                places=_most_named(place for reading in read for place in reading.places),
                offices=_most_named(office for reading in read for office in reading.offices),
                people=_most_named(person for reading in read for person in reading.people),
                sentences=tuple(sentence.text for sentence in sentences),
                sentence_item_ids=tuple(sentence.item_id for sentence in sentences),
                weight=round(_weight(members, kind_of, tier_of, thresholds.trends), 3),
            )
        )
    return sorted(days, key=lambda narrative: (-narrative.weight, narrative.narrative_id))


def phase_of(totals: Sequence[int], new: bool, limits: Trends) -> tuple[Phase, str]:
    """The phase after the windows with ``totals`` items, oldest first and today last, and its reason in Indonesian with the numbers.

    ``new`` says that the narrative began today. The ratio to the mean is shrunk by ``prior`` items on both sides: three items after a quiet
    week are not a wave, and never "naik", which also asks for ``rising_items``.
    """
    *before, today = totals
    average = sum(before) / len(before)
    numbers = f"{today} item; kemarin {before[-1]}, rata-rata 7 hari {_decimal(average)}"
    if new:
        return "baru", f"pertama kali muncul dalam 24 jam ini, {today} item"
    silent = next((n for n, total in enumerate(reversed(before)) if total), len(before))
    if silent >= limits.silent_windows:
        return "muncul lagi", f"{today} item setelah {'sedikitnya ' if silent == len(before) else ''}{silent} hari tanpa item"
    if (today + limits.prior) / (max(average, before[-1]) + limits.prior) <= limits.falling_growth:
        return "turun", numbers
    growth = (today + limits.prior) / (average + limits.prior)
    if today >= limits.rising_items and growth >= limits.rising_growth:
        return ("naik", numbers) if today > before[-1] else ("puncak", f"{numbers}; tidak lagi bertambah")
    return "tetap", numbers


def _decimal(number: float) -> str:
    return f"{number:.1f}".replace(".", ",")


def _kind(item: Item, repeated: set[str]) -> str:
    if item.advertorial:
        return "advertorial"
    if item.id in repeated:
        return "copy"
    return "post" if item.kind == "post" else "report"


def _window_of(item: Item, windows: Sequence[Window]) -> int:
    return bisect_left([end for _, end in windows], item.at)


def _counts(rows: Sequence[tuple[str, int]], windows: int) -> dict[str, list[int]]:
    """The totals of every narrative, one number per window."""
    frame = pl.DataFrame(rows, schema={"narrative": pl.String, "window": pl.Int64}, orient="row")
    counts: dict[str, list[int]] = defaultdict(lambda: [0] * windows)
    for narrative_id, window, total in frame.group_by("narrative", "window").len().iter_rows():
        counts[narrative_id][window] = total
    return counts


def _central_first(
    members: Sequence[Item], kind_of: Mapping[str, str], vectors: Mapping[str, Vector], tier_of: Mapping[str, Tier], limits: Trends
) -> list[Item]:
    """Independent reports, then copies, posts, paid texts; within each the nearest to the mean first, a tier A outlet preferred."""
    order = ("report", "copy", "post", "advertorial")
    rows = [vectors[item.id] for item in members if item.id in vectors]
    mean = np.mean(rows, axis=0) if rows else np.zeros(1, np.float32)

    def rank(item: Item) -> tuple[int, float, datetime, str]:
        central = float(vectors[item.id] @ mean) if item.id in vectors else 0.0
        preferred = limits.label_preference if tier_of.get(item.source_id) == "A" else 0.0
        return order.index(kind_of[item.id]), -(central + preferred), item.at, item.id

    return sorted(members, key=rank)


def _weight(members: Sequence[Item], kind_of: Mapping[str, str], tier_of: Mapping[str, Tier], limits: Trends) -> float:
    """How much a brief should care: independent outlets first, repeated words little, paid ones not at all, posts by their logarithm."""
    sources = {item.source_id for item in members if kind_of[item.id] == "report"}
    official = sum(tier_of.get(source) == "official" for source in sources)
    kinds = Counter(kind_of[item.id] for item in members)
    return (
        limits.report_weight * (len(sources) - official)
        + limits.official_weight * official
        + limits.copy_weight * kinds["copy"]
        + limits.post_weight * math.log1p(kinds["post"])
    )


def _most_named(names: Iterable[str]) -> tuple[str, ...]:
    counted = Counter(names)
    return tuple(sorted(counted, key=lambda name: (-counted[name], name))[:_MOST_NAMED])
