"""What reading articles costs on one core: CPU seconds and memory for many pages.

Run by hand, from the root of the repository: ``python -m tests.eval.speed [COUNT] [FOLDER]``. Our own whole pages
(``tests/examples/pages``), or the ``*.html`` of a folder, are read over and over until COUNT (3,000 unless told otherwise) are read. Memory
must not grow after the first hundred. Exit status 1 when 3,000 pages would take more than the floor in ``floors.toml``.
"""

import resource
import sys
import time
import tomllib
from datetime import UTC, datetime
from itertools import cycle, islice
from pathlib import Path

from archive.records import Source
from extractors import ExtractorError
from extractors.article import read_article

HERE = Path(__file__).parent
SOURCE = Source("halaman", "Halaman", "feed", ("https://halaman.example/feed",), "C", "Kalimantan Timur")
NOW = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)


def main(arguments):
    count = int(arguments[0]) if arguments else 3_000
    folder = Path(arguments[1]) if len(arguments) > 1 else HERE.parent / "examples" / "pages"
    pages = [path.read_bytes() for path in sorted(folder.rglob("*.html"))]
    if not pages:
        print(f"{folder}: no *.html here; name a folder that holds pages")
        return 2
    started, refused = time.process_time(), 0
    for number, page in enumerate(islice(cycle(pages), count), start=1):
        try:
            read_article(page, "", SOURCE, NOW)
        except ExtractorError:
            refused += 1
        if number in (100, count):
            mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
            print(f"{number} pages: {time.process_time() - started:.1f} s CPU, {mib} MiB at most")
    seconds = (time.process_time() - started) * 3_000 / count
    size = sum(map(len, pages)) / len(pages) / 1024
    floor = tomllib.loads((HERE / "floors.toml").read_text(encoding="utf-8"))["speed"]["seconds"]
    print(f"3,000 pages of {size:.0f} KiB: {seconds:.0f} s CPU (at most {floor}); {refused} of {count} were no articles")
    return 0 if seconds <= floor else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
