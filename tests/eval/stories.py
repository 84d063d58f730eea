"""Group the texts of a file into events and narratives, as they would arrive: day by day, in order of time.

``python -m tests.eval.stories IN.csv OUT.csv``; IN has the columns id, time (ISO 8601), outlet, title and text, OUT gets id, event_id and
narrative_id. A row without a title is taken as a post, one without a time as said when everything else had been. Needs nothing but the
program itself; a time without a zone is read as UTC.
"""

import csv
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from analysis.duplicates import find_copies
from analysis.embedding import centred, load, reference_texts, text_of
from analysis.narratives import Known, group, representatives
from analysis.profiles import profile_of
from analysis.region import load_region
from analysis.relevance import read_item
from analysis.thresholds import load_thresholds
from analysis.utterances import load_gate, utterances_of
from archive.records import Item, Utterance

CACHE = Path(tempfile.gettempdir()) / "pantau-model"
NO_TIME = datetime(2000, 1, 1, tzinfo=UTC)


def item_of(row, at):
    """The row as an item said at ``at``."""
    title, text = (row.get("title") or "").strip() or None, (row.get("text") or "").strip() or None
    kind = "article" if title else "post"
    return Item(
        row["id"], row.get("outlet") or "?", kind, None, row["id"], title, None, text, None, None, None, (), False, None,
        row.get("time") or None, at, None, None, at,
    )  # fmt: skip


def instant(raw):
    try:
        at = datetime.fromisoformat(raw.strip())
    except (ValueError, AttributeError):
        return None
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def items_of(rows):
    """The rows as items in order of time."""
    times = [instant(row.get("time") or "") for row in rows]
    last = max((at for at in times if at), default=NO_TIME)
    return sorted((item_of(row, at or last) for row, at in zip(rows, times, strict=True)), key=lambda item: (item.at, item.id))


def centred_vectors(items, encoder):
    """The centred vector of every item by its id."""
    texts = sorted({text_of(item) for item in items})
    rows = dict(zip(texts, encoder.encode(texts), strict=True))
    return centred({item.id: rows[text_of(item)] for item in items}, encoder.encode(reference_texts()))


@cache
def gate():
    return load_gate(CACHE)


def profiles_of(items, region, thresholds):
    """The profiles of ``items``; articles are a newsroom's, posts people's own. No article claims anything, so only posts are heard."""
    posts = [item for item in items if item.kind != "article"]
    heard = {utterance.item_id: utterance for utterance in utterances_of(posts, {}, gate())} if posts else {}
    printed = Utterance("", "news", 1.0, "", None, "")
    return [profile_of(item, read_item(item, region, thresholds), heard.get(item.id, printed)) for item in items]


def arriving(items, portions_of, vectors, thresholds, region=None):
    """What is known after every portion of ``items`` was grouped in its turn; ``portions_of`` yields (now, the items that came)."""
    region = region or load_region(None)
    profile = {p.item_id: p for p in profiles_of(items, region, thresholds)}
    at = {item.id: item.at for item in items}
    known, seen = Known(), []
    for now, came in portions_of:
        seen += came
        since = now - timedelta(days=thresholds.narratives.window_days)
        recent = [item for item in seen if item.at > since]
        ids = [*(item.id for item in recent), *representatives({item.id: at[item.id] for item in seen}, known, now, thresholds)]
        copies = find_copies(recent, (), thresholds)
        chosen = [profile[item_id] for item_id in dict.fromkeys(ids)]
        known = group({item.id: item for item in came}, chosen, vectors, copies, known, now, thresholds).added_to(known)
        yield known


def by_day(items, parts=1):
    """``items`` in portions of a day (``parts`` = 1) or of a part of one, each with the instant at which it is grouped."""
    step = timedelta(days=1) / parts
    portions = {}
    for item in items:
        portions.setdefault((item.at - NO_TIME) // step, []).append(item)
    return [(NO_TIME + step * (number + 1), portions[number]) for number in sorted(portions)]


def main(source, target):
    with Path(source).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    missing = {"id", "title", "text"} - set(rows[0] if rows else ("id", "title", "text"))
    if missing:
        print(f"{source}: the columns {', '.join(sorted(missing))} are missing; give id,time,outlet,title,text")
        return 2
    items = items_of(rows)
    vectors = centred_vectors(items, load(None, CACHE)) if items else {}
    known = [Known(), *arriving(items, by_day(items), vectors, load_thresholds())][-1]
    home = {m.item_id: m for m in known.memberships}
    with Path(target).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "event_id", "narrative_id"])
        writer.writerows([row["id"], home[row["id"]].event_id, home[row["id"]].narrative_id] for row in rows)
    events, narratives = ({getattr(m, level) for m in home.values()} for level in ("event_id", "narrative_id"))
    print(f"{len(items)} texts, {len(events)} events, {len(narratives)} narratives")
    return 0


if __name__ == "__main__":
    csv.field_size_limit(10**9)
    sys.exit(main(*sys.argv[1:3]))
