"""One pass over texts in order of time: where does each belong?"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from analysis.likeness import Likeness
from analysis.thresholds import Narratives

_BLOCK = 256
_NEWEST = 30


@dataclass(frozen=True, slots=True)
class Fit:
    """A text fits a narrative: its mean ``likeness`` to the nearest members, and the place and likeness of the ``nearest``."""

    narrative_id: str
    likeness: float
    nearest: int
    nearest_likeness: float


class SinglePass:
    """Which narrative each text is in so far. Texts are named by their places in ``likeness``."""

    def __init__(self, likeness: Likeness, limits: Narratives) -> None:
        self._likeness = likeness
        self._limits = limits
        self._members: dict[str, list[int]] = {}
        self.home: dict[int, str] = {}

    def put(self, place: int, narrative_id: str) -> None:
        """The text at ``place`` is in ``narrative_id`` from now on."""
        self.home[place] = narrative_id
        self._members.setdefault(narrative_id, []).append(place)

    def fits(self, places: Iterable[int]) -> Iterator[tuple[int, list[Fit]]]:
        """For each place in turn the narratives it fits, best first. Put it somewhere before taking the next."""
        coming = iter(places)
        while block := list(islice(coming, _BLOCK)):
            for place, row in zip(block, self._likeness.between(block, slice(None)), strict=True):
                yield place, self._fits(row)

    def _fits(self, row: NDArray[np.float32]) -> list[Fit]:
        near = (self.home.get(int(other)) for other in np.flatnonzero(row >= self._limits.join))
        found = []
        # A mean over the nearest reaches the threshold only where the nearest one does.
        for narrative_id in {narrative_id for narrative_id in near if narrative_id is not None}:
            members = np.array(sorted(self._members[narrative_id]))
            best = np.argsort(-row[members], kind="stable")[: self._limits.nearest]
            mean = float(row[members[best]].mean())
            if mean >= self._limits.join:
                nearest = int(members[best[0]])
                found.append(Fit(narrative_id, mean, nearest, float(row[nearest])))
        return sorted(found, key=lambda fit: (-fit.likeness, fit.narrative_id))

    def kinship(self, a: str, b: str) -> float:
        """The mean likeness in [0, 1] of the members of two narratives, of the newest thirty where there are more."""
        return float(self._likeness.between(sorted(self._members[a])[-_NEWEST:], sorted(self._members[b])[-_NEWEST:]).mean())

    def merge(self, younger: str, older: str) -> None:
        """Move every text of one narrative to another."""
        for place in self._members.pop(younger):
            self.put(place, older)
