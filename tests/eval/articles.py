"""Every page of a folder as the monitor reads it, one JSON object a line.

Run from the root of the repository: ``python -m tests.eval.articles FOLDER``. Reads ``*.html`` in order of name and prints ``name`` (of the
file, without ``.html``), ``title``, ``authors``, ``editor``, ``published`` (ISO 8601 with its offset, or null), ``zone_source`` ("stated"
on the page, of the "source" in our registry, "assumed" for a site that is not in it, or null), ``dateline``, ``advertorial``, ``kind``
("article", "roundup", "listing", "missing", "photo", "paywalled") and ``text`` (paragraphs joined by a blank line; empty for "listing" and
"missing"). A page that is no article also says why in ``error``. Exit status 2 when there is no such folder.
"""

import json
import sys
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from archive.records import Source
from extractors import ExtractorError
from extractors.addresses import same_site
from extractors.article import ListingPageError, read_article
from extractors.markup import parse
from extractors.metadata import address_of
from extractors.sources import load_sources

UNLISTED = Source(id="lain", name="", kind="feed", urls=(), tier="C", region="Kalimantan Timur")


def source_of(page, sources):
    """The source of the registry that a page belongs to, by the address it names."""
    try:
        address = address_of(parse(page)[0], "")
    except ExtractorError:
        return UNLISTED
    host = urlsplit(address).hostname
    of_host = [source for source in sources for url in source.urls if host and urlsplit(url).hostname == host]
    of_site = [source for source in sources for url in source.urls if host and same_site(url, address)]
    return next(iter(of_host or of_site), UNLISTED)


def local(instant, zone):
    """The instant with the offset of the zone it was read in."""
    if zone[0] in "+-":
        sign = -1 if zone[0] == "-" else 1
        return instant.astimezone(timezone(sign * timedelta(hours=int(zone[1:3]), minutes=int(zone[4:6]))))
    return instant.astimezone(ZoneInfo(zone))


def described(name, page, sources, now):
    nothing = {"name": name, "title": None, "authors": [], "editor": None, "published": None, "zone_source": None, "dateline": None}
    nothing |= {"advertorial": False, "kind": "missing", "text": ""}
    try:
        source = source_of(page, sources)
        article = read_article(page, "", source, now)
        known = article.published_zone_known
        return nothing | {
            "title": article.title,
            "authors": list(article.authors),
            "editor": article.editor,
            "published": local(article.published_at, article.published_zone).isoformat() if article.published_at else None,
            "zone_source": "assumed" if known == "source" and source is UNLISTED else known,
            "dateline": article.dateline,
            "advertorial": article.advertorial,
            "kind": article.kind,
            "text": article.body or "",
        }
    except ListingPageError as error:
        return nothing | {"kind": "listing", "error": str(error)}
    except Exception as error:  # noqa: BLE001 - one page of strangers must not cost the others their line
        return nothing | {"error": f"{type(error).__name__}: {error}"}


def main(arguments):
    if len(arguments) != 1 or not Path(arguments[0]).is_dir():
        print(f"{' '.join(arguments) or 'FOLDER'}: no such folder; usage: python -m tests.eval.articles FOLDER", file=sys.stderr)
        return 2
    sources, now = load_sources(None), datetime.now(UTC)
    for path in sorted(Path(arguments[0]).glob("*.html")):
        print(json.dumps(described(path.stem, path.read_bytes(), sources, now), ensure_ascii=False), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
