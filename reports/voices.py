"""What people say in their own voice: criticism, wishes and complaints, gathered by narrative. None of it is misinformation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from archive.records import NarrativeDay, UtteranceKind
from archive.window import Said

VOICES: dict[UtteranceKind, str] = {"complaint": "keluhan", "criticism": "kritik", "opinion": "pendapat"}
"""The kinds that are heard here, in the words of the page."""


@dataclass(frozen=True, slots=True)
class Theme:
    """A narrative with the posts in it that complain, criticise or wish: how many of each kind."""

    narrative: NarrativeDay
    counts: Mapping[UtteranceKind, int]

    @property
    def total(self) -> int:
        """All voices together."""
        return sum(self.counts.values())

    @property
    def complaints(self) -> int:
        """Those that tell of a service that failed."""
        return self.counts.get("complaint", 0)


def themes_of(issues: Iterable[NarrativeDay], said: Mapping[str, Said]) -> tuple[Theme, ...]:
    """Every narrative in which somebody speaks up, the one with most voices first."""
    found = []
    for issue in issues:
        heard = Counter(kind for item_id in issue.item_ids if (kind := voice(said.get(item_id))))
        if heard:
            found.append(Theme(issue, dict(heard)))
    return tuple(sorted(found, key=lambda theme: (-theme.total, theme.narrative.narrative_id)))


def voice(one: Said | None) -> UtteranceKind | None:
    """The kind of a post that is such a voice, else ``None``."""
    return one.utterance if one is not None and one.kind == "post" and one.utterance in VOICES else None
