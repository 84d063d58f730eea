"""Posts as WordPress lists them for programs: ``GET /wp-json/wp/v2/posts`` (developer.wordpress.org/rest-api/reference/posts)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit
from zoneinfo import ZoneInfo

from archive.records import Source
from extractors import ExtractorError
from extractors.entries import Entry, absolute, line_of, text_of
from extractors.text import clean_line

PER_PAGE = 50
_FIELDS = "id,date,date_gmt,guid,link,title,excerpt,content"
_POSTS = re.compile(r"/wp/v2/posts/?$")
_NONE_YET = "0000-00-00"
_SHORTENED = re.compile(r"(?:\[…\]|\[\.\.\.\]|…|Selengkapnya|Baca selengkapnya)\W*$", re.IGNORECASE)
_WORDS = 60


def is_posts_address(url: str) -> bool:
    """Whether this asks a WordPress site for its posts, by path or by ``rest_route``."""
    parts = urlsplit(url)
    return _POSTS.search(parts.path) is not None or any(
        name == "rest_route" and _POSTS.search(value) for name, value in parse_qsl(parts.query)
    )


def posts_address(url: str, page: int) -> str:
    """The address of one page of posts; what the registry already asks for stays."""
    parts = urlsplit(url)
    query = {"per_page": str(PER_PAGE), "_fields": _FIELDS, **dict(parse_qsl(parts.query))}
    if page > 1:
        query["page"] = str(page)
    return urlunsplit(parts._replace(query=urlencode(query, safe=",/")))


def is_posts(parsed: Any) -> bool:
    """Whether parsed JSON is a list of posts (an empty one, too)."""
    return isinstance(parsed, list) and all(isinstance(post, dict) and "link" in post and "title" in post for post in parsed)


def read_posts(parsed: Any, url: str, source: Source) -> tuple[Entry, ...]:
    """The posts of one page.

    Raises:
        ExtractorError: the site refuses in JSON, or this is something else.
    """
    if isinstance(parsed, dict) and isinstance(parsed.get("code"), str):
        raise ExtractorError(f"WordPress menolak: {clean_line(parsed['code'][:60])}")
    if not is_posts(parsed):
        raise ExtractorError("JSON ini bukan daftar tulisan WordPress")
    return tuple(_entry(post, url, source) for post in parsed)


def _entry(post: Mapping[str, Any], base: str, source: Source) -> Entry:
    raw, warnings = _published(_string(post.get("date")), _string(post.get("date_gmt")), source)
    content = _rendered(post.get("content"))
    link = absolute(base, _string(post.get("link")))
    text = text_of(content)
    return Entry(
        external_id=clean_line(_rendered(post.get("guid"))),
        url=link,
        title=line_of(_rendered(post.get("title"))),
        summary=text_of(_rendered(post.get("excerpt"))) or text,
        author=None,
        published_raw=raw,
        warnings=warnings if link or not post.get("link") else (*warnings, "tautan entri bukan alamat web"),
        content=content if text and len(text.split()) >= _WORDS and not _SHORTENED.search(text) else None,
    )


def _published(local: str | None, gmt: str | None, source: Source) -> tuple[str | None, tuple[str, ...]]:
    """The time to believe. ``date`` is the clock of the site, ``date_gmt`` the same in UTC by the zone that the site is set to.

    Where the registry knows that zone to be wrong (``trust_zone`` is False), the clock is read in the source's own; elsewhere a
    disagreement is told.
    """
    if gmt and gmt.startswith(_NONE_YET):
        gmt = None
    if not source.trust_zone or not gmt:
        return local or (f"{gmt}Z" if gmt else None), ()
    raw = gmt if re.search(r"(?:Z|[+-]\d\d:?\d\d)$", gmt) else f"{gmt}Z"
    try:
        clock, meant = datetime.fromisoformat(local or ""), datetime.fromisoformat(gmt)
        gap = clock.replace(tzinfo=None) - meant.replace(tzinfo=None)
        offset = clock.replace(tzinfo=ZoneInfo(source.timezone)).utcoffset() or timedelta()
    except ValueError:
        return raw, ()
    if gap == offset:
        return raw, ()
    return raw, (f"date dan date_gmt berselisih {gap / timedelta(hours=1):+g} jam, zona sumber {offset / timedelta(hours=1):+g}",)


def _rendered(value: Any) -> str | None:
    if isinstance(value, dict):
        value = None if value.get("protected") is True else value.get("rendered")
    return _string(value)


def _string(value: Any) -> str | None:
    return value if isinstance(value, str) else None
