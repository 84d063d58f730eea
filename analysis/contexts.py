"""What a signal may know about a narrative, and nothing more.

The type is the safeguard: there is no tone, no target and no author in it, so no signal can weigh who was criticised or by whom.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from analysis.claims import claim_sentence, denies
from analysis.narrative_ids import living_ids
from analysis.thresholds import Thresholds
from archive.records import Copy, FactCheck, FactLabel, Item, ItemKind, Match, Membership, Narrative, Reading, Strength, Tier

PUBLISHING_TIERS: frozenset[Tier] = frozenset(("A", "B", "official"))
"""The tiers whose silence or report says something about a claim: newsrooms with an editor to answer, and offices."""
CLAIM_KINDS: frozenset[ItemKind] = frozenset(("post", "handed_in"))


@dataclass(frozen=True, slots=True)
class ClaimItem:
    """One post or handed-in text that passes the claim on; ``quote`` is its claim sentence, ``at`` its instant (UTC)."""

    item_id: str
    at: datetime
    text: str
    quote: str


@dataclass(frozen=True, slots=True)
class Echo:
    """The claim item ``item_id`` repeats the words of an older item; ``similarity`` is as in :class:`Copy`."""

    item_id: str
    older_id: str
    older_kind: ItemKind
    older_at: datetime
    similarity: float


@dataclass(frozen=True, slots=True)
class CheckedClaim:
    """A fact-check that a claim item of the narrative matches; ``native_label`` is the checker's own word."""

    factcheck_id: str
    item_id: str
    title: str
    publisher: str
    label: FactLabel
    native_label: str | None
    published_at: datetime | None
    score: float
    strength: Strength


@dataclass(frozen=True, slots=True)
class Denial:
    """A text of an outlet or an office that denies or clarifies: a response to the claim, neither its source nor a verdict."""

    item_id: str
    at: datetime
    by: Literal["official", "press"]


@dataclass(frozen=True, slots=True)
class NarrativeContext:
    """A narrative with at least one claim item in the day's window.

    ``claims`` are all its claim items so far, oldest first; ``report_times`` the instants (UTC) at which outlets of tier A or B or official
    sources published in this narrative without denying anything; ``denials`` are the others; both oldest first. ``checks`` best first.
    """

    narrative_id: str
    day: date
    now: datetime
    claims: tuple[ClaimItem, ...]
    report_times: tuple[datetime, ...]
    denials: tuple[Denial, ...]
    echoes: tuple[Echo, ...]
    checks: tuple[CheckedClaim, ...]
    zone: str
    thresholds: Thresholds


def claims_by_narrative(
    items: Sequence[Item], readings: Sequence[Reading], memberships: Sequence[Membership], narratives: Sequence[Narrative]
) -> dict[str, list[Item]]:
    """The claim items of every living narrative that has any, oldest first.

    A claim item is a post or a handed-in text, relevant to the region, whose speech act is "claim". Press and official items can never be
    one, whatever their reading says: a report about a rumour is not the rumour.
    """
    claiming = {reading.subject_id for reading in readings if reading.relevant and reading.speech_act == "claim"}
    by_id = {item.id: item for item in items if item.kind in CLAIM_KINDS and item.id in claiming}
    living = living_ids(narratives)
    found: dict[str, list[Item]] = {}
    for membership in memberships:
        if (item := by_id.get(membership.item_id)) is not None:
            found.setdefault(living.get(membership.narrative_id, membership.narrative_id), []).append(item)
    return {narrative_id: sorted(found[narrative_id], key=lambda item: (item.at, item.id)) for narrative_id in sorted(found)}


def said_in(claims: Mapping[str, Sequence[Item]], window: tuple[datetime, datetime], now: datetime) -> dict[str, list[Item]]:
    """``claims`` as they stood when ``window`` (start, end] closed, or now: the narratives with a claim inside it, nothing said later.

    A narrative whose claims are all from before was for an earlier day to look at.
    """
    start, end = window
    until = min(end, now)
    said = {narrative_id: [item for item in items if item.at <= until] for narrative_id, items in claims.items()}
    return {narrative_id: items for narrative_id, items in said.items() if any(start < item.at for item in items)}


def contexts_of(
    day: date,
    now: datetime,
    window: tuple[datetime, datetime],
    claims: Mapping[str, Sequence[Item]],
    items: Sequence[Item],
    tier_of: Mapping[str, Tier],
    memberships: Sequence[Membership],
    narratives: Sequence[Narrative],
    copies: Sequence[Copy],
    matches: Sequence[Match],
    factchecks: Sequence[FactCheck],
    zone: str,
    thresholds: Thresholds,
) -> list[NarrativeContext]:
    """The contexts of one day, sorted by narrative id.

    ``claims`` comes from :func:`claims_by_narrative` and is cut by :func:`said_in`; ``window`` is (start, end] in UTC. ``items`` holds the
    members of the narratives so far and the origins of ``copies``, however old; ``tier_of`` maps source ids; ``zone`` is an IANA name.
    """
    spoken = said_in(claims, window, now)
    by_id = {item.id: item for item in items}
    origin_of = {copy.item_id: copy for copy in copies}
    check_by_id = {check.id: check for check in factchecks}
    published = _published(by_id, tier_of, memberships, narratives, min(window[1], now))
    checked: dict[str, list[CheckedClaim]] = {}
    for m in matches:
        check = check_by_id.get(m.factcheck_id)
        if check is not None and m.day == day:
            checked.setdefault(m.narrative_id, []).append(_checked(check, m))
    contexts = []
    for narrative_id, said in sorted(spoken.items()):
        ids = {item.id for item in said}
        echoes = (_echo(item, origin_of, by_id) for item in said)
        checks = (check for check in checked.get(narrative_id, ()) if check.item_id in ids)
        answers = [(item, denies(item)) for item in published.get(narrative_id, ())]
        contexts.append(
            NarrativeContext(
                narrative_id,
                day,
                now,
                tuple(ClaimItem(item.id, item.at, item.text, claim_sentence(item) or "") for item in said),
                tuple(item.at for item, denial in answers if not denial),
                tuple(
                    Denial(item.id, item.at, "official" if tier_of.get(item.source_id) == "official" else "press")
                    for item, denial in answers
                    if denial
                ),
                tuple(echo for echo in echoes if echo is not None),
                tuple(sorted(checks, key=lambda c: (-c.score, c.factcheck_id))),
                zone,
                thresholds,
            )
        )
    return contexts


def _checked(check: FactCheck, m: Match) -> CheckedClaim:
    return CheckedClaim(
        check.id, m.item_id, check.title, check.publisher, check.label, check.native_label, check.published_at, m.score, m.strength
    )


def _published(
    by_id: Mapping[str, Item],
    tier_of: Mapping[str, Tier],
    memberships: Sequence[Membership],
    narratives: Sequence[Narrative],
    until: datetime,
) -> dict[str, list[Item]]:
    """What outlets of :data:`PUBLISHING_TIERS` said in each living narrative up to ``until``, oldest first; nobody paid for it."""
    living = living_ids(narratives)
    found: dict[str, list[Item]] = {}
    for membership in memberships:
        item = by_id.get(membership.item_id)
        if item is not None and item.at <= until and tier_of.get(item.source_id) in PUBLISHING_TIERS and not item.advertorial:
            found.setdefault(living.get(membership.narrative_id, membership.narrative_id), []).append(item)
    return {narrative_id: sorted(items, key=lambda item: (item.at, item.id)) for narrative_id, items in found.items()}


def _echo(item: Item, origin_of: Mapping[str, Copy], by_id: Mapping[str, Item]) -> Echo | None:
    copy = origin_of.get(item.id)
    origin = by_id.get(copy.origin_id) if copy is not None else None
    if copy is None or origin is None or origin.id == item.id or origin.at >= item.at:
        return None
    return Echo(item.id, origin.id, origin.kind, origin.at, copy.similarity)
