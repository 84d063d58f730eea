"""What an answer is, whatever its address and its headers promised: a feed, a sitemap, a list of posts, or a page of links."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import Literal

from archive.records import Source
from extractors import ExtractorError
from extractors.entries import Entry
from extractors.links import read_links
from extractors.syndication import is_html, is_json, parse_json, read_feed_text
from extractors.text import charset_in, declared_charset, decode, is_too_deep
from extractors.urlset import is_sitemap, read_sitemap
from extractors.wp_json import read_posts

Form = Literal["feed", "sitemap", "index", "posts", "page"]

_GZIP = b"\x1f\x8b"
_LONGEST = 50_000_000


@dataclass(frozen=True, slots=True)
class Announced:
    """The entries of one answer, in its order. ``form`` says what it was.

    ``children`` are the sitemaps that an index leads to, the newest first, and ``dated`` whether it says when each changed. ``archive`` is
    True for a list of all that a site ever published, where only its newest part is an announcement.
    """

    form: Form
    entries: tuple[Entry, ...] = ()
    children: tuple[str, ...] = ()
    dated: bool = False
    archive: bool = False


def read_answer(body: bytes, content_type: str | None, url: str, source: Source, *, html: bool) -> Announced:
    """Read an answer that came from ``url``; ``html`` says that a page of links is welcome too.

    Raises:
        ExtractorError: it is none of the forms; the message (Indonesian) says what it was instead.
    """
    if body.startswith(_GZIP):
        body = _inflated(body)
    text, wrong = decode(body, charset_in(content_type), declared_charset(body))
    warnings = (wrong,) if wrong else ()
    if is_json(text):
        parsed = parse_json(text)
        if isinstance(parsed, dict) and "items" in parsed:
            return Announced("feed", read_feed_text(text, url, warnings))
        return Announced("posts", read_posts(parsed, url, source))
    if is_sitemap(text):
        found = read_sitemap(text, url, source.timezone)
        return Announced("index" if found.children else "sitemap", found.entries, found.children, found.dated, not found.news)
    if html and is_html(text):
        if is_too_deep(text):
            raise ExtractorError("halaman bersarang terlalu dalam")
        return Announced("page", read_links(text, url, source))
    return Announced("feed", read_feed_text(text, url, warnings))


def _inflated(body: bytes) -> bytes:
    """A .gz file's content (RFC 1952); one that swells beyond all measure is refused."""
    stream = zlib.decompressobj(wbits=31)
    try:
        text = stream.decompress(body, _LONGEST)
    except zlib.error as error:
        raise ExtractorError("berkas gzip rusak") from error
    if stream.unconsumed_tail:
        raise ExtractorError("berkas gzip terlalu besar")
    return text
