"""Take out of the archive what must not be in it any more: the text, its vector, and every place that quotes it.

A post that its author deleted disappears at the next look (:func:`forget`). What a person asks to be erased does not come back either, and
the briefs that quoted it are printed again without it (:func:`erase`). This is erasure in the sense of Law 27/2022 on personal data.
"""

import json
import re
from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from urllib.parse import urlsplit

from analysis.embedding import text_hash, text_of
from analysis.narrative_ids import Founded
from analysis.sentences import headline
from archive import search
from archive.records import (
    Asked,
    Brief,
    Case,
    Conflict,
    Copy,
    Correction,
    Embedding,
    Erasure,
    Event,
    Flag,
    Item,
    KeySentence,
    Match,
    Membership,
    Move,
    Narrative,
    NarrativeDay,
    OfficeTone,
    Outcome,
    Profile,
    Reading,
    Response,
    Signal,
    Signature,
    Tone,
    Utterance,
)
from archive.settings import Settings
from archive.store import Store
from extractors.addresses import canonical_url
from flows import FlowError
from flows.client import client_of
from reports.letters import clean, web_address
from reports.period import period_of

REMOVED = "(dihapus)"
"""Stands where an erased text was quoted, or its id kept, and nothing else can take its place."""

_BY_ITEM = (Copy, Signature, Profile, Membership, Move, Tone, OfficeTone, Utterance, Match, Response)
"""What is kept of an item under its id, beside its text, reading and vector."""
_QUOTED = re.compile("“([^”…]+)")
"""The beginning of a headline that grouping quotes in its reasons."""
_HEADLINE = 200
_TRACE = 50
_OWN_WORDS = 20
"""Characters of a text that are looked for in kept briefs, and the fewest that nobody else is likely to have written."""


@dataclass(frozen=True, slots=True)
class Erased:
    """What an erasure reached: how many items, how many authors were barred, and the days whose brief was printed again."""

    items: int
    authors: int
    briefs: tuple[date, ...]


def erase(store: Store, settings: Settings, url: str | None = None, author: str | None = None) -> Erased:
    """Erase the item at an address, or everything by an author, for good.

    ``author`` is an account and where it is: ``@nama@instance`` for Mastodon, ``nama.bsky.social@bluesky``, ``nama@reddit``,
    ``kanal@telegram``, and for X the author's number, not the name (``990001@x``).

    Raises:
        FlowError: neither or both were named, the address or account is none, or nothing of it is in the archive.
    """
    now = datetime.now(UTC)
    if (url is None) == (author is None):
        raise FlowError("name one thing to erase: --url ADDRESS or --author ACCOUNT")
    if author is not None:
        pseudonym = _pseudonym(settings, author)
        items = store.records(Item, author=pseudonym)
        barred = [Erasure(pseudonym, "author", now)]
    else:
        items = _at(store, url or "")
        barred = []
        if not items:
            raise FlowError(f"{url}: no item of the archive has this address; give it exactly as the brief links it")
    with store.batch():
        days = forget(store, [item.id for item in items])
        store.put(barred, [Erasure(item.id, "item", now) for item in items])
    printed = _print_again(store, settings, days)
    # The index reads erased words no more, but holds them until it is written anew.
    search.purge(store)
    return Erased(len(items), len(barred), printed)


def forget(store: Store, item_ids: Sequence[str]) -> tuple[date, ...]:
    """Remove items and every quotation of them; returns the days whose brief may have quoted one."""
    items = store.records(Item, id=list(item_ids))
    if not items:
        return ()
    gone = {item.id for item in items}
    ids = sorted(gone)
    answers = store.records(Response, item_id=ids)
    narratives = _narratives_of(store, ids, {answer.narrative_id for answer in answers})

    days = [day for day in store.records(NarrativeDay, narrative_id=narratives) if gone & {*day.item_ids, day.label_item_id}]
    sentences = [sentence for sentence in store.records(KeySentence, narrative_id=narratives) if gone & set(sentence.item_ids)]
    conflicts = [conflict for conflict in store.records(Conflict, narrative_id=narratives) if gone & set(conflict.item_ids)]
    # Other narratives may rest on an item too (an older text that went round again), and reasons quote answers without listing them.
    answered = {answer.day for answer in answers}
    signals = [s for s in store.records(Signal) if gone & set(s.item_ids) or (s.day in answered and s.narrative_id in narratives)]
    cases = {case.id: case for case in store.records(Case)}
    of_answered = {case.id for case in cases.values() if set(case.narrative_ids) & set(narratives)}
    flags = store.records(Flag)
    resting = [flag for flag in flags if gone & set(flag.item_ids) or (flag.day in answered and flag.case_id in of_answered)]
    quoting = {case.id for case in cases.values() if case.claim_item_id in gone}
    # A case is printed with the words of the decided case that it is like.
    quoting |= {case.id for case in cases.values() if case.like_case_id in quoting}
    places = _misplaced(store, items, narratives)

    store.delete(Item, id=ids)
    store.delete(Reading, subject_id=ids)
    store.delete(Embedding, text_hash=sorted({text_hash(text_of(item)) for item in items}))
    store.delete(Copy, origin_id=ids)
    for record in _BY_ITEM:
        store.delete(record, item_id=ids)
    for day in days:
        if not set(day.item_ids) - gone:
            store.delete(NarrativeDay, narrative_id=day.narrative_id, day=day.day)
    for sentence in sentences:
        if sentence.item_id in gone:
            store.delete(KeySentence, narrative_id=sentence.narrative_id, day=sentence.day, rank=sentence.rank)
    told = [_untold(conflict, gone) for conflict in conflicts]
    for conflict in told:
        if len(set(conflict.values)) < 2:
            store.delete(Conflict, event_id=conflict.event_id, day=conflict.day, subject=conflict.subject)
    store.put(
        [_without(store, day, gone) for day in days if set(day.item_ids) - gone],
        [replace(sentence, item_ids=_left(sentence.item_ids, gone)) for sentence in sentences if sentence.item_id not in gone],
        [conflict for conflict in told if len(set(conflict.values)) > 1],
        # A reason may quote some words of any item it rests on.
        [replace(signal, item_ids=_left(signal.item_ids, gone), reason=REMOVED) for signal in signals],
        [replace(flag, item_ids=_left(flag.item_ids, gone), reasons=(REMOVED,)) for flag in resting],
        [replace(case, claim=REMOVED, claim_item_id=REMOVED) for case in cases.values() if case.claim_item_id in gone],
        [_unnamed(narrative, gone) for narrative in _named_after(store, Narrative, ids)],
        [_unnamed(event, gone) for event in _named_after(store, Event, ids)],
        [replace(place, reason=REMOVED) for place in places if place.item_id not in gone],
        _unlisted(store, items),
    )
    claims = [case.claim for case in cases.values() if case.claim_item_id in gone]
    printed = _unprinted(store, items, claims, {flag.day for flag in resting})
    _unasked(store, quoting, {flag.case_id for flag in resting}, set(narratives), min(item.at for item in items).date())
    quoted = {row.day for row in days} | {row.day for row in sentences} | {row.day for row in conflicts} | {row.day for row in resting}
    return tuple(sorted(quoted | answered | printed | {flag.day for flag in flags if flag.case_id in quoting}))


def _narratives_of(store: Store, ids: list[str], answered: Set[str]) -> list[str]:
    """The narratives that may have quoted the items on any day: where they are, were or answered, and what those were merged with."""
    found = set(answered)
    found |= {m.narrative_id for m in store.records(Membership, item_id=ids)}
    found |= {narrative.id for narrative in store.records(Narrative, label_item_id=ids)}
    found |= {id_ for move in store.records(Move, item_id=ids) for id_ in (move.from_narrative_id, move.narrative_id)}
    new = found
    while new:
        near = {n.merged_into for n in store.records(Narrative, id=sorted(new)) if n.merged_into}
        near |= {n.id for n in store.records(Narrative, merged_into=sorted(new))}
        new = near - found
        found |= new
    return sorted(found)


def _misplaced(store: Store, items: Sequence[Item], narratives: list[str]) -> list[Membership | Move]:
    """What says why another item is where it is by quoting the headline of one of ``items``."""
    headlines = {profile.headline for profile in store.records(Profile, item_id=[item.id for item in items])}
    headlines |= {headline(item, _HEADLINE) for item in items}
    moves = {(m.item_id, m.at): m for key in ("narrative_id", "from_narrative_id") for m in store.records(Move, **{key: narratives})}
    members = {m.item_id: m for m in store.records(Membership, narrative_id=narratives)}
    members |= {m.item_id: m for m in store.records(Membership, item_id=[move.item_id for move in moves.values()])}
    placed: list[Membership | Move] = [*members.values(), *moves.values()]
    return [one for one in placed if any(known.startswith(quote) for quote in _QUOTED.findall(one.reason) for known in headlines)]


def _named_after(store: Store, record: type[Founded], ids: list[str]) -> list[Founded]:
    """The events or narratives that one of the items gave its headline, or opened."""
    named = {one.id: one for key in ("label_item_id", "founded_by") for one in store.records(record, **{key: ids})}
    return list(named.values())


def _unnamed(one: Founded, gone: set[str]) -> Founded:
    label, label_item_id = (REMOVED, REMOVED) if one.label_item_id in gone else (one.label, one.label_item_id)
    return replace(one, label=label, label_item_id=label_item_id, founded_by=REMOVED if one.founded_by in gone else one.founded_by)


def _unlisted(store: Store, items: Sequence[Item]) -> list[Outcome]:
    """The visits that noted the address of an item's page because it could not be read, without it: addresses repeat headlines."""
    found: dict[tuple[str, datetime], Outcome] = {}
    for item in items:
        if item.kind == "article" and item.url:
            for visit in store.records(Outcome, source_id=item.source_id, at_from=item.collected_at):
                visit = found.get((visit.source_id, visit.at), visit)
                if any(item.url in fault for fault in visit.faults):
                    kept = tuple(REMOVED if item.url in fault else fault for fault in visit.faults)
                    found[visit.source_id, visit.at] = replace(visit, faults=kept)
    return list(found.values())


def _without(store: Store, day: NarrativeDay, gone: set[str]) -> NarrativeDay:
    """A day's narrative that no longer quotes what is gone, nor names whom nobody else named; its figures stay."""
    left = _left(day.item_ids, gone)
    named = {person for reading in store.records(Reading, subject_id=list(left)) for person in reading.people}
    people = tuple(person for person in day.people if person in named)
    label, label_item_id = day.label, day.label_item_id
    if label_item_id in gone:
        titled = [item for item in store.records(Item, id=list(left)) if item.title]
        label, label_item_id = (titled[0].title or REMOVED, titled[0].id) if titled else (REMOVED, left[0])
    return replace(day, item_ids=left, label=label, label_item_id=label_item_id, people=people)


def _untold(conflict: Conflict, gone: set[str]) -> Conflict:
    """A contradiction without the numbers that the erased items gave."""
    left = [(value, id_) for value, id_ in zip(conflict.values, conflict.item_ids, strict=True) if id_ not in gone]
    return replace(conflict, values=tuple(value for value, _ in left), item_ids=tuple(id_ for _, id_ in left))


def _unprinted(store: Store, items: Sequence[Item], claims: Sequence[str], resting: Set[date]) -> set[date]:
    """Empty what was kept of briefs that link or quote one of the items, and of corrections of them; returns the days of the briefs.

    ``claims`` are sentences of the items that were cases; on the days ``resting`` the list of claims gave reasons that may quote them.
    """
    marks = [mark for item in items for mark in (web_address(item.url), _beginning(item.title or item.text)) if mark]
    marks += [_beginning(claim) for claim in claims]
    # As they stand in JSON.
    escaped = [json.dumps(mark, ensure_ascii=False)[1:-1] for mark in marks]
    told = set[date]()
    for day in store.days(Brief, day_from=min(item.at for item in items).date()):
        printed = [brief for brief in store.records(Brief, day=day) if brief.content]
        telling = [
            brief
            for brief in printed
            if resting & set(period_of(brief.edition, day).days) or any(mark in (brief.content or "") for mark in escaped)
        ]
        store.put(replace(brief, content=None, pdf_hash=None) for brief in telling)
        told |= {brief.day for brief in telling}
    wrong = [one for one in store.records(Correction) if any(mark in f"{one.text} {one.url}" for mark in marks)]
    store.put(replace(one, text=REMOVED, url=None) for one in wrong)
    return told


def _unasked(store: Store, quoting: Set[str], resting: Set[str], narratives: Set[str], first: date) -> None:
    """Empty what briefs asked about a claim of the items, and reasons for asking that may quote them."""
    asked = store.records(Asked, day_from=first)
    own = [one for one in asked if one.case_id in quoting or one.narrative_id in narratives]
    store.put(replace(one, trigger=REMOVED) for one in asked if one.case_id in resting)
    store.put(replace(one, issue=REMOVED, trigger=REMOVED) for one in own)


def _beginning(words: str) -> str:
    """The beginning of a text as a brief prints it. Few words are not one person's own, and are a trace only where they are a quotation."""
    text = clean(words)
    return text[:_TRACE] if len(text) >= _OWN_WORDS else f"“{text}”"


def _left(ids: Sequence[str], gone: set[str]) -> tuple[str, ...]:
    return tuple(id_ for id_ in ids if id_ not in gone)


def _at(store: Store, url: str) -> list[Item]:
    if not urlsplit(url).scheme.startswith("http"):
        raise FlowError(f"--url {url!r}: is no web address; begin with https:// or http://")
    return store.records(Item, url=sorted({url, canonical_url(url)}))


def _pseudonym(settings: Settings, author: str) -> str:
    account, _, platform = author.strip().removeprefix("@").rpartition("@")
    if not account or not platform:
        raise FlowError(f"--author {author!r}: name the platform too, as in @nama@instance.example, nama@reddit or 990001@x")
    return client_of(settings).pseudonym(platform, account)


def _print_again(store: Store, settings: Settings, days: Sequence[date]) -> tuple[date, ...]:
    from flows.printing import covering, print_without

    return tuple(sorted({print_without(store, settings, edition, day).day for edition, day in covering(store, set(days))}))
