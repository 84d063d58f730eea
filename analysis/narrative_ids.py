"""Ids that last: which event or narrative an id stands for after merges, and who inherits an id when groups change."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from archive.records import Event, Narrative

Founded = TypeVar("Founded", Event, Narrative)


def living_ids(founded: Iterable[Founded]) -> dict[str, str]:
    """The id of every event (or narrative) and the id it lives on under: its own, or that of the one at the end of its merges."""
    by_id = {one.id: one for one in founded}
    return {one_id: living_id(one_id, by_id) for one_id in by_id}


def living_id(one_id: str, founded: Mapping[str, Founded]) -> str:
    """The id that ``one_id`` lives on under; its own where ``founded`` does not know it."""
    seen = {one_id}
    while (one := founded.get(one_id)) is not None and one.merged_into is not None and one.merged_into not in seen:
        one_id = one.merged_into
        seen.add(one_id)
    return one_id


def heirs(groups: Sequence[Sequence[str | None]], age: Callable[[str], Any]) -> list[list[str]]:
    """For each new group the old ids that live on in it, oldest first; the first is its id, the others merge into that.

    ``groups`` hold the old id of every member, ``None`` for newcomers. An id goes where most of its members went (to the first of equals),
    so of a split the larger side keeps it; a group that inherits none needs a new one. ``age`` sorts ids, oldest first.
    """
    went: dict[str, Counter[int]] = {}
    for number, group in enumerate(groups):
        for old in group:
            if old is not None:
                went.setdefault(old, Counter())[number] += 1
    inherited: list[list[str]] = [[] for _ in groups]
    for old, counts in went.items():
        inherited[min(counts, key=lambda number: (-counts[number], number))].append(old)
    return [sorted(ids, key=age) for ids in inherited]
