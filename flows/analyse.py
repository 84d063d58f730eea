"""Read, group and judge what was collected.

Killed at any moment and run again, it ends where an undisturbed run would have: texts are encoded in fixed chunks in the order of their
hashes, each chunk is kept whole, and everything that rests on all of the items is kept in one transaction.
"""

from datetime import date, datetime, timedelta

from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from analysis.embedding import load
from analysis.region import load_region
from analysis.relevance import read_factcheck, read_item, reading_version
from analysis.thresholds import Thresholds, load_thresholds
from analysis.tone import load_tone, office_tones_of, tones_of
from analysis.utterances import load_gate, thread_parts, tiers_of, utterances_of
from archive import search
from archive.records import Copy, FactCheck, Night, OfficeTone, Reading, Source, Tone, Utterance
from archive.settings import Settings, load_settings
from archive.store import Store, open_store
from flows.clock import instant
from flows.encoding import CHUNK, encode
from flows.grouping import group_items, note, recent_items, relevant_items, standing_items
from flows.judging import DAY_RECORDS, judge_days
from flows.stages import stage

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
        hear(store, settings, thresholds, now)
        model_id = embed(store, settings, thresholds, now)
        read_tones(store, settings, thresholds, now)
        nights = judge(store, settings, thresholds, now, model_id)
        # So that nobody who looks for a word waits for what was collected since.
        search.catch_up(store)
    return nights


@task(cache_policy=NO_CACHE)
def read(store: Store, settings: Settings, thresholds: Thresholds, now: datetime) -> None:
    """Say what every text is about that has no reading by this region's rules."""
    region = load_region(settings.region)
    version = reading_version(region, thresholds)
    seen = set(store.frame(Reading, version=version)["subject_id"])
    items = [item for item in recent_items(store, thresholds, now) if item.id not in seen]
    checks = [check for check in store.records(FactCheck) if check.id not in seen]
    with stage(store, "analyse", "read", now, total=len(items) + len(checks)) as progress:
        readings = [read_item(item, region, thresholds) for item in items]
        readings += [read_factcheck(check, region, thresholds) for check in checks]
        store.put(readings)
        progress.advance(len(readings))


@task(cache_policy=NO_CACHE)
def hear(store: Store, settings: Settings, thresholds: Thresholds, now: datetime) -> None:
    """Say what kind of utterance every relevant text is that this gate has not heard, then note of it what grouping asks for.

    A thread that has grown is heard again as a whole; each portion is kept as soon as it is done.
    """
    with stage(store, "analyse", "hear", now) as progress:
        gate = load_gate(settings.state / "model", settings.device)
        known = set(store.frame(Utterance, version=gate.version)["item_id"])
        relevant = relevant_items(store, thresholds, now)
        unheard = [item for item in relevant if item.id not in known]
        threads = thread_parts(relevant, unheard)
        in_threads = {item.id for item in threads}
        alone = [item for item in unheard if item.id not in in_threads]
        progress.total = len(threads) + len(alone)
        tiers = tiers_of(relevant, store.records(Source))
        # The parts of a thread have to be heard together.
        for portion in (threads, *(alone[start : start + CHUNK] for start in range(0, len(alone), CHUNK))):
            store.put(utterances_of(portion, tiers, gate))
            progress.advance(len(portion))
    note(store, thresholds, now)


@task(cache_policy=NO_CACHE)
def embed(store: Store, settings: Settings, thresholds: Thresholds, now: datetime) -> str:
    """Encode every text that grouping or matching will ask for and that has no vector yet; returns the model's id."""
    with stage(store, "analyse", "load model", now) as progress:
        encoder = load(settings.model, settings.state / "model", settings.model_prompt, settings.device)
        progress.advance()
    items = [*relevant_items(store, thresholds, now), *standing_items(store, thresholds, now)]
    with stage(store, "analyse", "embed", now) as progress:
        encode(store, encoder, [*items, *store.records(FactCheck)], progress)
    return encoder.model_id


@task(cache_policy=NO_CACHE)
def read_tones(store: Store, settings: Settings, thresholds: Thresholds, now: datetime) -> None:
    """Read how every relevant text sounds that has not been read by these weights; each portion is kept as soon as it is done."""
    with stage(store, "analyse", "tone", now) as progress:
        reader = load_tone(settings.state / "model", settings.device)
        region = load_region(settings.region)
        known = set(store.frame(Tone, version=reader.version)["item_id"])
        unread = [item for item in relevant_items(store, thresholds, now) if item.id not in known]
        progress.total = len(unread)
        for start in range(0, len(unread), CHUNK):
            chunk = unread[start : start + CHUNK]
            readings = store.records(Reading, subject_id=[item.id for item in chunk])
            with store.batch():
                store.delete(OfficeTone, item_id=[item.id for item in chunk])
                store.put(tones_of(chunk, reader), office_tones_of(chunk, readings, reader, region))
            progress.advance(len(chunk))


@task(cache_policy=NO_CACHE)
def judge(store: Store, settings: Settings, thresholds: Thresholds, now: datetime, model_id: str) -> list[Night]:
    """Group what is new, count the days, and open cases.

    Everything is worked out first and written in one transaction at the end: each step rests on the one before, and a writer's lock held
    while thinking would keep a collection waiting.
    """
    grouped = group_items(store, thresholds, now, model_id)
    days = days_to_judge(settings, now)
    with stage(store, "analyse", "judge", now, total=len(days)) as progress:
        judged = judge_days(store, settings, thresholds, now, model_id, grouped, days, progress)
    with store.batch():
        store.delete(Copy, item_id=grouped.gone)
        for record in DAY_RECORDS:
            store.delete(record, day=days)
        grouping = grouped.grouping
        store.put(grouped.copies, grouping.narratives, grouping.events, grouping.memberships, grouping.moves)
        store.put(judged.cases, judged.of_days, judged.nights)
    return judged.nights


def days_to_judge(settings: Settings, now: datetime) -> list[date]:
    """The running day, and before it the last closed one while it is fresh."""
    closed = settings.closed_day(now)
    running = closed + timedelta(days=1)
    return [closed, running] if now - settings.window(closed)[1] <= CLOSED_FOR else [running]
