"""What has to be looked at again when something new comes in: the narratives near it, and nothing else.

New texts and narratives are the nodes of a graph; a text is linked to every narrative that holds a text alike enough to share an event or a
narrative with it, and to every other such new text. Each connected component can be grouped by itself.
"""

from collections.abc import Iterator, Mapping, Sequence, Set
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.likeness import Levels, Likeness

_ROWS = 64
_STEP = 0.05


def neighbourhoods(
    fresh: Sequence[int], told: Mapping[str, Set[int]], likeness: Likeness, levels: Levels, most: int
) -> Iterator[tuple[list[int], list[str]]]:
    """The places of new texts that belong together, with the ids of the narratives near them; every place of ``fresh`` comes once.

    ``told`` holds the places of every narrative so far. Where a component would hold more than ``most`` texts, weaker links are cut until
    its parts do not, or until only single texts are left; a narrative counts as at most half of ``most``, however many texts it has.
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    narrative_ids = sorted(told)
    sizes = np.array([1] * len(fresh) + [min(len(told[narrative_id]), most // 2) for narrative_id in narrative_ids])
    node_of = {place: len(fresh) + number for number, narrative_id in enumerate(narrative_ids) for place in told[narrative_id]}
    node_of |= {place: number for number, place in enumerate(fresh)}
    a, b, strength = _links(fresh, node_of, likeness, levels)
    level = 0.0
    while True:
        keep = strength >= level
        graph = coo_array((np.ones(keep.sum(), bool), (a[keep], b[keep])), shape=(len(sizes), len(sizes)))
        part = connected_components(graph, directed=False)[1]
        too_big = np.bincount(part, sizes)[part] > most
        if not (too_big[a] & keep & (a != b)).any():
            break
        # Only inside what is too big are links cut; what is small enough keeps all of its own.
        level += _STEP
        strength = np.where(too_big[a], strength, 2.0)
    members: dict[int, tuple[list[int], list[str]]] = {}
    for node, number in enumerate(part):
        texts, narratives = members.setdefault(int(number), ([], []))
        if node < len(fresh):
            texts.append(fresh[node])
        else:
            narratives.append(narrative_ids[node - len(fresh)])
    yield from (found for found in members.values() if found[0])


def _links(
    fresh: Sequence[int], node_of: Mapping[int, int], likeness: Likeness, levels: Levels
) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    """From every new text to every node with a text near it: the two nodes, and how strong the strongest such likeness is."""
    found: list[tuple[NDArray[Any], NDArray[Any], NDArray[Any]]] = []
    for start in range(0, len(fresh), _ROWS):
        rows = fresh[start : start + _ROWS]
        others = np.array([place for place in np.flatnonzero(likeness.related(rows)).tolist() if place in node_of], np.intp)
        nodes = np.array([node_of[place] for place in others.tolist()], np.intp)
        as_event, as_narrative = likeness.between(rows, others)
        near = (as_event >= levels.event.same) | (as_narrative >= levels.narrative.same)
        row, column = np.nonzero(near)
        found.append((row + start, nodes[column], np.maximum(as_event[near], as_narrative[near])))
    a, b, strength = (np.concatenate([part[n] for part in found]) for n in range(3))
    return a, b, strength
