"""Body text beside trafilatura's own, on two public collections of pages: ours must not be worse on either.

Run by hand: ``python -m tests.eval.extraction FOLDER …`` from the root of the repository. A FOLDER holds either ``ground-truth.json`` and
``html/<id>.html.gz`` (the article extraction benchmark of Zyte, MIT), or ``evaldata_subset.json`` and ``html/<file>.gz`` (trafilatura's own
evaluation, Apache-2.0); anything else is not measured, and the script says so. Exit status 1 when a figure breaks its floor.

Zyte's figure is the benchmark's own: texts as bags of four words in a row; the counts of each page are divided by their sum, so that long
pages weigh no more than short ones; F1 of mean precision and mean recall. Trafilatura's is F1 over segments that must, and that must not,
be in the text.
"""

import gzip
import json
import re
import sys
import time
import tomllib
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import trafilatura

from archive.records import Source
from extractors import ExtractorError
from extractors.article import read_article

NOW = datetime(2026, 3, 10, tzinfo=UTC)
SOURCE = Source(id="lain", name="", kind="feed", urls=(), tier="C", region="")


def ours(page, url):
    try:
        return read_article(page, url, SOURCE, NOW).body or ""
    except ExtractorError:
        return ""


def theirs(page, _url):
    return trafilatura.extract(page, fast=True, include_comments=False) or ""


def shingles(text):
    words = re.findall(r"\w+", text)
    return Counter(tuple(words[n : n + 4]) for n in range(max(1, len(words) - 3))) if words else Counter()


def shares(wanted, found):
    """Shares of shingles that both, only the found and only the wanted text have."""
    one, other = shingles(wanted), shingles(found)
    counts = (one & other).total(), (other - one).total(), (one - other).total()
    return [count / (sum(counts) or 1) for count in counts]


def f1(precision, recall):
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def zyte(folder, read):
    truth = json.loads((folder / "ground-truth.json").read_text(encoding="utf-8"))
    precisions, recalls = [], []
    for name, entry in truth.items():
        found = read(gzip.decompress((folder / "html" / f"{name}.html.gz").read_bytes()), entry["url"])
        both, more, less = shares(entry["articleBody"], found)
        precisions.append(1.0 if more == less == 0 else both / (both + more) if both + more else 0.0)
        recalls.append(1.0 if more == less == 0 else both / (both + less) if both + less else 0.0)
    precision, recall = sum(precisions) / len(truth), sum(recalls) / len(truth)
    return len(truth), precision, recall, f1(precision, recall)


def segments(folder, read):
    truth = json.loads((folder / "evaldata_subset.json").read_text(encoding="utf-8"))
    hits = strays = misses = 0
    for url, entry in truth.items():
        found = " ".join(read(gzip.decompress((folder / "html" / f"{entry['file']}.gz").read_bytes()), url).split())
        present = [" ".join(segment.split()) in found for segment in entry["with"]]
        hits, misses = hits + sum(present), misses + len(present) - sum(present)
        strays += sum(" ".join(segment.split()) in found for segment in entry["without"])
    precision, recall = hits / (hits + strays), hits / (hits + misses)
    return len(truth), precision, recall, f1(precision, recall)


def main(folders):
    floors = tomllib.loads(Path(__file__).with_name("floors.toml").read_text(encoding="utf-8"))["extraction"]
    low = []
    for folder in folders:
        measure = zyte if (folder / "ground-truth.json").is_file() else segments if (folder / "evaldata_subset.json").is_file() else None
        if measure is None:
            print(f"{folder}: no collection of pages here; not measured")
            continue
        figures = {}
        for name, read in (("trafilatura", theirs), ("ours", ours)):
            started = time.process_time()
            pages, precision, recall, figures[name] = measure(folder, read)
            milliseconds = (time.process_time() - started) / pages * 1000
            print(
                f"{folder.name}: {name} on {pages} pages: P {precision:.4f}  R {recall:.4f}  F1 {figures[name]:.4f}, {milliseconds:.0f} ms"
            )
        floor = max(floors[measure.__name__], figures["trafilatura"])
        low += [f"{folder.name}: F1 {figures['ours']:.4f} is below {floor:.4f}"] if figures["ours"] < floor else []
    print("\n".join(low) or "floors held")
    return 1 if low else 0


if __name__ == "__main__":
    sys.exit(main([Path(argument) for argument in sys.argv[1:]]))
