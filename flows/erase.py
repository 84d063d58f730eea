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
    Copy,
    Embedding,
    Erasure,
    Flag,
    Item,
    Match,
    Membership,
    Narrative,
    NarrativeDay,
    Reading,
    Signal,
)
from archive.settings import Settings
from archive.store import Store
from extractors.addresses import canonical_url
from flows import FlowError
from flows.client import client_of

REMOVED = "(dihapus)"
"""Stands where an erased text was quoted and nothing else can take its place."""


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
    narratives = sorted({m.narrative_id for m in store.records(Membership, item_id=ids)} | _named_after(store, gone))
    # A narrative that was merged lives on under the other's id.
    narratives += [n.merged_into for n in store.records(Narrative, id=narratives) if n.merged_into]

    days = [day for day in store.records(NarrativeDay, narrative_id=narratives) if gone & {*day.item_ids, *day.sentence_item_ids}]
    signals = [signal for signal in store.records(Signal, narrative_id=narratives) if gone & set(signal.item_ids)]
    cases = store.records(Case, narrative_id=narratives)
    flags = [flag for flag in store.records(Flag, case_id=[case.id for case in cases]) if gone & set(flag.item_ids)]

    store.delete(Item, id=ids)
    store.delete(Reading, subject_id=ids)
    store.delete(Embedding, text_hash=sorted({text_hash(text_of(item)) for item in items}))
    store.delete(Copy, item_id=ids)
    store.delete(Copy, origin_id=ids)
    store.delete(Membership, item_id=ids)
    store.delete(Match, item_id=ids)
    for day in days:
        if not set(day.item_ids) - gone:
            store.delete(NarrativeDay, narrative_id=day.narrative_id, day=day.day)
    store.put(
        [_without(store, day, gone) for day in days if set(day.item_ids) - gone],
        [replace(signal, item_ids=_left(signal.item_ids, gone)) for signal in signals],
        [replace(flag, item_ids=_left(flag.item_ids, gone)) for flag in flags],
        [replace(case, claim=REMOVED) for case in cases if case.claim_item_id in gone],
        [replace(n, label=REMOVED) for n in store.records(Narrative, id=narratives) if n.label_item_id in gone],
    )
    return tuple(sorted({day.day for day in days} | {flag.day for flag in flags}))


def _named_after(store: Store, gone: set[str]) -> set[str]:
    return {narrative.id for narrative in store.records(Narrative, label_item_id=sorted(gone))}


def _without(store: Store, day: NarrativeDay, gone: set[str]) -> NarrativeDay:
    """A day's narrative that no longer quotes what is gone; its figures stay, they name nobody."""
    told = [(sentence, id_) for sentence, id_ in zip(day.sentences, day.sentence_item_ids, strict=True) if id_ not in gone]
    left = _left(day.item_ids, gone)
    label, label_item_id = day.label, day.label_item_id
    if label_item_id in gone:
        titled = [item for item in store.records(Item, id=list(left)) if item.title]
        label, label_item_id = (titled[0].title or REMOVED, titled[0].id) if titled else (REMOVED, left[0])
    return replace(
        day,
        item_ids=left,
        sentences=tuple(sentence for sentence, _ in told),
        sentence_item_ids=tuple(id_ for _, id_ in told),
        label=label,
        label_item_id=label_item_id,
    )


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
