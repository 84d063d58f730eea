"""Read, group and judge what was collected.

Killed at any moment and run again, it ends where an undisturbed run would have: texts are encoded in fixed chunks in the order of their
hashes, each chunk is kept whole, and everything that rests on all of the items is kept in one transaction.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from analysis.contexts import claims_by_narrative, contexts_of, said_in
from analysis.duplicates import find_copies
from analysis.embedding import centred, load, pack, reference_rows, reference_texts, text_hash, text_of, vectors_of
from analysis.factchecks import match
from analysis.narratives import group, stability
from analysis.region import load_region
from analysis.relevance import read_factcheck, read_item, reading_version
from analysis.signals import score_all
from analysis.thresholds import Thresholds, load_thresholds
from analysis.trends import narrative_days
from analysis.triage import triage
from archive.records import (
    Case,
    Copy,
    Embedding,
    FactCheck,
    Flag,
    Item,
    Match,
    Membership,
    Narrative,
    NarrativeDay,
    Night,
    Reading,
    Signal,
    Source,
    Tier,
)
from archive.settings import Settings, load_settings
from archive.store import Store, open_store
from flows.clock import instant
from flows.stages import stage

CHUNK = 256
"""Texts encoded and kept at once: small enough that a kill loses seconds, and always the same so that it leaves no trace."""

DayRecord = NarrativeDay | Match | Signal | Flag
TREND_WINDOWS = 8
CLOSED_FOR = timedelta(hours=6)
"""How long after its window closed a day is analysed again, so that the morning brief has everything that came in before it."""


@flow(name="analyse")
def analyse(as_of: datetime | str | None = None) -> list[Night]:
    """Analyse everything in the archive as it stands at ``as_of``: the running day, and the one before while it is fresh.

    Raises ConfigError, ArchiveError or AnalysisError when the monitor itself is not in order.
    """
    settings = load_settings()
    now = instant(as_of, settings)
    thresholds = load_thresholds()
    with open_store(settings.database) as store:
        read(store, settings, thresholds, now)
        model_id = embed(store, settings, thresholds, now)
        return judge(store, settings, thresholds, now, model_id)


@task(cache_policy=NO_CACHE)
def read(store: Store, settings: Settings, thresholds: Thresholds, now: datetime) -> None:
    """Say of every text that has no reading by this region's rules what it is about."""
    region = load_region(settings.region)
    tiers = tiers_of(store)
    seen = set(store.frame(Reading, version=reading_version(region, thresholds))["subject_id"])
    items = [item for item in recent_items(store, thresholds, now) if item.id not in seen]
    checks = [check for check in store.records(FactCheck) if check.id not in seen]
    with stage(store, "analyse", "read", now, total=len(items) + len(checks)) as progress:
        readings = [read_item(item, tiers.get(item.source_id, "social"), region, thresholds) for item in items]
        readings += [read_factcheck(check, region, thresholds) for check in checks]
        store.put(readings)
        progress.advance(len(readings))


@task(cache_policy=NO_CACHE)
def embed(store: Store, settings: Settings, thresholds: Thresholds, now: datetime) -> str:
    """Encode every relevant text, fact-check and reference text that has no vector yet; returns the model's id."""
    with stage(store, "analyse", "load model", now) as progress:
        encoder = load(settings.model, settings.state / "model", settings.model_prompt, settings.device)
        progress.advance()
    records: list[Item | FactCheck] = [*relevant_items(store, thresholds, now), *store.records(FactCheck)]
    texts = {text_hash(text): text for text in (*(text_of(record) for record in records), *reference_texts())}
    known = set(store.frame(Embedding, model_id=encoder.model_id)["text_hash"])
    unseen = sorted(texts.keys() - known)
    with stage(store, "analyse", "embed", now, total=len(unseen)) as progress:
        for start in range(0, len(unseen), CHUNK):
            chunk = unseen[start : start + CHUNK]
            rows = encoder.encode([texts[key] for key in chunk])
            store.put([Embedding(key, encoder.model_id, encoder.dim, pack(row)) for key, row in zip(chunk, rows, strict=True)])
            progress.advance(len(chunk))
    return encoder.model_id


@task(cache_policy=NO_CACHE)
def judge(store: Store, settings: Settings, thresholds: Thresholds, now: datetime, model_id: str) -> list[Night]:
    """Group what is new, count the days, and open cases.

    Everything is worked out first and written in one transaction at the end: each step rests on the one before, and a writer's lock held
    while thinking would keep a collection waiting.
    """
    items = relevant_items(store, thresholds, now)
    factchecks = store.records(FactCheck)
    embeddings = store.records(Embedding, model_id=model_id)
    reference = reference_rows(embeddings)
    vectors = centred(vectors_of(items, embeddings), reference)
    check_vectors = centred(vectors_of(factchecks, embeddings), reference)
    tiers, readings, cases = tiers_of(store), store.records(Reading), store.records(Case)

    with stage(store, "analyse", "copies", now, total=len(items)) as progress:
        copies = find_copies(items, store.records(Copy), thresholds)
        progress.advance(len(items))
    with stage(store, "analyse", "group", now, total=len(items)) as progress:
        known_narratives, known_memberships = store.records(Narrative), store.records(Membership)
        grouping = group(items, vectors, copies, known_narratives, known_memberships, now, thresholds)
        narratives = list(({n.id: n for n in known_narratives} | {n.id: n for n in grouping.narratives}).values())
        memberships = list(({m.item_id: m for m in known_memberships} | {m.item_id: m for m in grouping.memberships}).values())
        progress.advance(len(items))

    days = days_to_judge(settings, now)
    found: list[DayRecord] = []
    nights = []
    with stage(store, "analyse", "judge", now, total=len(days)) as progress:
        told = with_older(store, items, memberships, copies)
        claims = claims_by_narrative(told, readings, memberships, narratives)
        for day in days:
            windows = [settings.window(day - timedelta(days=back)) for back in range(TREND_WINDOWS - 1, -1, -1)]
            start, end = windows[-1]
            counted = narrative_days(day, windows, items, vectors, memberships, narratives, copies, readings, tiers, thresholds)
            spoken = said_in(claims, (start, end), now)
            matches = match(spoken, vectors, factchecks, check_vectors, day, thresholds)
            contexts = contexts_of(
                day,
                now,
                (start, end),
                claims,
                told,
                tiers,
                memberships,
                narratives,
                copies,
                matches,
                factchecks,
                settings.timezone,
                thresholds,
            )
            signals = score_all(contexts)
            triaged = triage(contexts, signals, cases, settings.flag_budget)
            cases = list(({case.id: case for case in cases} | {case.id: case for case in triaged.cases}).values())
            in_window = [item for item in items if start < item.at <= end]
            night = Night(
                day=day,
                as_of=now,
                model_id=model_id,
                thresholds=thresholds.version,
                items_in_window=len(store.items_seen_between(start, min(end, now))),
                relevant_in_window=len(in_window),
                narratives_in_window=len(counted),
                stability=stability(in_window, vectors, copies, memberships, thresholds),
                flag_budget=settings.flag_budget,
                flags_over_budget=triaged.over_budget,
            )
            found += [*counted, *matches, *signals, *triaged.flags]
            nights.append(night)
            progress.advance()

    with store.batch():
        store.delete(Copy, item_id=[item.id for item in items])
        for record in (NarrativeDay, Match, Signal, Flag):
            store.delete(record, day=days)
        store.put(copies, grouping.narratives, grouping.memberships, cases, found, nights)
    return nights


def days_to_judge(settings: Settings, now: datetime) -> list[date]:
    """The running day, and before it the last closed one while it is fresh."""
    closed = settings.closed_day(now)
    running = closed + timedelta(days=1)
    return [closed, running] if now - settings.window(closed)[1] <= CLOSED_FOR else [running]


def tiers_of(store: Store) -> dict[str, Tier]:
    """The tier of every source the archive knows, by source id."""
    return {source.id: source.tier for source in store.records(Source)}


def recent_items(store: Store, thresholds: Thresholds, now: datetime) -> list[Item]:
    """The items that grouping looks at, by the time they were said."""
    return store.items_seen_between(now - timedelta(days=thresholds.narratives.window_days), now)


def relevant_items(store: Store, thresholds: Thresholds, now: datetime) -> list[Item]:
    """Those of :func:`recent_items` that speak of the watched region."""
    relevant = set(store.frame(Reading, relevant=True)["subject_id"])
    return [item for item in recent_items(store, thresholds, now) if item.id in relevant]


def with_older(store: Store, items: Sequence[Item], memberships: Sequence[Membership], copies: Sequence[Copy]) -> list[Item]:
    """``items`` and, from before their window, the members of their narratives and the origins of their copies."""
    wanted = {m.item_id for m in memberships} | {c.origin_id for c in copies}
    return [*items, *store.records(Item, id=sorted(wanted - {item.id for item in items}))]
