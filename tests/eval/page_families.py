"""Articles on whole Indonesian pages: ours paragraph by paragraph and field by field, and trafilatura alone on the same pages.

Run by hand: ``python -m tests.eval.page_families [NAME …]`` from the root of the repository; a NAME limits it to pages that begin so. The
pages and what they say lie in ``tests/examples/pages``. A paragraph counts as found when it is the same to the letter, white space aside.
"""

import json
import sys
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import trafilatura

from archive.records import Source
from tests.eval.articles import described

PAGES = Path(__file__).parent.parent / "examples" / "pages"
HALVES = ("seen", "held", "later")
FIELDS = ("kind", "title", "authors", "editor", "published", "zone_source", "dateline", "advertorial")
READ_AT = "2026-03-10T02:00:00+00:00"
NO_ARTICLE = ("listing", "missing")


@dataclass
class Score:
    """Paragraphs of one page or of many, and the fields that were wrong with what was read instead."""

    matched: int = 0
    ours: int = 0
    wanted: int = 0
    leaked: list = field(default_factory=list)
    missed: list = field(default_factory=list)
    wrong: dict = field(default_factory=dict)

    @property
    def precision(self):
        return self.matched / self.ours if self.ours else 1.0

    @property
    def recall(self):
        return self.matched / self.wanted if self.wanted else 1.0

    @property
    def f1(self):
        return 2 * self.matched / (self.ours + self.wanted) if self.ours + self.wanted else 1.0


def pages(half):
    """The pages of ``seen`` or ``held`` in order of their names."""
    return sorted((PAGES / half).glob("*.html"))


def wanted_of(page):
    return json.loads(page.with_suffix(".json").read_text(encoding="utf-8"))


def source_of(wanted):
    """A source in the registry that nobody described yet: an address, the town's zone, no name and no selectors."""
    return Source(id="contoh", name="", kind="feed", urls=(wanted["url"],), tier="C", region="Kalimantan Timur")


def read_at(wanted):
    return datetime.fromisoformat(wanted.get("read_at", READ_AT))


def read(page, wanted):
    """What the extractor says about a page, under the names of the file beside it."""
    found = described(page.stem, page.read_bytes(), [source_of(wanted)], read_at(wanted))
    failure = found.get("error", "")
    if found["kind"] == "missing" and not failure.startswith("MissingPageError"):
        found["kind"] = failure or "missing"
    # A page without an address of its own cannot be found in the registry; its zone is the town's all the same.
    found["zone_source"] = "source" if found["zone_source"] == "assumed" else found["zone_source"]
    return found


def score(wanted, found):
    """The score of one page. Of a page that is no article only its kind counts, and that nothing of it is taken for text."""
    result = compare(wanted["text"], found["text"])
    fields = ("kind",) if wanted["kind"] in NO_ARTICLE else FIELDS
    result.wrong = {name: found[name] for name in fields if _plain(name, found[name]) != _plain(name, wanted[name])}
    return result


def compare(wanted, found):
    """Paragraphs of two texts; a doubled paragraph counts once too often."""
    expected, ours = Counter(_paragraphs(wanted)), Counter(_paragraphs(found))
    return Score(
        (expected & ours).total(), ours.total(), expected.total(), list((ours - expected).elements()), list((expected - ours).elements())
    )


def baseline(page):
    """The text that trafilatura finds by itself."""
    # Pages in another charset than UTF-8 are its business: it gets the bytes.
    text = trafilatura.extract(page.read_bytes(), fast=True, include_comments=False) or ""
    return "\n\n".join(line.removeprefix("- ") for line in text.split("\n"))


def total(scores):
    """Many pages as one."""
    summed = Score(sum(one.matched for one in scores), sum(one.ours for one in scores), sum(one.wanted for one in scores))
    summed.leaked = [line for one in scores for line in one.leaked]
    summed.missed = [line for one in scores for line in one.missed]
    return summed


def accuracies(scores, wanted):
    """The share of pages on which each field is right, over the pages on which it counts."""
    shares = {}
    for name in FIELDS:
        counted = [one for one, page in zip(scores, wanted, strict=True) if name == "kind" or page["kind"] not in NO_ARTICLE]
        shares[name] = sum(name not in one.wrong for one in counted) / len(counted) if counted else 1.0
    return shares


def _paragraphs(text):
    return [line for raw in text.split("\n") if (line := " ".join(unicodedata.normalize("NFC", raw).split()))]


def _plain(name, value):
    if not isinstance(value, str):
        return value
    return datetime.fromisoformat(value) if name == "published" else " ".join(value.split())


def main(names):
    for half in HALVES:
        chosen = [page for page in pages(half) if not names or page.stem.startswith(tuple(names))]
        if not chosen:
            continue
        wanted = [wanted_of(page) for page in chosen]
        ours = [score(one, read(page, one)) for page, one in zip(chosen, wanted, strict=True)]
        theirs = [compare(one["text"], baseline(page)) for page, one in zip(chosen, wanted, strict=True)]
        print(f"{half}: {len(chosen)} pages\n{'':<34}{'P':>7}{'R':>7}{'F1':>7}{'leak':>6}{'trafilatura':>13}  wrong fields")
        for page, mine, other in zip(chosen, ours, theirs, strict=True):
            print(_row(page.stem, mine, other, ", ".join(mine.wrong)))
            if names:
                _explain(mine)
        print(_row("all", total(ours), total(theirs), ""))
        shares = accuracies(ours, wanted)
        print("  ".join(f"{name} {share:.3f}" for name, share in shares.items()), end="\n\n")
    return 0


def _row(name, mine, other, note):
    return f"{name:<34}{mine.precision:>7.3f}{mine.recall:>7.3f}{mine.f1:>7.3f}{len(mine.leaked):>6}{other.f1:>13.3f}  {note}"


def _explain(mine):
    for line in mine.leaked:
        print(f"    + {line[:150]}")
    for line in mine.missed:
        print(f"    - {line[:150]}")
    for name, value in mine.wrong.items():
        print(f"    {name}: read as {value!r}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
