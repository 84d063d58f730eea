"""How far the grouping can be trusted: measured every night, and printed on the brief."""

import random
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from analysis.embedding import Vector
from analysis.narrative_ids import living_ids
from analysis.narratives import Known, group
from analysis.thresholds import Thresholds
from archive.records import Copy, Event, Membership, Move, Profile

_FEWEST = 10
_PORTIONS = 3
_SEED = 20260101


def stability(
    profiles: Sequence[Profile], vectors: Mapping[str, Vector], copies: Sequence[Copy], known: Known, now: datetime, thresholds: Thresholds
) -> float | None:
    """How much of the events does not hang on the order in which texts came.

    The texts of ``profiles`` are grouped once more from nothing, in three portions drawn by lot as if each were a night of its own. The
    answer is the adjusted Rand index (Hubert and Arabie 1985; 1 is equal, 0 is chance) between those events and the ones that ``known``
    has. Copies are left out: they follow their origins and would flatter the figure. ``None`` below ten texts.
    """
    from sklearn.metrics import adjusted_rand_score

    living = living_ids(known.events)
    event_of = {m.item_id: living[m.event_id] for m in known.memberships}
    repeated = {copy.item_id for copy in copies}
    texts = sorted((p for p in profiles if p.item_id in event_of and p.item_id not in repeated), key=lambda p: p.item_id)
    if len(texts) < _FEWEST:
        return None
    random.Random(_SEED).shuffle(texts)  # noqa: S311 - a lottery that anybody may foresee
    again = Known()
    for portion in range(_PORTIONS):
        seen = texts[: len(texts) * (portion + 1) // _PORTIONS]
        again = group({}, seen, vectors, (), again, now + timedelta(seconds=portion), thresholds).added_to(again)
    other = {m.item_id: m.event_id for m in again.memberships}
    return float(adjusted_rand_score([event_of[text.item_id] for text in texts], [other[text.item_id] for text in texts]))


def kept(events: Iterable[Event], memberships: Iterable[Membership], moves: Iterable[Move], since: datetime) -> float | None:
    """The share of the items known by ``since`` that are still in the event they were in then; an event that merged is the one it became.

    ``moves`` are those after ``since``. ``None`` where nothing was known.
    """
    living = living_ids(events)
    now_in = {m.item_id: living[m.event_id] for m in memberships if m.joined_at <= since}
    if not now_in:
        return None
    first: dict[str, Move] = {}
    for move in sorted(moves, key=lambda move: move.at):
        first.setdefault(move.item_id, move)
    left = sum(living[move.from_event_id] != now_in[item_id] for item_id, move in first.items() if item_id in now_in)
    return 1 - left / len(now_in)
