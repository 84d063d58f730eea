"""Ask every source that is switched on, and keep what it said.

One Prefect task serves a batch of sources, never one article: a task run costs the Prefect server about 30 ms and 20 KB, so a task per
source would grow its database by over 100 MB a day. Inside a batch every source has its own outcome and its own transaction.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from prefect import flow, task
from prefect.artifacts import acreate_table_artifact
from prefect.cache_policies import NO_CACHE

from archive.records import Item, Outcome, Reading, Source
from archive.settings import Settings, load_settings
from archive.store import Store, open_store
from extractors.sources import load_sources
from extractors.visit import Memory, visit
from flows.client import client_of
from flows.clock import instant
from flows.stages import Stage, stage

ASKED_STATES = ("on", "feed_only")
BATCH_SIZE = 20
LOOK_AGAIN_FOR = timedelta(days=3)
"""How long an article whose page could not be read is asked for again: older pages rarely come back."""


@flow(name="collect")
async def collect(as_of: datetime | str | None = None) -> list[Outcome]:
    """Visit every source that is on; one :class:`Outcome` each, in the order of the registry.

    ``as_of`` fixes the clock for replays. Raises ConfigError, ExtractorError or ArchiveError when the monitor itself is not in order;
    a fault of a source is an outcome.
    """
    settings = load_settings()
    now = instant(as_of, settings)
    sources = [s for s in load_sources(settings.sources) if s.state in ASKED_STATES]
    with open_store(settings.database) as store:
        store.put(sources)
        with stage(store, "collect", "visit", now, total=len(sources)) as progress:
            batches = batches_of(sources)
            visited = await asyncio.gather(*(visit_batch(batch, settings, now, progress) for batch in batches))
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
async def visit_batch(sources: Sequence[Source], settings: Settings, now: datetime, progress: Stage) -> list[Outcome]:
    """Visit ``sources`` side by side with one client, keeping each visit as soon as it ends."""
    with open_store(settings.database) as store:
        async with client_of(settings) as client:

            async def one(source: Source) -> Outcome:
                fetched = await visit(source, client, memory_of(store, source, now), now, settings.source_seconds)
                # Items and validators land together: a validator without its items would hide them behind a 304 for ever.
                with store.batch():
                    store.put(fetched.items, fetched.factchecks, fetched.validators, fetched.outcome)
                    # What was read of an item that now says more was a reading of less.
                    store.delete(Reading, subject_id=[item.id for item in fetched.items])
                progress.advance()
                return fetched.outcome

            return list(await asyncio.gather(*(one(source) for source in sources)))


def memory_of(store: Store, source: Source, now: datetime) -> Memory:
    """What the archive remembers of ``source``, so that a visit asks only for what is new or was left unread."""
    validators, known, bodiless = store.remembered(source.id)
    if source.state == "feed_only":
        # Its pages are never opened, so nothing of it will ever be more complete than it is.
        return Memory({v.url: v for v in validators}, known | frozenset(bodiless), ())
    incomplete = store.records(Item, id=bodiless, collected_at_from=now - LOOK_AGAIN_FOR)
    return Memory({v.url: v for v in validators}, known, tuple(incomplete))


def batches_of(sources: Sequence[Source], size: int = BATCH_SIZE) -> list[list[Source]]:
    """Batches of about ``size``; sources of one host share a batch, because its client is what keeps the host's pace."""
    hosts: dict[str, list[Source]] = {}
    for source in sources:
        hosts.setdefault(urlsplit(source.urls[0]).netloc, []).append(source)
    batches: list[list[Source]] = []
    for group in hosts.values():
        if batches and len(batches[-1]) + len(group) <= size:
            batches[-1].extend(group)
        else:
            batches.append(list(group))
    return batches
