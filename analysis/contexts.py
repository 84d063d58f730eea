"""What a signal may know about a narrative, and nothing more.

The type is the safeguard: there is no tone, no target and no author in it, so no signal can weigh who was criticised or by whom.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from analysis.echoes import SameWords
from archive.records import Bulletin, FactLabel, ItemKind, Response, Strength

By = Literal["official", "press"]


@dataclass(frozen=True, slots=True)
class ClaimItem:
    """One post or handed-in text that passes the claim on.

    ``quote`` is its claim sentence, ``at`` its instant (UTC), ``event_id`` the event it tells of. ``title`` is the heading it was given
    where the channel has headings (a video's, a handed-in page's), ``text`` everything it says, title included. ``sure`` in [0, 1] is how
    sure the gate was that it is a claim.
    """

    item_id: str
    at: datetime
    event_id: str
    title: str | None
    text: str
    quote: str
    sure: float


@dataclass(frozen=True, slots=True)
class Report:
    """An article of a tier A or B outlet or a text of an office, in the same narrative, that denies nothing and nobody paid for."""

    item_id: str
    at: datetime
    event_id: str
    by: By
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Echo:
    """The claim item ``item_id`` repeats an older text: an item, or one that differs in names, places, numbers and dates only.

    ``similarity`` in [0, 1] is as in :class:`archive.records.Copy`, or of the masked texts where ``template`` is true.
    """

    item_id: str
    older_id: str
    older_kind: ItemKind
    older_at: datetime
    similarity: float
    template: bool = False


@dataclass(frozen=True, slots=True)
class Shared:
    """The claim item ``item_id`` gives the address of an article that is in the archive: what that article itself says."""

    item_id: str
    article_id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class CheckedClaim:
    """A fact-check that a claim item of the narrative matches; ``native_label`` is the checker's own word, the rest as in ``Match``."""

    factcheck_id: str
    item_id: str
    title: str
    publisher: str
    label: FactLabel
    native_label: str | None
    published_at: datetime | None
    score: float
    strength: Strength
    template: bool = False
    repeats: str | None = None


@dataclass(frozen=True, slots=True)
class Publisher:
    """An outlet or office that speaks under a name and hosts of its own ("kaltimprov.go.id")."""

    name: str
    hosts: tuple[str, ...]
    official: bool


@dataclass(frozen=True, slots=True)
class NarrativeContext:
    """A narrative with at least one claim item in the day's window.

    ``claims`` are all its claim items so far, oldest first. ``reports`` are what outlets and offices published in it without answering a
    claim, ``responses`` what does answer one; both oldest first. ``checks`` best first, second-hand verdicts last. ``same_words`` are
    stretches in which claim items said the same, ``bulletins`` the official measurements of the days around the window, ``publishers`` all
    outlets and offices that the monitor knows. ``zone`` is an IANA name.
    """

    narrative_id: str
    day: date
    now: datetime
    claims: tuple[ClaimItem, ...]
    reports: tuple[Report, ...]
    responses: tuple[Response, ...]
    echoes: tuple[Echo, ...]
    shared: tuple[Shared, ...]
    checks: tuple[CheckedClaim, ...]
    same_words: tuple[SameWords, ...]
    bulletins: tuple[Bulletin, ...]
    publishers: tuple[Publisher, ...]
    zone: str
