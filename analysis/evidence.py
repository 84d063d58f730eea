"""Gathers for every narrative with a claim what signals may know of it (:mod:`analysis.contexts`)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from analysis.contexts import CheckedClaim, ClaimItem, Echo, NarrativeContext, Publisher, Report, Shared
from analysis.echoes import same_words
from analysis.hosts import host_of, page_of
from analysis.matching import cleaned, words_in
from analysis.narrative_ids import living_ids
from analysis.responses import responses_to
from analysis.templates import alike
from analysis.thresholds import Thresholds
from archive.records import (
    Bulletin,
    Copy,
    Event,
    FactCheck,
    Item,
    ItemKind,
    Match,
    Membership,
    Narrative,
    Reading,
    Response,
    Source,
    Tier,
    Utterance,
)

PUBLISHING_TIERS: frozenset[Tier] = frozenset(("A", "B", "official"))
"""The tiers whose silence or report says something about a claim: newsrooms with an editor to answer, and offices."""
CLAIM_KINDS: frozenset[ItemKind] = frozenset(("post", "handed_in"))
BULLETINS = timedelta(days=2)
"""A claim about an earthquake is compared with what was measured up to so long before the window."""
_LINK = re.compile(r"(?:https?://|www\.)[^\s<>\"')\]]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Archive:
    """What is known when a day is judged.

    ``items`` hold the members of the narratives so far, the origins of their copies and older claim items, however old; ``utterances``
    theirs; ``zone`` is an IANA name.
    """

    items: Sequence[Item]
    utterances: Sequence[Utterance]
    readings: Sequence[Reading]
    memberships: Sequence[Membership]
    events: Sequence[Event]
    narratives: Sequence[Narrative]
    copies: Sequence[Copy]
    factchecks: Sequence[FactCheck]
    bulletins: Sequence[Bulletin]
    sources: Sequence[Source]
    zone: str
    thresholds: Thresholds


def claims_by_narrative(archive: Archive) -> dict[str, list[Item]]:
    """The claim items of every living narrative that has any, oldest first.

    A claim item is a post or a handed-in text, relevant to the region, that was read as a claim. Press and official items can never be one,
    whatever they were read as: a report about a rumour is not the rumour.
    """
    relevant = {reading.subject_id for reading in archive.readings if reading.relevant}
    claiming = {utterance.item_id for utterance in archive.utterances if utterance.kind == "claim"} & relevant
    by_id = {item.id: item for item in archive.items if item.kind in CLAIM_KINDS and item.id in claiming}
    living = living_ids(archive.narratives)
    found: dict[str, list[Item]] = defaultdict(list)
    for membership in archive.memberships:
        if (item := by_id.get(membership.item_id)) is not None:
            found[living.get(membership.narrative_id, membership.narrative_id)].append(item)
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
    spoken: Mapping[str, Sequence[Item]],
    matches: Sequence[Match],
    archive: Archive,
) -> list[NarrativeContext]:
    """The contexts of one day, sorted by narrative id.

    ``spoken`` comes from :func:`said_in` with the same ``window`` (start, end] in UTC; ``matches`` are those of the day.
    """
    until = min(window[1], now)
    by_id = {item.id: item for item in archive.items}
    heard = {utterance.item_id: utterance for utterance in archive.utterances}
    living = living_ids(archive.events)
    event_of = {m.item_id: living.get(m.event_id, m.event_id) for m in archive.memberships}
    tier_of = {source.id: source.tier for source in archive.sources}
    published = _published(by_id, tier_of, archive, until)
    articles = {page: item for item in archive.items if item.kind == "article" and item.url and (page := page_of(item.url))}
    older = _older_claims(archive, by_id, window[0])
    origin_of = {copy.item_id: copy for copy in archive.copies}
    checked = _checked(matches, archive.factchecks)
    bulletins = tuple(b for b in archive.bulletins if window[0] - BULLETINS < b.happened_at <= until)
    publishers = tuple(publisher for source in archive.sources if (publisher := _publisher(source)) is not None)
    contexts = []
    for narrative_id, said in sorted(spoken.items()):
        ids = {item.id for item in said}
        claims = tuple(_claim(item, event_of.get(item.id, ""), heard[item.id]) for item in said)
        texts = [
            (item, tier_of[item.source_id], event_of.get(item.id, "")) for item in published.get(narrative_id, ()) if item.id not in ids
        ]
        responses = responses_to(narrative_id, day, claims, texts)
        heard_alike = [*said, *(item for item, _, _ in texts if item.kind == "article")]
        contexts.append(
            NarrativeContext(
                narrative_id=narrative_id,
                day=day,
                now=now,
                claims=claims,
                reports=_reports(texts, responses),
                responses=tuple(responses),
                echoes=tuple(echo for item in said for echo in _echoes(item, origin_of, by_id, older)),
                shared=tuple(shared for item in said for shared in _shared(item, articles)),
                checks=tuple(check for check in checked.get(narrative_id, ()) if check.item_id in ids),
                same_words=same_words(heard_alike, archive.copies, archive.thresholds),
                bulletins=bulletins,
                publishers=publishers,
                zone=archive.zone,
            )
        )
    return contexts


def _claim(item: Item, event_id: str, utterance: Utterance) -> ClaimItem:
    return ClaimItem(item.id, item.at, event_id, item.title, item.text, utterance.sentence or "", utterance.sure)


def _published(by_id: Mapping[str, Item], tier_of: Mapping[str, Tier], archive: Archive, until: datetime) -> dict[str, list[Item]]:
    """What outlets of :data:`PUBLISHING_TIERS` said in each living narrative up to ``until``, oldest first; nobody paid for it."""
    living = living_ids(archive.narratives)
    found: dict[str, list[Item]] = defaultdict(list)
    for membership in archive.memberships:
        item = by_id.get(membership.item_id)
        if item is not None and item.at <= until and tier_of.get(item.source_id) in PUBLISHING_TIERS and not item.advertorial:
            found[living.get(membership.narrative_id, membership.narrative_id)].append(item)
    return {narrative_id: sorted(items, key=lambda item: (item.at, item.id)) for narrative_id, items in found.items()}


def _reports(texts: Sequence[tuple[Item, Tier, str]], responses: Sequence[Response]) -> tuple[Report, ...]:
    """The published texts that answer nothing; what answers a claim is no source of it."""
    answering = {response.item_id for response in responses}
    return tuple(
        Report(item.id, item.at, event_id, "official" if tier == "official" else "press", item.title or "", item.text)
        for item, tier, event_id in texts
        if item.id not in answering
    )


def _checked(matches: Sequence[Match], factchecks: Sequence[FactCheck]) -> dict[str, list[CheckedClaim]]:
    """By narrative, the fact-checks its claims match: best first, second-hand verdicts last."""
    check_by_id = {check.id: check for check in factchecks}
    found: dict[str, list[CheckedClaim]] = defaultdict(list)
    for m in matches:
        if (check := check_by_id.get(m.factcheck_id)) is not None:
            found[m.narrative_id].append(
                CheckedClaim(
                    check.id,
                    m.item_id,
                    check.title,
                    check.publisher,
                    check.label,
                    check.native_label,
                    check.published_at,
                    m.score,
                    m.strength,
                    m.template,
                    m.repeats,
                )
            )
    return {key: sorted(checks, key=lambda c: (c.repeats is not None, -c.score, c.factcheck_id)) for key, checks in found.items()}


def _older_claims(archive: Archive, by_id: Mapping[str, Item], start: datetime) -> list[Item]:
    """Claim items from before the window: what a template may have been used for before."""
    claiming = (utterance.item_id for utterance in archive.utterances if utterance.kind == "claim")
    return [by_id[i] for i in claiming if i in by_id and by_id[i].kind in CLAIM_KINDS and by_id[i].at <= start]


def _echoes(item: Item, origin_of: Mapping[str, Copy], by_id: Mapping[str, Item], older: Sequence[Item]) -> list[Echo]:
    """The older text that ``item`` repeats word by word, else the one that it is a new filling of."""
    copy = origin_of.get(item.id)
    origin = by_id.get(copy.origin_id) if copy is not None else None
    if copy is not None and origin is not None and origin.id != item.id and origin.at < item.at:
        return [Echo(item.id, origin.id, origin.kind, origin.at, copy.similarity)]
    before = [one for one in older if one.at < item.at and one.id != item.id]
    found = alike(item.text, [one.text for one in before])
    if found is None:
        return []
    place, similarity = found
    one = before[place]
    filled = words_in(cleaned(one.text)) != words_in(cleaned(item.text))
    return [Echo(item.id, one.id, one.kind, one.at, similarity, template=filled)]


def _shared(item: Item, articles: Mapping[str, Item]) -> list[Shared]:
    # A text that gives its own address, as an office's may when it is weighed alone, is no evidence about itself.
    own = page_of(item.url) if item.url else None
    found = (articles.get(page) for page in dict.fromkeys(map(page_of, _LINK.findall(item.text))) if page != own)
    return [Shared(item.id, article.id, article.title or "", article.text) for article in found if article is not None]


def _publisher(source: Source) -> Publisher | None:
    """Who speaks under which hosts; platforms that carry anybody's words speak for nobody."""
    if source.tier == "social":
        return None
    hosts = {host for url in source.urls if (host := host_of(url))}
    return Publisher(source.name, tuple(sorted(hosts)), source.tier == "official")
