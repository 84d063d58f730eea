"""Which of these texts would be put before the team, each on its own, given these fact-checks?

``python -m tests.eval.flags IN.csv OUT.csv [--factchecks F.csv]``; IN has the columns id, platform and text, F target_id, title, date,
label and perhaps text; OUT gets id, kind, case, score and reasons. A platform that is a newsroom's or an office's ("news", "article",
"official") is read as such, every other as a person's post. Texts are read by the rules of ``pantau check``: no region is asked for and no
narrative is known.
"""

import argparse
import csv
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import get_args

import numpy as np

from analysis.brought import weigh
from analysis.embedding import centred, load, reference_texts, text_of
from analysis.evidence import Archive
from analysis.factchecks import Index
from analysis.thresholds import load_thresholds
from analysis.utterances import load_gate, tiers_of, utterances_of
from archive.records import FactCheck, Item, Source, UtteranceKind
from extractors.verdicts import label_of
from tests.eval.matches import FileError, day_of, rows_of, table_of

CACHE = Path(tempfile.gettempdir()) / "pantau-model"
PRESS = {"news", "article", "press", "media", "berita", "portal", "newspaper", "online", "web", "website"}
OFFICIAL = {"official", "resmi", "government", "pemerintah", "gov"}
NO_DATE = datetime(2026, 1, 1, tzinfo=UTC)
NEAREST = 5
KINDS = frozenset(get_args(UtteranceKind)) - {"other"}


def item_of(row, number, at):
    platform = (row.get("platform") or "").strip().casefold()
    kind = "article" if platform in PRESS else "post"
    text = (row.get("text") or "").strip() or None
    title, body = (text.split("\n", 1) if "\n" in text else (text, None)) if kind == "article" and text else (None, text)
    source, name = platform or "?", f"{number:07}"
    return Item(
        name, source, kind, None, row["id"], title, None, body, None, None, None, (), False, None, None, at, None, None, at
    )  # fmt: skip


def tier_of(platform):
    return "B" if platform in PRESS else "official" if platform in OFFICIAL else "social"


def check_of(row):
    at = day_of(row.get("date") or "")
    title, label = " ".join((row.get("title") or "").split()), (row.get("label") or "").strip() or None
    body, raw = row.get("text") or None, row.get("date") or None
    return FactCheck(
        row["target_id"], "f", "", title, title, label_of(label), label, "pemeriksa fakta", body, raw, at, None, None, at or NO_DATE
    )  # fmt: skip


def flags(rows, checks, encoder, gate=None):
    """For every row its utterance and what speaks for looking at it, in the order of ``rows``."""
    now = max((check.published_at for check in checks if check.published_at), default=NO_DATE) + timedelta(days=1)
    items = [item_of(row, number, now - timedelta(minutes=1)) for number, row in enumerate(rows)]
    texts = sorted({text_of(record) for record in (*items, *checks)})
    row_of = dict(zip(texts, encoder.encode(texts), strict=True))
    reference = encoder.encode(reference_texts())
    raw = {item.id: row_of[text_of(item)] for item in items}
    spoken = centred(raw, reference)
    index = Index(checks, centred({check.id: row_of[text_of(check)] for check in checks}, reference))
    platforms = sorted({item.source_id for item in items})
    sources = [Source(name, name, "feed", (), tier_of(name), "") for name in platforms]
    utterances = {u.item_id: u for u in utterances_of(items, tiers_of(items, sources), gate or load_gate(CACHE))}
    archive = Archive((), (), (), (), (), (), (), checks, (), sources, "Asia/Makassar", load_thresholds())
    near = index.nearest([item.text for item in items], np.stack([spoken[item.id] for item in items]), [now] * len(items), NEAREST)
    return [(utterances[item.id], weigh(item, utterances[item.id], found, archive, now)) for item, found in zip(items, near, strict=True)]


def main(arguments):
    parser = argparse.ArgumentParser(prog="python -m tests.eval.flags")
    parser.add_argument("source")
    parser.add_argument("target")
    parser.add_argument("--factchecks")
    given = parser.parse_args(arguments)
    try:
        rows = table_of(Path(given.source), ("id", "platform", "text"))
        told = rows_of(Path(given.factchecks), ("target_id", "title", "date", "label")) if given.factchecks else []
    except FileError as error:
        print(error, file=sys.stderr)
        return 2
    checks = [check_of(row) for row in told]
    found = flags(rows, checks, load(None, CACHE)) if rows else []
    with Path(given.target).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "kind", "case", "score", "reasons"])
        for row, (utterance, weighed) in zip(rows, found, strict=True):
            # The guide has no word for small talk; opinion is the nearest kind that is no claim.
            kind = utterance.kind if utterance.kind in KINDS else "opinion"
            writer.writerow([row["id"], kind, int(weighed.listed), weighed.score, " | ".join(reason.text for reason in weighed.reasons)])
    print(f"{len(rows)} texts, {sum(weighed.listed for _, weighed in found)} of them to be looked at, {len(checks)} fact-checks")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
