"""How well items are grouped into events: B-cubed F1 on a labelled day of news.

Run by hand: ``python tests/eval/narratives.py PATH/story_gold.csv``. The file has the columns aid, outlet, title, text and event_id.
Without it nothing is measured, and the script says so. Exit status 1 when a figure falls below its floor in ``floors.toml``.

The halves are odd and even items of the same day, so large events stand in both: the figures say how a threshold carries over to other
texts, not to other months.
"""

import csv
import random
import sys
import tempfile
import time
import tomllib
from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from analysis.duplicates import find_copies
from analysis.embedding import centred, load, reference_texts, text_of
from analysis.narratives import group, stability
from analysis.thresholds import Thresholds, load_thresholds
from archive.records import Item

DAY = datetime(2025, 6, 12, tzinfo=UTC)
CACHE = Path(tempfile.gettempdir()) / "pantau-model"
ORDERS = 3


def items_of(rows, short):
    """The rows as items in a shuffled order of time; those in ``short`` keep their title alone, as a post would."""
    order = list(range(len(rows)))
    random.Random(len(short)).shuffle(order)
    return [
        Item(
            f"{row['aid']:>08}", row["outlet"], "article", row["url"], None, None if n in short else row["title"], None,
            row["title"] if n in short else row["text"] or None, None, None, None, (), False, "id",
            None, DAY + timedelta(minutes=order[n]), None, None, DAY,
        )
        for n, row in enumerate(rows)
    ]  # fmt: skip


def b_cubed(found, gold):
    """B-cubed precision, recall and F1 (Bagga and Baldwin 1998) of two labellings {item: label} of the same items."""
    clusters, events = defaultdict(set), defaultdict(set)
    for item, label in found.items():
        clusters[label].add(item)
        events[gold[item]].add(item)
    common = [(clusters[found[i]] & events[gold[i]], clusters[found[i]], events[gold[i]]) for i in found]
    precision = sum(len(both) / len(cluster) for both, cluster, _ in common) / len(common)
    recall = sum(len(both) / len(event) for both, _, event in common) / len(common)
    return precision, recall, 2 * precision * recall / (precision + recall)


def labels(items, vectors, thresholds):
    copies = find_copies(items, (), thresholds)
    grouping = group(items, vectors, copies, (), (), DAY + timedelta(days=1), thresholds)
    return {m.item_id: m.narrative_id for m in grouping.memberships}, grouping, copies


def mean_f1(sets, gold, thresholds, keep):
    figures = []
    for items, vectors in sets:
        kept = [item for item in items if keep(item)]
        found, _, _ = labels(kept, vectors, thresholds)
        figures.append(b_cubed(found, gold)[2])
    return sum(figures) / len(figures)


def with_join(thresholds: Thresholds, join: float) -> Thresholds:
    return replace(thresholds, narratives=replace(thresholds.narratives, join=join))


def main(path: Path) -> int:
    if not path.is_file():
        print(f"{path}: no labelled day here; nothing was measured")
        return 0
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    gold = {f"{row['aid']:>08}": row["event_id"] for row in rows}
    encoder = load(None, CACHE)
    reference = encoder.encode(reference_texts())
    thresholds = load_thresholds()
    chosen = thresholds.narratives.join

    rows_of = {}

    def embedded(items):
        unseen = sorted({text_of(item) for item in items} - rows_of.keys())
        rows_of.update(zip(unseen, encoder.encode(unseen), strict=True))
        return {item.id: rows_of[text_of(item)] for item in items}

    articles, mixed = [], []
    for seed in range(ORDERS):
        everything = list(range(len(rows)))
        random.Random(seed).shuffle(everything)
        shuffled = [rows[n] for n in everything]
        for collection, short in ((articles, set()), (mixed, set(range(0, len(rows), 2)))):
            items = items_of(shuffled, short)
            collection.append((items, centred(embedded(items), reference)))
    started = time.perf_counter()
    found, grouping, copies = labels(*articles[0], thresholds)
    seconds = time.perf_counter() - started
    events = len(set(gold.values()))
    print(f"{len(rows)} items, {events} events, {len(grouping.narratives)} narratives, {len(copies)} copies, {seconds:.2f} s")
    print("all singletons: P {:.3f}  R {:.3f}  F1 {:.3f}".format(*b_cubed({i: i for i in gold}, gold)))
    print(f"join {chosen:.2f}, one order: P {{:.3f}}  R {{:.3f}}  F1 {{:.3f}}".format(*b_cubed(found, gold)))
    steady = stability(articles[0][0], articles[0][1], copies, grouping.memberships, thresholds)
    print(f"stability (ARI, reversed order) {steady:.3f}")
    steps = [round(0.32 + 0.02 * n, 2) for n in range(10)]
    results = {}
    for name, sets in (("articles", articles), ("half of them titles alone", mixed)):
        results[name] = mean_f1(sets, gold, thresholds, lambda _: True)
        print(f"{name}: F1 {results[name]:.3f} at {chosen:.2f}, mean of {ORDERS} orders")
        halves = {half: (lambda item, half=half: (int(item.id) % 2 == 0) == (half == "A")) for half in ("A", "B")}
        curves = {half: {step: mean_f1(sets, gold, with_join(thresholds, step), keep) for step in steps} for half, keep in halves.items()}
        for half, other in (("A", "B"), ("B", "A")):
            best = max(steps, key=lambda step: (curves[half][step], -step))
            print(f"  chosen on half {half}: {best:.2f}, there F1 {curves[half][best]:.3f}, on half {other} {curves[other][best]:.3f}")
            print(f"  shipped: {chosen:.2f}, on half {other} F1 {curves[other][chosen]:.3f}")
    floors = tomllib.loads(Path(__file__).with_name("floors.toml").read_text(encoding="utf-8"))["narratives"]
    low = [f"{key}: {value:.3f} is below {floors[name]}" for key, name, value in (
        ("articles", "articles_f1", results["articles"]), ("mixed", "mixed_f1", results["half of them titles alone"])
    ) if value < floors[name]]  # fmt: skip
    print("\n".join(low) or "floors held")
    return 1 if low else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path("story_gold.csv")))
