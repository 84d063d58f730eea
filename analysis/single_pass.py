"""One pass over texts in order of time: where does each belong? Then a look at what belongs together after all."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from analysis.likeness import Likeness
from analysis.thresholds import Narratives

_BLOCK = 256
_NEWEST = 30

Voice = Literal["print", "talk", "claim"]
"""Who says it: articles are print; of posts and texts handed in, those that pass a claim on are told from the others."""


@dataclass(frozen=True, slots=True)
class Fit:
    """A text fits a narrative: its mean ``likeness`` to the nearest members, and the place and likeness of the ``nearest``."""

    narrative_id: str
    likeness: float
    nearest: int
    nearest_likeness: float


class SinglePass:
    """Which narrative each text is in so far. Texts are named by their places in ``likeness``; ``voices`` has one voice per place.

    Posts are short, say little twice, and are judged by a lower threshold than print. That leniency never crosses the line between claims
    and talk: complaints about a hospital are not drawn into a rumour about it, nor a rumour into them, unless they are as alike as print.
    """

    def __init__(self, likeness: Likeness, limits: Narratives, voices: Sequence[Voice]) -> None:
        self._likeness = likeness
        self._limits = limits
        self._voices = voices
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
                yield place, self._fits(place, row)

    def _fits(self, place: int, row: NDArray[np.float32]) -> list[Fit]:
        voice = self._voices[place]
        least = self._limits.join if voice == "print" else min(self._limits.join, self._limits.post_join)
        near = (self.home.get(int(other)) for other in np.flatnonzero(row >= least))
        found = []
        # A mean over the nearest reaches the threshold only where the nearest one does.
        for narrative_id in {narrative_id for narrative_id in near if narrative_id is not None}:
            members = np.array(sorted(self._members[narrative_id]))
            best = np.argsort(-row[members], kind="stable")[: self._limits.nearest]
            mean = float(row[members[best]].mean())
            if mean >= self._asked(voice, narrative_id, self._limits.post_join):
                nearest = int(members[best[0]])
                found.append(Fit(narrative_id, mean, nearest, float(row[nearest])))
        return sorted(found, key=lambda fit: (-fit.likeness, fit.narrative_id))

    def _asked(self, voice: Voice, narrative_id: str, lenient: float) -> float:
        """How alike something of ``voice`` must be to the narrative: the fewer its members, the more a chance likeness weighs."""
        claims = any(self._voices[member] == "claim" for member in self._members[narrative_id])
        if voice == "print" or claims != (voice == "claim"):
            return self._limits.join
        missing = max(self._limits.nearest - len(self._members[narrative_id]), 0)
        return min(self._limits.join, lenient + self._limits.post_few * missing)

    def folds(self) -> Iterator[tuple[str, str]]:
        """Narratives of posts alone, each with the narrative that it folds into. Merge the two before taking the next.

        The first posts about a thing find nothing to join, and so open narratives beside each other; seen as wholes they belong together.
        Narratives of claims never fold: two claims must not become one case. Rounds go on until nothing folds any more.
        """
        waiting = {narrative_id for narrative_id in self._members if self._voice_of(narrative_id) == "talk"}
        folded = True
        while folded:
            folded = False
            coming = iter(sorted(waiting, key=lambda narrative_id: (len(self._members[narrative_id]), narrative_id)))
            while block := list(islice(coming, _BLOCK)):
                places = sorted({place for narrative_id in block for place in self._newest(narrative_id)})
                rows = dict(zip(places, self._likeness.between(places, slice(None)), strict=True))
                for small in block:
                    if small not in self._members:
                        continue
                    for place in self._newest(small):  # it may have grown since the block was measured
                        if place not in rows:
                            rows[place] = self._likeness.between([place], slice(None))[0]
                    near, big = self._fold_of(small, np.stack([rows[place] for place in self._newest(small)]))
                    if not near:
                        waiting.discard(small)  # alone, and merges do not move texts: it need not be looked at again
                    if big is not None:
                        folded = True
                        yield small, big
            waiting = {n for n in waiting if n in self._members and self._voice_of(n) == "talk"}

    def _fold_of(self, small: str, alike: NDArray[np.float32]) -> tuple[bool, str | None]:
        """Whether any text outside is near at all, and the narrative that ``small`` folds into; ``alike`` has a row per newest member."""
        reach = np.flatnonzero(alike.max(axis=0) >= self._limits.post_fold)
        near = sorted({self.home[place] for place in map(int, reach) if place in self.home} - {small})
        best = (0.0, "")
        for big in near:
            rows = np.sort(alike[:, sorted(self._members[big])], axis=1)[:, -self._limits.nearest :]
            likeness = float(rows.mean())
            if likeness > best[0] and likeness >= self._asked("talk", big, self._limits.post_fold):
                best = (likeness, big)
        return bool(near), best[1] or None

    def _newest(self, narrative_id: str) -> list[int]:
        return sorted(self._members[narrative_id])[-_NEWEST:]

    def _voice_of(self, narrative_id: str) -> Voice:
        voices = {self._voices[place] for place in self._members[narrative_id]}
        return "print" if "print" in voices else "claim" if "claim" in voices else "talk"

    def kinship(self, a: str, b: str) -> float:
        """The mean likeness in [0, 1] of the members of two narratives, of the newest thirty where there are more."""
        return float(self._likeness.between(self._newest(a), self._newest(b)).mean())

    def merge(self, younger: str, older: str) -> None:
        """Move every text of one narrative to another."""
        for place in self._members.pop(younger):
            self.put(place, older)
