"""Ask every source that is switched on, and keep what it said.

One Prefect task serves a batch of sources, never one article: a task run costs the Prefect server about 30 ms and 20 KB, so a task per
source would grow its database by over 100 MB a day. Inside a batch every source has its own outcome and its own transaction.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from prefect import flow, task
from prefect.artifacts import acreate_table_artifact
from prefect.cache_policies import NO_CACHE

from archive.records import (
    Erasure,
    FactCheck,
    Item,
    OfficeTone,
    Outcome,
    Profile,
    Reading,
    Signature,
    Source,
    Tone,
    Utterance,
    Verdict,
    Watch,
)
from archive.settings import Settings, load_settings
from archive.store import Store, open_store
from extractors.factcheck import INSEPARABLE
from extractors.http import Client
from extractors.sources import load_sources
from extractors.verdicts import label_of, verdict_in
from extractors.visit import Fetched, Memory, same_word, visit
from flows.client import client_of
from flows.clock import instant
from flows.erase import forget
from flows.stages import Stage, stage
from flows.watch import after_visit, is_due, is_open, watched

BATCH_SIZE = 20
LOOK_AGAIN_FOR = timedelta(days=3)
"""How long an article whose page could not be read is asked for again: older pages rarely come back."""
WATCH_CHECKS_FOR = timedelta(days=180)
"""How long a fact-check that is listed is compared with what it said before: checkers correct and withdraw."""
WATCH_POSTS_FOR = timedelta(days=7)
"""How long a post is watched for its author's second thoughts."""


@flow(name="collect")
async def collect(as_of: datetime | str | None = None, only_due: bool = False) -> list[Outcome]:
    """Visit the sources that are listened to; one :class:`Outcome` each, in the order of the registry.

    Asked for by hand, every source is visited; with ``only_due``, as the schedule has it, those whose time has come. What is in quarantine
    waits for its day either way. ``as_of`` fixes the clock for replays. Raises ConfigError, ExtractorError or ArchiveError when the monitor
    itself is not in order; a fault of a source is an outcome.
    """
    settings = load_settings()
    now = instant(as_of, settings)
    registry = load_sources(settings.sources)
    with open_store(settings.database) as store:
        store.put(registry)
        sort_again(store)
        watches = {watch.source_id: watch for watch in store.records(Watch)}
        ready = is_due if only_due else is_open
        sources = [source for source in watched(registry, watches) if ready(watches.get(source.id), now)]
        async with client_of(settings) as client:
            with stage(store, "collect", "visit", now, total=len(sources)) as progress:
                batches = [sources[start : start + BATCH_SIZE] for start in range(0, len(sources), BATCH_SIZE)]
                visited = await asyncio.gather(*(visit_batch(batch, settings, store, client, now, progress) for batch in batches))
        found = {outcome.source_id: outcome for outcomes in visited for outcome in outcomes}
    outcomes = [found[source.id] for source in sources]
    await acreate_table_artifact(
        key="source-health",
        table=[
            {"source": o.source_id, "status": o.status, "items": o.items, "new": o.new_items, "reason": o.reason or ""} for o in outcomes
        ],
        description=f"Sources as heard at {now.isoformat()}",
    )
    return outcomes


@task(retries=2, retry_delay_seconds=[2, 10], cache_policy=NO_CACHE)
async def visit_batch(
    sources: Sequence[Source], settings: Settings, store: Store, client: Client, now: datetime, progress: Stage
) -> list[Outcome]:
    """Visit ``sources`` side by side, keeping each visit as soon as it ends.

    All batches share the one client, because it is what keeps each host's pace.
    """
    erased = frozenset(erasure.subject for erasure in store.records(Erasure))

    async def one(source: Source) -> Outcome:
        fetched = await visit(source, client, memory_of(store, source, now), now, settings.source_seconds)
        keep(store, source, fetched, erased)
        progress.advance()
        return fetched.outcome

    return list(await asyncio.gather(*(one(source) for source in sources)))


def keep(store: Store, source: Source, fetched: Fetched, erased: frozenset[str] = frozenset()) -> None:
    """Store what a visit brought, in one transaction; ``erased`` are ids and pseudonyms that must not come back."""
    items = [item for item in fetched.items if not erased & {item.id, item.author}]
    # Items and validators land together: a validator without its items would hide them behind a 304 for ever.
    with store.batch():
        before = store.records(Watch, source_id=source.id)
        watch = after_visit(source, before[0] if before else None, fetched.outcome)
        known = {check.id: check for check in store.records(FactCheck, id=[check.id for check in fetched.factchecks])}
        store.put(superseded(known, fetched.factchecks, fetched.outcome.at))
        # A record never loses a value to a missing one, but a verdict that was taken back must not stand: its record is written anew.
        withdrawn = [check for check in fetched.factchecks if not check.native_label and check.id in known and known[check.id].native_label]
        store.delete(FactCheck, id=[check.id for check in withdrawn])
        store.put([replace(known[check.id], label=check.label, native_label=None) for check in withdrawn])
        ids = [item.id for item in items]
        texts = {item.id: item.text for item in store.records(Item, id=ids)}
        store.put(items, fetched.factchecks, fetched.bulletins, fetched.validators, fetched.outcome, watch)
        # What was read of an item that now says more was a reading of less.
        store.delete(Reading, subject_id=ids)
        longer = [item.id for item in store.records(Item, id=list(texts)) if item.text != texts[item.id]]
        for record in (Utterance, Profile, Signature, Tone, OfficeTone):
            store.delete(record, item_id=longer)
        forget(store, fetched.gone)


def superseded(known: Mapping[str, FactCheck], found: Sequence[FactCheck], now: datetime) -> list[Verdict]:
    """What checkers called ``known`` fact-checks (by id) until ``now`` and no longer do: kept, because people may have decided by it.

    How we sort a word is no change of theirs, and neither is what a page says that could not be read before.
    """
    again = ((known[check.id], check) for check in found if check.id in known)
    return [
        Verdict(old.id, now, old.label, old.native_label, old.title, old.claim)
        for old, new in again
        if not same_word(old.native_label, new.native_label) and not _first_read(old, new)
    ]


def _first_read(old: FactCheck, new: FactCheck) -> bool:
    """Whether nothing had been read of a check, or nothing but the headline, which still gives the same verdict."""
    headlines = (verdict_in(check.title)[0] for check in (old, new))
    return old.body is None and (old.native_label is None or (new.body is not None and same_word(*headlines)))


def sort_again(store: Store) -> None:
    """Give the fact-checks whose word our table did not know the label that it has for that word by now."""
    unknown = [check for check in store.records(FactCheck, label="unknown") if INSEPARABLE not in check.warnings]
    labels = {check.id: label_of(check.native_label) for check in unknown}
    store.put([replace(check, label=labels[check.id]) for check in unknown if labels[check.id] != "unknown"])


def memory_of(store: Store, source: Source, now: datetime) -> Memory:
    """What the archive remembers of ``source``, so that a visit asks only for what is new or was left unread."""
    validators, known, bodiless = store.remembered(source.id)
    verdicts = _watched_verdicts(store, source, now) if source.tier == "fact" else {}
    if source.state == "feed_only":
        # Its pages are never opened, so nothing of it will ever be more complete than it is.
        return Memory({v.url: v for v in validators}, known | frozenset(bodiless), (), verdicts=verdicts)
    incomplete = store.records(Item, id=bodiless, collected_at_from=now - LOOK_AGAIN_FOR)
    recent = store.records(Item, source_id=source.id, kind="post", published_at_from=now - WATCH_POSTS_FOR)
    return Memory({v.url: v for v in validators}, known, tuple(incomplete), tuple(recent), verdicts)


def _watched_verdicts(store: Store, source: Source, now: datetime) -> dict[str, tuple[str, str | None]]:
    """Title and native label, by id, of the checks of the last months; one without a time is as old as our knowledge of it."""
    since = now - WATCH_CHECKS_FOR
    dated = store.records(FactCheck, source_id=source.id, published_at_from=since)
    undated = store.records(FactCheck, source_id=source.id, published_at=None, collected_at_from=since)
    return {check.id: (check.title, check.native_label) for check in (*dated, *undated)}
