"""Runs claims against an archive of fact-checks: ``python -m tests.eval.matches QUERIES.csv ARCHIVE.csv OUT.csv``.

QUERIES.csv has query_id and query; ARCHIVE.csv has target_id and title, and where known date, label and text. OUT.csv gets one row for each
query, in order: query_id, target_ids, scores, levels, the last three joined by ``|``, best first, up to twenty; a level is none, suggest or
strong. A query is taken to be said on the day of the newest fact-check. Rows without an id, and a second row with an id that was there, are
left out and told.
"""

import csv
import sys
from datetime import UTC, datetime, time
from email.utils import parsedate_to_datetime
from pathlib import Path

import numpy as np

from analysis.factchecks import Index
from archive.records import FactCheck, Item
from tests.eval.matching_data import Vectors

MOST = 20
NO_DAY = datetime(2026, 1, 1, tzinfo=UTC)
_DATES = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d %b %Y", "%d %B %Y", "%B %d, %Y", "%d-%b-%y")


class FileError(Exception):
    """A file cannot be used; the message says which, why, and what to do."""


def table_of(path, wanted):
    """The rows of a CSV file as dictionaries of text; raises FileError when it cannot be read or lacks a column."""
    csv.field_size_limit(10**9)
    try:
        text = path.read_bytes().decode("utf-8-sig", "replace").replace("\0", " ")
    except OSError as error:
        raise FileError(f"{path}: cannot be read ({error.strerror}); give the path of a CSV file") from error
    reader = csv.DictReader(text.splitlines(keepends=True))
    missing = [name for name in wanted if name not in (reader.fieldnames or ())]
    if missing:
        raise FileError(f"{path}: no column {', '.join(missing)}; its header needs {', '.join(wanted)}")
    return [{name: value or "" for name, value in row.items() if isinstance(name, str) and not isinstance(value, list)} for row in reader]


def rows_of(path, wanted):
    """The rows of a CSV file with an id, each id once; the first of ``wanted`` is its column."""
    found = {}
    for row in table_of(path, wanted):
        key = row[wanted[0]].strip()
        if not key or key in found:
            print(f"{path}: a row {'whose id ' + key + ' was there before' if key else 'without an id'} is left out", file=sys.stderr)
            continue
        found[key] = row
    return list(found.values())


def day_of(text):
    """The instant of a date in one of the common forms, or ``None``."""
    text = text.strip()
    try:
        return _aware(datetime.fromisoformat(text))
    except ValueError:
        pass
    for form in _DATES:
        try:
            return datetime.combine(datetime.strptime(text, form).date(), time(), UTC)  # noqa: DTZ007 - a date has no zone
        except ValueError:
            continue
    try:
        return _aware(parsedate_to_datetime(text))
    except (ValueError, TypeError):
        return None


def _aware(at):
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def check_of(row):
    at = day_of(row.get("date", ""))
    title = row["title"].strip()
    label = row.get("label", "").strip() or None
    return FactCheck(
        row["target_id"].strip(), "f", "", title, title, "unknown", label, "p", row.get("text") or None, None, at, None, None, at or NO_DAY
    )  # fmt: skip


def item_of(row, at):
    key, said = row["query_id"].strip(), row["query"]
    return Item(key, "s", "post", None, None, None, None, said, None, None, None, (), False, None, None, at, None, None, at)


def matched(checks, items, vectors, most=MOST):
    """For each item the fact-checks near it, best first."""
    if not items:
        return []
    rows = vectors.by_id(items)
    index = Index(checks, vectors.by_id(checks))
    return index.nearest([item.text for item in items], np.stack([rows[item.id] for item in items]), [item.at for item in items], most)


def main(arguments):
    if len(arguments) != 3:
        print("use: python -m tests.eval.matches QUERIES.csv ARCHIVE.csv OUT.csv", file=sys.stderr)
        return 2
    queries, archive, out = map(Path, arguments)
    try:
        asked, told = rows_of(queries, ("query_id", "query")), rows_of(archive, ("target_id", "title"))
    except FileError as error:
        print(error, file=sys.stderr)
        return 2
    checks = [check_of(row) for row in told]
    now = max((check.published_at for check in checks if check.published_at), default=NO_DAY)
    items = [item_of(row, now) for row in asked]
    found = matched(checks, items, Vectors())
    with out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["query_id", "target_ids", "scores", "levels"])
        for item, nears in zip(items, found, strict=True):
            columns = ([near.factcheck.id, f"{near.score:.4f}", near.strength or "none"] for near in nears)
            writer.writerow([item.id, *("|".join(part) for part in zip(*columns, strict=True))] if nears else [item.id, "", "", ""])
    strong = sum(any(near.strength == "strong" for near in nears) for nears in found)
    print(f"{len(items)} queries, {len(checks)} fact-checks; {strong} queries with a strong match")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
