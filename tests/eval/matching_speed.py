"""What matching costs without encoding: ``python -m tests.eval.matching_speed``.

20,000 invented fact-checks with texts of 300 words, and 10,000 posts and 3,000 articles that are asked for; words follow Zipf's law over
60,000 invented ones, vectors are drawn at random, each with one fact-check in five near it. Exit status 1 when a ceiling in
``matching_floors.toml`` is broken.
"""

import resource
import sys
import time
import tomllib
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from analysis.factchecks import Index
from archive.records import FactCheck

NOW = datetime(2026, 11, 12, tzinfo=UTC)
CHECKS, POSTS, ARTICLES, DIM = 20_000, 10_000, 3_000, 384


def invented(random, words, count, length):
    """``count`` texts of about ``length`` words."""
    sizes = random.poisson(length, count) + 3
    chance = 1 / (np.arange(len(words)) + 3)
    chosen = words[random.choice(len(words), sizes.sum(), p=chance / chance.sum())].tolist()
    ends = np.cumsum(sizes)
    return [" ".join(chosen[end - size : end]) for end, size in zip(ends, sizes, strict=True)]


def unit(rows):
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def main():
    random = np.random.default_rng(5)
    letters = np.array(list("aiueonkrstmlbdgphjyw"))
    words = np.array(["".join(random.choice(letters, size)) for size in random.integers(3, 11, 60_000)])
    # Some are numbers, places, titles and denials, as in real texts.
    words[50::50] = np.array([f"{n}.000" for n in range(len(words[50::50]))])
    words[37::97] = np.array([("Samarinda", "Balikpapan", "Bontang", "tidak", "Gubernur")[n % 5] for n in range(len(words[37::97]))])
    titles, bodies = invented(random, words, CHECKS, 11), invented(random, words, CHECKS, 300)
    checks = [
        FactCheck(f"f{n:05}", "f", f"https://cek.example/{n}", title, title, "false", None, "p", body, None, NOW, None, None, NOW)
        for n, (title, body) in enumerate(zip(titles, bodies, strict=True))
    ]
    known = unit(random.normal(size=(CHECKS, DIM)))
    texts = invented(random, words, POSTS, 25) + invented(random, words, ARTICLES, 300)
    rows = unit(known[random.integers(0, CHECKS, len(texts))] + random.normal(0, 0.06, (len(texts), DIM)))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    started, spent = time.perf_counter(), time.process_time()
    index = Index(checks, {check.id: row for check, row in zip(checks, known, strict=True)})
    built = time.perf_counter()
    found = index.nearest(texts, rows, [NOW] * len(texts), 10)
    done = time.perf_counter()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    processor = time.process_time() - spent
    print(
        f"{len(texts)} texts against {CHECKS} fact-checks: {built - started:.1f} s to make the index, {done - built:.1f} s to ask, of the"
        f" processor {processor:.1f} s; peak {peak:.0f} MiB, {peak - before:.0f} of them its own; {sum(map(len, found))} answers"
    )
    limits = tomllib.loads(Path(__file__).with_name("matching_floors.toml").read_text(encoding="utf-8"))["speed"]
    low = [f"{done - started:.1f} s are more than {limits['seconds']}"] if done - started > limits["seconds"] else []
    low += [f"{peak:.0f} MiB are more than {limits['peak_mib']}"] if peak > limits["peak_mib"] else []
    print("\n".join(low) or "ceilings held")
    return 1 if low else 0


if __name__ == "__main__":
    sys.exit(main())
