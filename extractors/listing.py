"""What a source lists now: the first of its addresses that works."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from archive.records import Source, Validator, ZoneKnown, stable_id
from extractors import ExtractorError, times
from extractors.addresses import canonical_url
from extractors.http import Client, FetchError
from extractors.syndication import Entry, read_feed
from extractors.visit import Memory

_ACCEPT = "application/rss+xml, application/atom+xml, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5"


@dataclass(frozen=True, slots=True)
class Listing:
    """The entries of a feed by item id, in its order; none when it had not changed. ``reason`` says what was not simple about it."""

    entries: dict[str, Entry]
    validator: Validator | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class Published:
    """The four time fields of a record, and what was wrong with the raw time."""

    raw: str | None
    at: datetime | None
    zone: str | None
    known: ZoneKnown | None
    warnings: tuple[str, ...] = ()


async def read_listing(source: Source, client: Client, memory: Memory) -> Listing:
    """Read the first of ``source.urls``, in order of trust, that answers with entries or with "not modified".

    Raises:
        ExtractorError: no address works; the first one's fault is told.
        FetchError: of kind ``limit``, when the visit's time is over.
    """
    faults: list[ExtractorError] = []
    empty: Listing | None = None
    for url in source.urls:
        fallback = f"alamat utama gagal: {faults[0]}; dipakai alamat cadangan" if faults else None
        try:
            response = await client.get(url, memory.validators.get(url), accept=_ACCEPT)
            if response.not_modified:
                return Listing({}, None, fallback)
            entries, note = read_feed(response.body, response.content_type, response.url, source.max_items)
        except ExtractorError as error:
            if isinstance(error, FetchError) and error.kind == "limit":
                raise
            faults.append(error)
            continue
        reasons = "; ".join(reason for reason in (fallback, note) if reason) or None
        if entries:
            by_id: dict[str, Entry] = {}
            for entry in entries:
                by_id.setdefault(id_of(source, entry), entry)
            return Listing(by_id, response.validator(source.id), reasons)
        empty = empty or Listing({}, response.validator(source.id), "; ".join(filter(None, (fallback, "umpan tanpa entri"))))
    if empty is None:
        raise faults[0]
    return empty


def id_of(source: Source, entry: Entry) -> str:
    """The id of what an entry announces; without guid and link its words must do."""
    return stable_id(source.id, entry.external_id or (canonical_url(entry.url) if entry.url else f"{entry.title}\n{entry.summary}"))


def published(raw: str | None, zone: str, now: datetime) -> Published:
    """A raw time as the fields of a record; a time that cannot be used is left out with a warning."""
    if raw is None:
        return Published(None, None, None, None)
    read = times.resolve(raw, zone, now)
    wrong = () if read.instant else ("waktu terbit tidak terbaca atau di masa depan",)
    return Published(raw, read.instant, read.zone, read.known, wrong)


def better(page: Published, feed: Published) -> Published:
    """The page's time where it has one, except that a zone the feed stated beats a zone we had to suppose for the page."""
    if page.at is None or (feed.at is not None and feed.known == "stated" != page.known):
        return feed if feed.raw or not page.raw else replace(page, at=None)
    return page
