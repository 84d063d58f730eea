"""What grouping costs: new texts into a large window, and a collection of news beside BERTopic and HDBSCAN on the same vectors.

``python -m tests.eval.grouping_speed [NEWS.csv]``. The first part needs no data: a window of 100,000 invented texts (profiles and vectors
drawn by a fixed seed, 5,000 events of 20) that 1,500, then 3,000 new ones come into. For the second, NEWS.csv has the columns id, title
and text; BERTopic is measured where it is installed (it is none of our packages). Encoding is left out everywhere. Exit status 1 when a
figure breaks its ceiling in ``floors.toml``.
"""

import csv
import importlib.util
import resource
import sys
import time
import tomllib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

from analysis.duplicates import find_copies
from analysis.embedding import load, reference_texts, text_of
from analysis.narratives import Known, group
from analysis.region import load_region
from analysis.thresholds import load_thresholds
from archive.records import Event, Membership, Narrative, Profile
from tests.eval.stories import CACHE, items_of, profiles_of

NOW = datetime(2026, 11, 12, tzinfo=UTC)
EVENTS, SIZE, DIM = 5_000, 20, 384
COMMON, RARE = 20_000, 60


def invented(count, start, random, centres):
    """``count`` texts from place ``start`` on: profiles, vectors and the number of the event that each was drawn for."""
    chosen = random.integers(0, EVENTS, count)
    rows = centres[chosen] + random.normal(0, 0.6 / np.sqrt(DIM), (count, DIM)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    profiles, vectors = [], {}
    for n, event in enumerate(chosen):
        common = (random.zipf(1.3, 80) % COMMON).astype(np.uint32)
        own = (COMMON + event * RARE + random.integers(0, RARE, 30)).astype(np.uint32)
        terms = np.unique(np.concatenate([common, own])) << np.uint32(3) | np.uint32(4)
        item_id = f"t{start + n:07}"
        at = NOW - timedelta(days=float(13 * event / EVENTS), minutes=float(random.integers(0, 600)))
        profiles.append(Profile(item_id, at, "article", f"Judul {item_id}", False, False, (), terms.tobytes(), "1"))
        vectors[item_id] = rows[n]
    return profiles, vectors, chosen


def window():
    """A window whose texts are in their events already, and a maker of new texts for it."""
    random = np.random.default_rng(7)
    centres = random.normal(0, 1 / np.sqrt(DIM), (EVENTS, DIM)).astype(np.float32)
    profiles, vectors, chosen = invented(EVENTS * SIZE, 0, random, centres)
    narratives = [Narrative(f"n{e:05}", "t", NOW, "Judul", "t") for e in range(EVENTS)]
    events = [Event(f"e{e:05}", f"n{e:05}", "t", NOW, "Judul", "t") for e in range(EVENTS)]
    members = [Membership(p.item_id, f"e{e:05}", f"n{e:05}", NOW, 1.0, "") for p, e in zip(profiles, chosen, strict=True)]
    return profiles, vectors, Known(narratives, events, members), lambda count: invented(count, EVENTS * SIZE, random, centres)


def into_the_window(thresholds):
    """Seconds that 1,500 and 3,000 new texts take, the share of them that find the event they were drawn for, and the peak in MiB."""
    profiles, vectors, known, new = window()
    seconds, right = {}, 0.0
    for count in (1_500, 3_000):
        came, theirs, chosen = new(count)
        started = time.perf_counter()
        grouping = group({}, [*profiles, *came], vectors | theirs, (), known, NOW, thresholds)
        seconds[count] = time.perf_counter() - started
        home = {m.item_id: m.event_id for m in grouping.memberships}
        right = float(np.mean([home[p.item_id] == f"e{e:05}" for p, e in zip(came, chosen, strict=True)]))
        print(f"{count} into {len(profiles)}: {seconds[count]:.1f} s, {right:.1%} in their event, {len(grouping.moves)} known texts moved")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak {peak:.0f} MiB with the invented texts themselves")
    return seconds, right, peak


def beside_others(path, thresholds):
    """How many times faster than BERTopic a collection of news is grouped, or ``None`` where BERTopic is not installed."""
    with path.open(encoding="utf-8", newline="") as file:
        items = items_of(list(csv.DictReader(file)))
    rows = load(None, CACHE).encode([text_of(item) for item in items])
    reference = load(None, CACHE).encode(reference_texts())
    centre = rows - reference.mean(axis=0)
    vectors = dict(zip((item.id for item in items), centre / np.linalg.norm(centre, axis=1, keepdims=True), strict=True))
    profiles = profiles_of(items, load_region(None), thresholds)
    copies = find_copies(items, (), thresholds)
    now = max(item.at for item in items)
    started = time.perf_counter()
    grouping = group({}, profiles, vectors, copies, Known(), now, thresholds)
    ours = time.perf_counter() - started
    print(
        f"{len(items)} articles, ours: {ours:.2f} s, {len(grouping.events)} events in {len(grouping.narratives)} narratives, 0 unassigned"
    )
    from sklearn.cluster import HDBSCAN

    started = time.perf_counter()
    labels = HDBSCAN(min_cluster_size=2, copy=True).fit_predict(rows)
    print(f"  HDBSCAN alone: {time.perf_counter() - started:.2f} s, {labels.max() + 1} clusters, {np.mean(labels < 0):.1%} unassigned")
    if importlib.util.find_spec("bertopic") is None:
        print("  BERTopic is not installed here; `pip install bertopic` to compare")
        return None
    from bertopic import BERTopic

    started = time.perf_counter()
    topics, _ = BERTopic(embedding_model=None, min_topic_size=2).fit_transform([text_of(item) for item in items], rows)
    theirs = time.perf_counter() - started
    print(
        f"  BERTopic: {theirs:.1f} s, {max(topics) + 1} topics, {np.mean(np.array(topics) < 0):.1%} unassigned; "
        f"ours is {theirs / ours:.1f} times as fast"
    )
    return theirs / ours


def main(arguments):
    thresholds = load_thresholds()
    limits = tomllib.loads(Path(__file__).with_name("floors.toml").read_text(encoding="utf-8"))["grouping_speed"]
    seconds, right, peak = into_the_window(thresholds)
    low = [f"{seconds[1_500]:.1f} s are more than {limits['seconds']}"] if seconds[1_500] > limits["seconds"] else []
    low += [f"{peak:.0f} MiB are more than {limits['peak_mib']}"] if peak > limits["peak_mib"] else []
    low += [f"{right:.3f} in their event is below {limits['right']}"] if right < limits["right"] else []
    if arguments:
        faster = beside_others(Path(arguments[0]), thresholds)
        low += [f"{faster:.1f} times as fast is below {limits['times']}"] if faster is not None and faster < limits["times"] else []
    print("\n".join(low) or "ceilings held")
    return 1 if low else 0


if __name__ == "__main__":
    csv.field_size_limit(10**9)
    sys.exit(main(sys.argv[1:]))
