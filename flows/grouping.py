"""From texts to events and narratives: what is noted of each text once, and what is grouped every time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from analysis.duplicates import update_copies
from analysis.embedding import Vector, centred, reference_rows, vectors_of
from analysis.narratives import Grouping, Known, group, representatives
from analysis.profiles import profile_of, profile_version
from analysis.thresholds import Thresholds
from analysis.wording import signature_of, signature_version
from archive.records import Copy, Embedding, Event, Item, Membership, Narrative, Profile, Reading, Signature, Utterance
from archive.store import Store
from flows.stages import stage


@dataclass(frozen=True, slots=True)
class Grouped:
    """The window as it was grouped, nothing of it written yet.

    ``items`` are the relevant items of the window, ``profiles`` and ``vectors`` (centred, by item id) theirs, ``embeddings`` all vectors of
    the model in use as they are kept. ``copies`` are all copies known now and ``gone`` the ids of items that are none any more, ``known``
    is what the archive will know once ``grouping`` is in it, and ``at`` the instant of every item that is still remembered.
    """

    items: list[Item]
    profiles: list[Profile]
    embeddings: list[Embedding]
    vectors: dict[str, Vector]
    copies: list[Copy]
    gone: list[str]
    grouping: Grouping
    known: Known
    at: dict[str, datetime]


def note(store: Store, thresholds: Thresholds, now: datetime) -> None:
    """Keep of every relevant text of the window what grouping asks for, so that no text is read twice for it."""
    relevant = relevant_items(store, thresholds, now)
    utterances = {utterance.item_id: utterance for utterance in store.records(Utterance, item_id=[item.id for item in relevant])}
    # Another analysis may have read something meanwhile that this one has not heard: it waits for the next.
    items = {item.id: item for item in relevant if item.id in utterances}
    readings = {reading.subject_id: reading for reading in store.records(Reading, subject_id=list(items))}
    version_of = {item_id: profile_version(readings[item_id].version, utterances[item_id].version) for item_id in items}
    profiles = store.frame(Profile).select("item_id", "version").iter_rows()
    profiled = {item_id for item_id, version in profiles if version_of.get(item_id) == version}
    signed = set(store.frame(Signature, version=signature_version(thresholds.copies))["item_id"])
    unread = [item for item in items.values() if item.id not in profiled or item.id not in signed]
    with stage(store, "analyse", "note", now, total=len(unread)) as progress:
        store.put(
            [profile_of(item, readings[item.id], utterances[item.id]) for item in unread],
            [signature_of(item, thresholds.copies) for item in unread],
        )
        progress.advance(len(unread))


def group_items(store: Store, thresholds: Thresholds, now: datetime, model_id: str) -> Grouped:
    """Find the copies and group the window as it stands at ``now``."""
    known, at = _remembered(store, thresholds, now)
    noted = set(store.frame(Profile)["item_id"])
    items = [item for item in relevant_items(store, thresholds, now) if item.id in noted]
    with stage(store, "analyse", "copies", now, total=len(items)) as progress:
        copies, gone = _copies(store, thresholds, items, known, at)
        progress.advance(len(items))
    with stage(store, "analyse", "group", now, total=len(items)) as progress:
        standing = store.records(Item, id=representatives(at, known, now, thresholds))
        embeddings = store.records(Embedding, model_id=model_id)
        vectors = centred(vectors_of([*items, *standing], embeddings), reference_rows(embeddings))
        profiles = {p.item_id: p for p in store.records(Profile, item_id=[item.id for item in (*items, *standing)])}
        grouping = group({i.id: i for i in items}, list(profiles.values()), vectors, copies, known, now, thresholds)
        progress.advance(len(items))
    recent = [profiles[item.id] for item in items]
    return Grouped(items, recent, embeddings, vectors, copies, gone, grouping, grouping.added_to(known), at)


def _remembered(store: Store, thresholds: Thresholds, now: datetime) -> tuple[Known, dict[str, datetime]]:
    """What is known of grouping, and the instant of every item that is not too old to be asked about."""
    known = Known(store.records(Narrative), store.records(Event), store.records(Membership))
    return known, store.instants(now - timedelta(days=thresholds.narratives.sleep_days), now)


def _copies(
    store: Store, thresholds: Thresholds, items: Sequence[Item], known: Known, at: dict[str, datetime]
) -> tuple[list[Copy], list[str]]:
    """All copies among what is remembered, and the items that were one and are none any more."""
    by_id = {item.id: item for item in items}
    signatures = [s for s in store.records(Signature, version=signature_version(thresholds.copies)) if s.item_id in at]
    grouped = {membership.item_id for membership in known.memberships}
    before = store.records(Copy)

    def items_of(ids: Sequence[str]) -> list[Item]:
        return [by_id[item_id] for item_id in ids if item_id in by_id] + store.records(Item, id=[i for i in ids if i not in by_id])

    found = update_copies([i for i in by_id if i not in grouped], at, signatures, before, items_of, thresholds)
    looked_at = {signature.item_id for signature in signatures}
    copying = {copy.item_id for copy in found}
    older = [copy for copy in before if copy.item_id not in looked_at]
    return found + older, [copy.item_id for copy in before if copy.item_id in looked_at - copying]


def recent_items(store: Store, thresholds: Thresholds, now: datetime) -> list[Item]:
    """The items that grouping looks at, by the time they were said."""
    return store.items_seen_between(now - timedelta(days=thresholds.narratives.window_days), now)


def relevant_items(store: Store, thresholds: Thresholds, now: datetime) -> list[Item]:
    """Those of :func:`recent_items` that speak of the watched region."""
    relevant = set(store.frame(Reading, relevant=True)["subject_id"])
    return [item for item in recent_items(store, thresholds, now) if item.id in relevant]


def standing_items(store: Store, thresholds: Thresholds, now: datetime) -> list[Item]:
    """The items from before the window that stand for what narratives said then."""
    known, at = _remembered(store, thresholds, now)
    return store.records(Item, id=representatives(at, known, now, thresholds))
