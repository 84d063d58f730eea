"""How surely copies are found: pairs of real articles that were read, and the same articles as another crawl would bring them.

Run by hand: ``python tests/eval/copies.py PATH/news_unique_3698.csv``. The file has the columns sumber, url, judul, tanggal_publikasi and
isi_berita (three days of six outlets, every address once). Without it nothing is measured, and the script says so. Exit status 1 when a
figure falls below its floor in ``copies_floors.toml``. With ``--sweep`` behind the path it prints what other thresholds would give on the
half they are chosen on. ``python tests/eval/copies.py --speed`` needs no data: it puts 1,500 new texts into a made-up window of 100,000.

The pairs (``labels/copies_pairs.csv``, hashes of addresses and verdicts only) were drawn from an exhaustive list of all pairs that share
three-word runs, over the whole range of likeness and with the pairs of two outlets in front, and read side by side before any threshold
was set. "same": one text, whole or cut by up to a third, re-titled, lightly edited; a copy whichever is later. "part": the shorter stands
within the longer, which has much of its own; a copy only when the shorter is later. "other": rewritten, a follow-up, a form filled anew.
``doubt`` is 1 where a second reader could well say otherwise. Pairs that hang together by an article are in the same half.
"""

import csv
import random
import re
import resource
import sys
import time
import tomllib
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path

from analysis.duplicates import find_copies, update_copies
from analysis.thresholds import load_thresholds
from analysis.wording import signature_of
from archive.records import Item, stable_id

HERE = Path(__file__).parent
DAY = datetime(2025, 6, 20, tzinfo=UTC)
MONTHS = {month: n for n, month in enumerate(("jan", "feb", "mar", "apr", "mei", "jun", "jul", "agu", "sep", "okt", "nov", "des"), 1)}
TIME = re.compile(r"(\d{1,2})(?:/(\d{1,2})/| *([A-Za-z]{3})[a-z]* *)(\d{4})\D+(\d{1,2})[:.](\d\d)")
REPEATS = 2076
SEED = 20250620
DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat")
TOWNS = ("Samarinda", "Balikpapan", "Bontang", "Sangatta", "Tenggarong")


def time_of(published):
    """The instant that a page printed, read as if in UTC: only the order counts."""
    found = TIME.search(published)
    if not found or not (month := int(found[2]) if found[2] else MONTHS.get(found[3].lower())):
        return DAY
    return datetime(int(found[4]), month, int(found[1]), int(found[5]), int(found[6]), tzinfo=UTC)


def item_of(item_id, source, title, body, at):
    return Item(
        item_id, source, "article", None, None, title, None, body, None, None, None, (), False, "id", None, at, None, None, at,
    )  # fmt: skip


def articles(path):
    csv.field_size_limit(10**8)
    with path.open(encoding="utf-8", newline="") as file:
        return [
            item_of(
                stable_id(row["url"]), row["sumber"], row["judul"] or None, row["isi_berita"] or None, time_of(row["tanggal_publikasi"])
            )
            for row in csv.DictReader(file)
        ]


def recrawled(item, kind, rng):
    """``item`` as another crawl or another outlet would bring it, later; the changes are our own."""
    words = (item.body or "").split()
    day = f"{rng.choice(DAYS)} ({rng.randrange(1, 29)}/{rng.randrange(1, 13)})"
    if kind == "dateline":
        words = [f"{rng.choice(TOWNS)},", "Warta", "Contoh", "-", day, *words]
    elif kind == "cut":
        words = words[: -(len(words) // 3)]
    elif kind == "links":
        for _ in range(2):
            words.insert(rng.randrange(len(words)), "\n\nBaca juga: Daftar lengkap layanan warga di kantor kelurahan\n\n")
    elif kind == "opening cut":
        words = [f"{rng.choice(TOWNS)}", "-", *words[len(words) // 5 :]]
    joined = " ".join(words)
    if kind == "marks":
        joined = (
            "\u00a0 ".join(words).replace('"', "”").replace("'", "’").replace("-", "–").replace("\u00a0 ", "\u00a0\n", len(words) // 40)
        )
    return replace(
        item, id=f"{item.id}~{kind}", body=joined, title=f"Ulasan: {item.title}", published_at=max(item.at, DAY).replace(hour=23)
    )


KINDS = ("dateline", "cut", "links", "opening cut", "marks")


def repeats_found(items, thresholds):
    """By kind of change, how many simulated repeats are seen as copies, how many were made, and how many got another origin.

    Another origin is right where the article that was repeated shares most of its words with an earlier one.
    """
    rng = random.Random(SEED)
    chosen = rng.sample([item for item in items if len((item.body or "").split()) >= 20], REPEATS)
    made = {}
    for n, item in enumerate(chosen):
        made[recrawled(item, KINDS[n % len(KINDS)], rng)] = item
    copies = {copy.item_id: copy.origin_id for copy in find_copies([*items, *made], (), thresholds)}
    found, all_made, elsewhere = Counter(), Counter(), 0
    for repeat, item in made.items():
        kind = repeat.id.rpartition("~")[2]
        all_made[kind] += 1
        found[kind] += repeat.id in copies
        elsewhere += repeat.id in copies and copies[repeat.id] != copies.get(item.id, item.id)
    return found, all_made, elsewhere


def halves(pairs):
    """Each pair's half, 0 or 1: pairs that share an article, also over others, are in the same one."""
    group = {}

    def name(one):
        while group.setdefault(one, one) != one:
            one = group[one]
        return one

    for a, b, *_ in pairs:
        first, second = sorted((name(a), name(b)))
        group[second] = first
    return [int(stable_id("half", name(a)), 16) % 2 for a, *_ in pairs]


def judged(pairs, by_id, thresholds):
    """For every pair: whether it is a copy by reading, whether we say so, and whether the reading was in doubt."""
    answers = []
    for a, b, verdict, doubt in pairs:
        earlier, later = sorted((by_id[a], by_id[b]), key=lambda item: (item.at, item.id))
        copy = verdict == "same" or (verdict == "part" and len(later.body.split()) < len(earlier.body.split()))
        answers.append((copy, bool(find_copies([earlier, later], (), thresholds)), doubt == "1"))
    return answers


def figures(answers):
    hits = sum(copy and found for copy, found, _ in answers)
    return hits / max(1, sum(copy for copy, _, _ in answers)), hits / max(1, sum(found for _, found, _ in answers))


def sweep(pairs, by_id, half, thresholds):
    chosen = [pair for pair, side in zip(pairs, half, strict=True) if side == 0]
    for share, whole, longer in product((0.70, 0.74, 0.78, 0.80, 0.82, 0.84, 0.86, 0.88, 0.90), (0.92, 0.95, 0.97), (1.3, 1.5, 1.7)):
        tried = replace(thresholds, copies=replace(thresholds.copies, share=share, whole=whole, longer=longer))
        answers = judged(chosen, by_id, tried)
        clear = figures([answer for answer in answers if not answer[2]])
        print(f"share {share:.2f} whole {whole:.2f} longer {longer}: all %.3f %.3f, clear %.3f %.3f" % (*figures(answers), *clear))


def speed(thresholds, window=100_000, new=1_500):
    """Seconds and memory for ``new`` texts in a window whose signatures are stored; a third of the new ones repeat an older text."""
    rng = random.Random(SEED)
    words, weights = [f"kata{n}" for n in range(30_000)], [1 / (n + 5) for n in range(30_000)]
    said = [" ".join(rng.choices(words, weights, k=rng.choice((15, 25, 120, 200, 300, 400)))) for _ in range(window)]
    fresh = [" ".join(rng.choices(words, weights, k=200)) for _ in range(new)]
    said += [f"Kota Contoh - {said[rng.randrange(window)]}" if n % 3 == 0 else text for n, text in enumerate(fresh)]
    items = {f"{n:08}": item_of(f"{n:08}", "s", None, body, DAY + timedelta(seconds=n)) for n, body in enumerate(said)}
    ids = list(items)
    signatures = [signature_of(items[one], thresholds.copies) for one in ids[:window]]
    times = {one: items[one].at for one in ids}
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    started = time.perf_counter()
    signatures += [signature_of(items[one], thresholds.copies) for one in ids[window:]]
    copies = update_copies(ids[window:], times, signatures, (), lambda wanted: [items[one] for one in wanted], thresholds)
    seconds = time.perf_counter() - started
    added = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 - before
    size = sum(len(signature.values) for signature in signatures) / len(signatures)
    print(f"{new} into {window}: {seconds:.1f} s, {added:.0f} MiB more, {len(copies)} copies, signatures of {size:.0f} bytes")


def main(path, *options):
    if path.name == "--speed":
        speed(load_thresholds())
        return 0
    if not path.is_file():
        print(f"{path}: no articles here; nothing was measured")
        return 0
    thresholds = load_thresholds()
    items = articles(path)
    by_id = {item.id: item for item in items}
    with (HERE / "labels" / "copies_pairs.csv").open(encoding="utf-8", newline="") as file:
        pairs = [tuple(row.values()) for row in csv.DictReader(file)]
    half = halves(pairs)
    if "--sweep" in options:
        sweep(pairs, by_id, half, thresholds)
        return 0
    answers = judged(pairs, by_id, thresholds)
    measured = {}
    for side, name in ((0, "chosen on"), (1, "held back")):
        mine = [answer for answer, its in zip(answers, half, strict=True) if its == side]
        clear = [answer for answer in mine if not answer[2]]
        for what, some in (("all", mine), ("clear", clear)):
            recall, precision = figures(some)
            truly = sum(copy for copy, _, _ in some)
            print(f"{name}, {what}: {len(some)} pairs, {truly} copies: recall {recall:.3f} precision {precision:.3f}")
            measured |= {f"{what}_recall": recall, f"{what}_precision": precision}
    found, made, elsewhere = repeats_found(items, thresholds)
    print("repeats: " + ", ".join(f"{kind} {found[kind]}/{made[kind]}" for kind in KINDS))
    measured["repeats_recall"] = found.total() / made.total()
    print(f"repeats: recall {measured['repeats_recall']:.4f} of {made.total()}; {elsewhere} with another origin")
    copies = find_copies(items, (), thresholds)
    across = sum(by_id[copy.item_id].source_id != by_id[copy.origin_id].source_id for copy in copies)
    print(f"{len(items)} articles: {len(copies)} copies, {across} of another outlet's text")
    floors = tomllib.loads((HERE / "copies_floors.toml").read_text(encoding="utf-8"))["copies"]
    low = [f"{name} {measured[name]:.4f} is below {floor}" for name, floor in floors.items() if measured[name] < floor]
    print("\n".join(low) or "no figure is below its floor")
    return int(bool(low))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path("news_unique_3698.csv"), *sys.argv[2:]))
