"""Ask every address of the registry once, and say what to make of the answer.

Offline the registry can only say where a feed should be. One run of this where there is a network turns that into evidence, and what
passes is listened to from then on.
"""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from archive.records import HEARD, FactCheck, Item, Probe, Source, Watch
from archive.settings import Settings
from archive.store import Store
from extractors.addresses import same_site
from extractors.http import Client
from extractors.sources import load_sources
from extractors.visit import Fetched, Memory, visit
from flows import FlowError
from flows.client import client_of
from flows.stages import Stage, stage
from flows.watch import after_check

STALE = timedelta(days=30)
"""A feed whose newest entry is older has been left behind, whatever it still answers."""
ELSEWHERE = ("youtube", "google_factcheck", "bluesky", "telegram", "x", "reddit", "mastodon", "bmkg")
"""Kinds whose items lie on another host than the address that lists them."""


def check_sources(store: Store, settings: Settings, wanted: Sequence[str] = (), now: datetime | None = None) -> list[Probe]:
    """Probe the sources named in ``wanted`` by id, or all that are not off or opt-in, and keep what was found.

    Raises:
        FlowError: an id is not in the registry.
    """
    registry = load_sources(settings.sources)
    unknown = sorted(set(wanted) - {source.id for source in registry})
    if unknown:
        raise FlowError(f"{', '.join(unknown)}: no such source; `pantau sources` lists the ids")
    # What needs somebody's consent is asked only when it is named.
    sources = [s for s in registry if s.urls and (s.id in wanted if wanted else s.state not in ("off", "opt_in"))]
    store.put(registry)
    return asyncio.run(_check(store, settings, sources, now or datetime.now(UTC)))


async def _check(store: Store, settings: Settings, sources: Sequence[Source], now: datetime) -> list[Probe]:
    with stage(store, "check", "probe", now, total=sum(len(source.urls) for source in sources)) as progress:
        async with client_of(settings) as client:
            found = await asyncio.gather(*(_check_source(store, source, client, settings, now, progress) for source in sources))
    return [probe for probes in found for probe in probes]


async def _check_source(store: Store, source: Source, client: Client, settings: Settings, now: datetime, progress: Stage) -> list[Probe]:
    probes = []
    for url in source.urls:
        # feed_only: this asks what an address lists, and opens no page behind it.
        alone = replace(source, urls=(url,), state="feed_only", only=())
        fetched = await visit(alone, client, Memory(), now, settings.source_seconds)
        probes.append(_judged(source, url, fetched, now))
        progress.advance()
    before = store.records(Watch, source_id=source.id)
    with store.batch():
        store.delete(Probe, source_id=source.id)
        store.put(probes, after_check(source, before[0] if before else None, probes, now))
    return probes


def _judged(source: Source, url: str, fetched: Fetched, now: datetime) -> Probe:
    outcome = fetched.outcome
    listed: list[Item | FactCheck] = [*fetched.items, *fetched.factchecks]
    times = [record.published_at for record in listed if record.published_at] + [b.happened_at for b in fetched.bulletins]
    newest = max(times, default=None)
    hosts = Counter(urlsplit(record.url).netloc for record in listed if record.url)
    link_host = hosts.most_common(1)[0][0] if hosts else None
    answered = outcome.status in HEARD
    found = "menjawab" if answered else outcome.reason or "tidak menjawab"
    passed, advice = False, "pakai alamat ini"
    if not answered:
        advice = "situs menolak; biarkan mati" if outcome.status == "refused" else "cari alamat lain, atau coba lagi besok"
    elif not outcome.items:
        advice = "tidak berisi; cari alamat lain"
    elif newest is not None and now - newest > STALE:
        advice = f"entri terbaru sudah {(now - newest).days} hari; pastikan situs masih terbit"
    elif link_host is None and fetched.items and source.kind not in ELSEWHERE:
        advice = "entri tanpa tautan sendiri; pakai peta situs"
    elif link_host and source.kind not in ELSEWHERE and not same_site(f"https://{link_host}/", url):
        advice = f"tautannya menuju {link_host}; pastikan itu milik sumber ini"
    else:
        passed = True
    return Probe(source.id, url, now, passed, found, outcome.items, newest, link_host, advice)
