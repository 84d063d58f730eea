"""Sitemaps (sitemaps.org 0.9) with Google's news tags, and indexes of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

from extractors import ExtractorError, times
from extractors.entries import Entry, absolute, line_of
from extractors.tags import blocks, fields, prepare
from extractors.text import clean_line

_ROOT = re.compile(r"<(?:[\w.-]{1,20}:)?(urlset|sitemapindex)(?=[\s>/])", re.IGNORECASE)
_WANTED = frozenset({"loc", "lastmod", "news:title", "news:publication_date"})
_SKIPPED = frozenset({"image:image", "video:video", "xhtml:link"})
_NEWS = re.compile(r"news|berita|google", re.IGNORECASE)
_NO_STORIES = re.compile(
    r"categor|kategori|taxonom|(?<![a-z])(?:post_)?tags?(?![a-z])|author|penulis|user|image|gambar|video|page(?!s?-?\d)|halaman",
    re.IGNORECASE,
)
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
# Only the order of times matters here, so nothing lies in the future.
_FAR_AHEAD = datetime(9000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Sitemap:
    """What a sitemap lists, newest first: articles, or in an index the ``children`` that are worth reading.

    ``news`` is True when it lists what is new (Google's news tags) and not all that a site ever published. ``dated`` is True when every
    child says when it last changed.
    """

    entries: tuple[Entry, ...] = ()
    children: tuple[str, ...] = ()
    news: bool = False
    dated: bool = False


def is_sitemap(text: str) -> bool:
    """Whether a text is a sitemap or an index of sitemaps."""
    return _ROOT.search(text, 0, 20_000) is not None


def read_sitemap(text: str, url: str, zone: str) -> Sitemap:
    """Read a sitemap from ``url``; ``zone`` is that of times without one.

    Raises:
        ExtractorError: it is no sitemap.
    """
    root = _ROOT.search(text, 0, 20_000)
    if not root:
        raise ExtractorError("bukan peta situs")
    document = prepare(text)
    index = root[1].lower() == "sitemapindex"
    rows = []
    for block, _ in blocks(document, frozenset({"sitemap" if index else "url"})):
        said = dict(reversed(fields(block.content, document, _WANTED, _SKIPPED)))
        if "loc" not in said:
            continue
        news = clean_line(said["news:publication_date"].value) if "news:publication_date" in said else None
        changed = clean_line(said["lastmod"].value) if "lastmod" in said else None
        instant = times.resolve(news or changed, zone, _FAR_AHEAD).instant
        title = line_of(said["news:title"].text) if "news:title" in said else None
        rows.append((instant, said["loc"].value, title, news))
    # sorted keeps the order of the document among equals, and what states no time stands behind what does.
    rows.sort(key=lambda row: row[0] or _LONG_AGO, reverse=True)
    if index:
        children = {child: instant for instant, location, _, _ in rows if (child := absolute(url, location))}
        return Sitemap(children=_worth_reading(tuple(children)), dated=all(children.values()))
    entries = tuple(
        Entry(None, address, title, None, None, news, () if address else ("tautan entri bukan alamat web",))
        for _, location, title, news in rows
        for address in [absolute(url, location)]
    )
    return Sitemap(entries, news=any(title or news for _, _, title, news in rows))


def _worth_reading(children: tuple[str, ...]) -> tuple[str, ...]:
    """News sitemaps where there are any, else whatever is not named like a list of something else; newest first.

    Where no child states a time the last number is the newest, as WordPress counts.
    """
    named = [(child, urlsplit(child).path.rpartition("/")[2]) for child in children]
    news = [child for child, name in named if _NEWS.search(name)]
    return tuple(news or [child for child, name in named if not _NO_STORIES.search(name)] or children)
