"""RSS and Atom, also broken ones, as plain entries."""

from __future__ import annotations

import io
import re
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urljoin

import feedparser

from extractors import ExtractorError
from extractors.addresses import is_web_address
from extractors.text import charset_in, clean_line, decode, html_to_text, is_too_deep

_DECLARED = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})[\"']", re.IGNORECASE)
_HTML = re.compile(r"^\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a feed as its publisher wrote it, in clean text. ``url`` is absolute http(s); ``published_raw`` is untouched."""

    external_id: str | None
    url: str | None
    title: str | None
    summary: str | None
    author: str | None
    published_raw: str | None
    warnings: tuple[str, ...]


def read_feed(body: bytes, content_type: str | None, url: str, max_entries: int) -> tuple[tuple[Entry, ...], str | None]:
    """The entries of a feed that came from ``url``, at most the newest ``max_entries``, and a note when there were more.

    What a malformed feed still says is kept, with the defect in each entry's warnings.

    Raises:
        ExtractorError: this is no feed, or a broken one without a single entry.
    """
    declared = _DECLARED.match(body)
    text, wrong = decode(body, charset_in(content_type), declared[1].decode("ascii") if declared else None)
    if is_too_deep(text):
        raise ExtractorError("umpan bersarang terlalu dalam")
    # A stream, because feedparser takes bare bytes for the name of a local file when one exists. Without a base address, because it would
    # complete guids with it, and an item's id must not depend on which of a source's addresses answered.
    parsed = feedparser.parse(
        io.BytesIO(text.encode("utf-8", "replace")),
        response_headers={"content-type": "application/xml; charset=utf-8"},
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    raw: list[Any] = parsed["entries"]
    if not raw and (parsed["bozo"] or not parsed.get("version")):
        raise ExtractorError("bukan umpan RSS/Atom, melainkan halaman HTML" if _HTML.match(text) else "bukan umpan RSS/Atom yang terbaca")
    defect = f"umpan tidak sah: {type(parsed['bozo_exception']).__name__}" if parsed["bozo"] else None
    warnings = tuple(warning for warning in (wrong, defect) if warning)
    note = f"dibaca {max_entries} entri terbaru dari {len(raw)}" if len(raw) > max_entries else None
    entries = (_entry(one, url, warnings) for one in (_newest(raw, max_entries) if note else raw))
    return _without_shared_marks([entry for entry in entries if entry.title or entry.summary]), note


def _newest(raw: list[Any], count: int) -> list[Any]:
    """Feeds run from new to old, so an entry without a time stands with the one before it.

    feedparser's own times are hours off where it does not know a zone, which matters little here.
    """
    when: tuple[int, ...] = (9999,)
    placed = []
    for one in raw:
        when = tuple(dict.get(one, "published_parsed") or dict.get(one, "updated_parsed") or when)
        placed.append((when, one))
    return [one for _, one in sorted(placed, key=lambda pair: pair[0], reverse=True)[:count]]


def _entry(one: Any, base: str, warnings: tuple[str, ...]) -> Entry:
    # Plain dict.get: feedparser's own answers "updated" with "published" and warns about it.
    said = {key: dict.get(one, key) for key in ("id", "link", "title", "summary", "author", "published", "updated", "created")}
    detail = dict.get(one, "author_detail") or {}
    link = urljoin_or_none(base, said["link"])
    if said["link"] and link is None:
        warnings = (*warnings, "tautan entri bukan alamat web")
    content = dict.get(one, "content") or [{}]
    return Entry(
        external_id=clean_line(said["id"]),
        url=link,
        title=clean_line(html_to_text(said["title"])),
        summary=html_to_text(said["summary"] or content[0].get("value")),
        author=clean_line(detail.get("name") or said["author"]),
        published_raw=clean_line(said["published"] or said["updated"] or said["created"]),
        warnings=warnings,
    )


def urljoin_or_none(base: str, link: str | None) -> str | None:
    """``link`` as an absolute web address, ``None`` when it is none (``javascript:``, ``mailto:``, broken)."""
    cleaned = clean_line(link)
    if not cleaned:
        return None
    try:
        address = urljoin(base, cleaned)
    except ValueError:
        return None
    return address if is_web_address(address) else None


def _without_shared_marks(entries: list[Entry]) -> tuple[Entry, ...]:
    """Some sites give every entry the same link (their front page) or the same guid: a mark of the feed, not of an entry."""
    titles_of_link: defaultdict[str | None, set[str | None]] = defaultdict(set)
    links_of_id: defaultdict[str | None, set[str | None]] = defaultdict(set)
    for entry in entries:
        titles_of_link[entry.url].add(entry.title)
        links_of_id[entry.external_id].add(entry.url)
    kept = []
    for entry in entries:
        if entry.external_id and len(links_of_id[entry.external_id]) > 1:
            entry = replace(entry, external_id=None, warnings=(*entry.warnings, "guid dipakai beberapa entri"))
        if entry.url and len(titles_of_link[entry.url]) > 2:
            entry = replace(entry, url=None, warnings=(*entry.warnings, "tautan dipakai beberapa entri"))
        kept.append(entry)
    return tuple(kept)
