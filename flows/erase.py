"""Take out of the archive what must not be in it any more: the text, its vector, and every place that quotes it.

A post that its author deleted disappears at the next look (:func:`forget`). What a person asks to be erased does not come back either, and
the briefs that quoted it are printed again without it (:func:`erase`). This is erasure in the sense of Law 27/2022 on personal data.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import urlsplit

from analysis.embedding import text_hash, text_of
from archive.records import (
    Brief,
    Case,
    Conflict,
    Copy,
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
    Profile,
    Reading,
    Signal,
    Signature,
    Tone,
)
from archive.settings import Settings
from archive.store import Store
from extractors.addresses import canonical_url
from flows import FlowError
from flows.client import client_of

REMOVED = "(dihapus)"
"""Stands where an erased text was quoted and nothing else can take its place."""

_BY_ITEM = (Copy, Signature, Profile, Membership, Move, Tone, OfficeTone, Match)
"""What is kept of an item under its id, beside its text, reading and vector."""


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
    return Erased(len(items), len(barred), _print_again(store, settings, days))


def forget(store: Store, item_ids: Sequence[str]) -> tuple[date, ...]:
    """Remove items and every quotation of them; returns the days whose brief may have quoted one."""
    items = store.records(Item, id=list(item_ids))
    if not items:
        return ()
    gone = {item.id for item in items}
    ids = sorted(gone)
    narratives = _narratives_of(store, ids)

    days = [day for day in store.records(NarrativeDay, narrative_id=narratives) if gone & set(day.item_ids)]
    sentences = [sentence for sentence in store.records(KeySentence, narrative_id=narratives) if gone & set(sentence.item_ids)]
    conflicts = [conflict for conflict in store.records(Conflict, narrative_id=narratives) if gone & set(conflict.item_ids)]
    signals = [signal for signal in store.records(Signal, narrative_id=narratives) if gone & set(signal.item_ids)]
    cases = store.records(Case, narrative_id=narratives)
    flags = [flag for flag in store.records(Flag, case_id=[case.id for case in cases]) if gone & set(flag.item_ids)]

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
        [replace(signal, item_ids=_left(signal.item_ids, gone)) for signal in signals],
        [replace(flag, item_ids=_left(flag.item_ids, gone)) for flag in flags],
        [replace(case, claim=REMOVED) for case in cases if case.claim_item_id in gone],
        [replace(narrative, label=REMOVED) for narrative in store.records(Narrative, label_item_id=ids)],
        [replace(event, label=REMOVED) for event in store.records(Event, label_item_id=ids)],
    )
    quoted = {row.day for row in days} | {row.day for row in sentences} | {row.day for row in conflicts}
    return tuple(sorted(quoted | {flag.day for flag in flags}))


def _narratives_of(store: Store, ids: list[str]) -> list[str]:
    """The narratives that may have quoted the items on any day: where they are, where they were, and what those were merged with."""
    found = {m.narrative_id for m in store.records(Membership, item_id=ids)}
    found |= {narrative.id for narrative in store.records(Narrative, label_item_id=ids)}
    found |= {id_ for move in store.records(Move, item_id=ids) for id_ in (move.from_narrative_id, move.narrative_id)}
    new = found
    while new:
        near = {n.merged_into for n in store.records(Narrative, id=sorted(new)) if n.merged_into}
        near |= {n.id for n in store.records(Narrative, merged_into=sorted(new))}
        new = near - found
        found |= new
    return sorted(found)


def _without(store: Store, day: NarrativeDay, gone: set[str]) -> NarrativeDay:
    """A day's narrative that no longer quotes what is gone; its figures stay, they name nobody."""
    left = _left(day.item_ids, gone)
    label, label_item_id = day.label, day.label_item_id
    if label_item_id in gone:
        titled = [item for item in store.records(Item, id=list(left)) if item.title]
        label, label_item_id = (titled[0].title or REMOVED, titled[0].id) if titled else (REMOVED, left[0])
    return replace(day, item_ids=left, label=label, label_item_id=label_item_id)


def _untold(conflict: Conflict, gone: set[str]) -> Conflict:
    """A contradiction without the numbers that the erased items gave."""
    left = [(value, id_) for value, id_ in zip(conflict.values, conflict.item_ids, strict=True) if id_ not in gone]
    return replace(conflict, values=tuple(value for value, _ in left), item_ids=tuple(id_ for _, id_ in left))


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
    from reports.brief import build
    from reports.pdf import write

    printed = store.records(Brief, day=list(days))
    for old in printed:
        # The folder of the old file: a brief must not live on in a place that the settings have left.
        store.put(write(build(store, settings, old.day), Path(old.path).parent))
    return tuple(brief.day for brief in printed)
