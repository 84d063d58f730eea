"""The ministry's reports on hoaxes (Komdigi, once Kominfo): rows of JSON, each with its word for it in the title."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from archive.records import FactCheck, Source, stable_id
from extractors import ExtractorError
from extractors.announcements import published
from extractors.answers import fields_in, line, read_json, rows_in, text
from extractors.faults import FetchError
from extractors.http import Client
from extractors.sections import parts_of
from extractors.text import html_to_text
from extractors.verdicts import label_of, verdict_in
from extractors.visit import Fetched, Memory, conclude

_PAGE = "https://www.komdigi.go.id/berita/berita-hoaks/detail/"
# An address that nobody documented is asked for little: older reports than these were read on earlier days.
_PAGES = 3
_SLUG = re.compile(r"[\w.~%-]{1,300}")


async def fetch(source: Source, client: Client, memory: Memory, now: datetime) -> Fetched:
    """Read the newest reports, page by page until we know all of one.

    Raises:
        ExtractorError: the first page could not be read.
    """
    checks: dict[str, FactCheck] = {}
    offered: list[str] = []
    faults: list[str] = []
    for number in range(1, _PAGES + 1):
        try:
            rows, last = _rows((await client.get(_numbered(source.urls[0], number), accept="application/json")).body)
        except ExtractorError as error:
            if number == 1 or (isinstance(error, FetchError) and error.kind == "limit" and not checks):
                raise
            faults.append(f"halaman {number}: {error}")
            break
        found = [check for row in rows if (check := _check(row, source, now))]
        offered += [check.id for check in found]
        checks |= {check.id: check for check in found if memory.wants(check)}
        if number >= last or memory.known.issuperset(check.id for check in found) or len(checks) >= source.max_items:
            break
    return conclude(source, now, memory, offered=offered, factchecks=tuple(checks.values())[: source.max_items], faults=faults)


def _numbered(url: str, page: int) -> str:
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    query |= {"perPage": query.get("perPage") or "12", "page": str(page)}
    return urlunsplit(parts._replace(query=urlencode(query)))


def _rows(body: bytes) -> tuple[list[Mapping[str, Any]], int]:
    """The reports of one page, and the number of the last page."""
    document = read_json(body)
    answer = fields_in(document, "response") or fields_in(document)
    if not isinstance(answer.get("data"), list):
        raise ExtractorError("jawaban tanpa daftar laporan")
    last = answer.get("last_page")
    return rows_in(answer["data"]), last if isinstance(last, int) else 1


def _check(row: Mapping[str, Any], source: Source, now: datetime) -> FactCheck | None:
    slug, title = line(row, "slug"), html_to_text(line(row, "title"))
    if not slug or not title or not _SLUG.fullmatch(slug):
        return None
    body = html_to_text(text(row, "body_html")) or text(row, "body_text") or html_to_text(text(row, "excerpt"))
    native, claim = verdict_in(title)
    if native is None and body:
        # Old reports name it in a line of their own.
        native = (parts_of(body.split("\n")).get("category") or "").split("\n")[0] or None
    time = published(line(row, "published_at"), source.timezone, now)
    return FactCheck(
        id=stable_id(source.id, slug),
        source_id=source.id,
        url=_PAGE + quote(slug, safe="-._~%"),
        title=title,
        claim=claim,
        label=label_of(native),
        native_label=native,
        publisher=source.name,
        # A report without words is kept as read, so that nobody asks for it again.
        body=body or title,
        published_raw=time.raw,
        published_at=time.at,
        published_zone=time.zone,
        published_zone_known=time.known,
        collected_at=now,
        warnings=time.warnings,
    )
