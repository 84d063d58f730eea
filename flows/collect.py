"""Ask every source that is switched on, and keep what it said.

One Prefect task serves a batch of sources, never one article: a task run costs the Prefect server about 30 ms and 20 KB, so a task per
source would grow its database by over 100 MB a day. Inside a batch every source has its own outcome and its own transaction.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta

from prefect import flow, task
from prefect.artifacts import acreate_table_artifact
from prefect.cache_policies import NO_CACHE

from archive.records import Erasure, Item, Outcome, Reading, Source, Watch
from archive.settings import Settings, load_settings
from archive.store import Store, open_store
from extractors.http import Client
from extractors.sources import load_sources
from extractors.visit import Fetched, Memory, visit
from flows.client import client_of
from flows.clock import instant
from flows.erase import forget
from flows.stages import Stage, stage
from flows.watch import after_visit, is_due, is_open, watched

BATCH_SIZE = 20
LOOK_AGAIN_FOR = timedelta(days=3)
"""How long an article whose page could not be read is asked for again: older pages rarely come back."""
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
        store.put(items, fetched.factchecks, fetched.bulletins, fetched.validators, fetched.outcome, watch)
        # What was read of an item that now says more was a reading of less.
        store.delete(Reading, subject_id=[item.id for item in items])
        forget(store, fetched.gone)


def memory_of(store: Store, source: Source, now: datetime) -> Memory:
    """What the archive remembers of ``source``, so that a visit asks only for what is new or was left unread."""
    validators, known, bodiless = store.remembered(source.id)
    if source.state == "feed_only":
        # Its pages are never opened, so nothing of it will ever be more complete than it is.
        return Memory({v.url: v for v in validators}, known | frozenset(bodiless), ())
    incomplete = store.records(Item, id=bodiless, collected_at_from=now - LOOK_AGAIN_FOR)
    recent = store.records(Item, source_id=source.id, kind="post", published_at_from=now - WATCH_POSTS_FOR)
    return Memory({v.url: v for v in validators}, known, tuple(incomplete), tuple(recent))
