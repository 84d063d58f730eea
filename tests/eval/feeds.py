"""What is read from feeds on disk: ``python -m tests.eval.feeds DIR [--compare]``.

Every file below DIR, in order of its path, gives one JSON line: ``name``, ``problem`` (why nothing could be read, or null) and ``entries``
with ``title``, ``link`` and ``published`` (UTC, or null where the feed states no usable time). Times without a zone are read in WITA.
``--compare`` prints instead how many entries feedparser (K. McKee, BSD) finds in the same files, and where we find fewer. Exit status 1
when that happens, or when our own samples of broken feeds (``tests/eval/feeds.toml``) fall below the floor in ``floors.toml``.
"""

import io
import json
import sys
import tomllib
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from archive.records import Source
from extractors import ExtractorError, times
from extractors.forms import read_answer

HERE = Path(__file__).parent
SOURCE = Source("umpan", "Umpan", "feed", (), "B", "Kalimantan Timur")


@dataclass(frozen=True)
class Read:
    name: str
    problem: str | None
    entries: list[dict[str, str | None]]


def read(body, name, now, content_type=None, url=""):
    try:
        entries = read_answer(body, content_type, url, SOURCE, html=False).entries
    except ExtractorError as error:
        return Read(name, str(error), [])
    except Exception as error:  # noqa: BLE001 - a file that trips the reader is a finding, not the end of the run
        return Read(name, f"kesalahan tak terduga: {type(error).__name__}", [])
    return Read(name, None, [{"title": one.title, "link": one.url, "published": instant(one.published_raw, now)} for one in entries])


def instant(raw, now):
    at = times.resolve(raw, SOURCE.timezone, now).instant
    return at.isoformat() if at else None


def files(folder):
    return sorted(path for path in folder.rglob("*") if path.is_file())


def compare(folder, now):
    """Our count of entries beside feedparser's, file by file."""
    import feedparser

    ours = theirs = read_files = 0
    fewer = []
    for path in files(folder):
        body = path.read_bytes()
        found = read(body, path.relative_to(folder).as_posix(), now)
        count = len(feedparser.parse(io.BytesIO(body))["entries"])
        read_files += found.problem is None
        ours, theirs = ours + len(found.entries), theirs + count
        if len(found.entries) < count:
            fewer.append(f"{found.name}: {len(found.entries)} of {count} ({found.problem})")
    print(f"{folder}: {len(files(folder))} files, {read_files} read as feeds; {ours} entries, feedparser {theirs}; fewer in {len(fewer)}")
    for line in fewer:
        print(f"  {line}")
    return not fewer


def samples():
    """The share of our own broken feeds that are read exactly as written down."""
    document = tomllib.loads((HERE / "feeds.toml").read_text(encoding="utf-8"))
    now = document["now"]
    wrong = []
    for one in document["feed"]:
        body = one["body"].encode(one.get("charset", "utf-8"), "xmlcharrefreplace")
        found = read(body, one["name"], now, one.get("content_type"), one.get("url", ""))
        expected = [{key: entry.get(key) for key in ("title", "link", "published")} for entry in one["entries"]]
        if found.entries != expected:
            wrong.append((one["name"], found, expected))
    return len(document["feed"]), wrong


def main(arguments):
    now = datetime.now(UTC)
    folders = [Path(argument) for argument in arguments if not argument.startswith("--")]
    if "--compare" in arguments:
        complete = min([compare(folder, now) for folder in folders if folder.is_dir()], default=True)
        count, wrong = samples()
        for name, found, expected in wrong:
            print(f"  {name}: {found.problem or found.entries}, expected {expected}")
        floor = tomllib.loads((HERE / "floors.toml").read_text(encoding="utf-8"))["feeds"]["samples"]
        share = 1 - len(wrong) / count
        print(f"own samples of broken feeds: {count - len(wrong)} of {count} read as written down")
        held = complete and share >= floor
        print("floors held" if held else "a floor was broken")
        return 0 if held else 1
    if not folders:
        print(__doc__)
        return 2
    for folder in folders:
        for path in files(folder):
            print(json.dumps(asdict(read(path.read_bytes(), path.relative_to(folder).as_posix(), now)), ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
