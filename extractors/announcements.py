"""What a source lists now: the first of its addresses that works, read as what its answer is."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlsplit

from archive.records import Source, Validator, ZoneKnown
from extractors import ExtractorError, times
from extractors.asking import Found, id_of, newest, read_address
from extractors.entries import Entry, is_front_page, without_shared_marks
from extractors.http import Client, FetchError, Response
from extractors.visit import Memory

_USELESS = 0.8  # share of entries without a link of their own


@dataclass(frozen=True, slots=True)
class Listing:
    """The entries of a source by item id, in the listing's order; none when it had not changed.

    ``validators`` are empty whenever a later "not modified" could hide something from us. ``reason`` (Indonesian) says what was not simple
    about it. ``page`` is the answer itself where it was a page of links: it may hold whole stories.
    """

    entries: dict[str, Entry]
    validators: tuple[Validator, ...] = ()
    reason: str | None = None
    page: Response | None = None


@dataclass(frozen=True, slots=True)
class Published:
    """The four time fields of a record, and what was wrong with the raw time."""

    raw: str | None
    at: datetime | None
    zone: str | None
    known: ZoneKnown | None
    warnings: tuple[str, ...] = ()


async def read_listing(source: Source, client: Client, memory: Memory, *, html: bool = False) -> Listing:
    """Read the first of ``source.urls``, in order of trust, that answers with useful entries or with "not modified".

    An address that fails, lists nothing, or whose entries do not lead anywhere gives way to the next one; ``html`` says that a page of
    links is welcome. Of entries that are new to us at most ``source.max_items`` are taken, the newest; the rest waits for the next visit.

    Raises:
        ExtractorError: no address works; the first one's fault is told.
        FetchError: of kind ``limit``, when the visit's time is over.
    """
    faults: list[ExtractorError] = []
    passed_over: list[str] = []
    second_best: Listing | None = None
    for url in source.urls:
        fallback = [f"alamat utama gagal: {faults[0]}; dipakai alamat cadangan"] if faults else passed_over[:1]
        try:
            found = await read_address(url, source, client, memory, html=html)
        except ExtractorError as error:
            if isinstance(error, FetchError) and error.kind == "limit":
                raise
            faults.append(error)
            continue
        if found.unchanged:
            return Listing({}, (), _joined(fallback))
        entries = await asyncio.to_thread(_chosen, found, source, memory)
        listing = Listing(entries, tuple(found.validators) if found.whole else (), _joined([*fallback, *found.notes]), found.page)
        wrong = _useless(found.entries, page=found.page is not None)
        if not wrong:
            return listing
        if second_best is None or (listing.entries and not second_best.entries):
            # Its validator would answer for this address alone while another may come back.
            second_best = replace(
                listing, validators=() if source.urls[1:] else listing.validators, reason=_joined([*fallback, *found.notes, wrong])
            )
        passed_over.append(f"alamat utama tidak berguna: {wrong}; dipakai alamat cadangan")
    if second_best is None:
        raise faults[0]
    return second_best


def published(raw: str | None, zone: str, now: datetime, *, trust_stated: bool = True) -> Published:
    """A raw time as the fields of a record; a time that cannot be used is left out with a warning."""
    if raw is None:
        return Published(None, None, None, None)
    read = times.resolve(raw, zone, now, trust_stated=trust_stated)
    wrong = () if read.instant else ("waktu terbit tidak terbaca atau di masa depan",)
    return Published(raw, read.instant, read.zone, read.known, wrong)


def better(page: Published, feed: Published) -> Published:
    """The page's time where it has one, except that a zone the feed stated beats a zone we had to suppose for the page."""
    if page.at is None or (feed.at is not None and feed.known == "stated" != page.known):
        return feed if feed.raw or not page.raw else replace(page, at=None)
    return page


def _chosen(found: Found, source: Source, memory: Memory) -> dict[str, Entry]:
    """The entries by id, as far as they concern us and one visit can take them."""
    by_id: dict[str, Entry] = {}
    outside = 0
    concerns = _filter(source.only)
    for entry in without_shared_marks(found.entries):
        if not entry.says_something:
            continue
        if not concerns(entry):
            outside += 1
            continue
        by_id.setdefault(id_of(source, entry), entry)
    new = [id_ for id_ in by_id if id_ not in memory.known]
    if len(new) > source.max_items:
        taken = {id_of(source, entry) for entry in newest([by_id[id_] for id_ in new], source)}
        by_id = {id_: entry for id_, entry in by_id.items() if id_ in memory.known or id_ in taken}
        found.notes.append(f"{len(new) - source.max_items} entri baru menunggu kunjungan berikutnya")
        found.whole = False
    if outside and not by_id:
        found.notes.append(f"{outside} entri di luar wilayah")
    return by_id


def _filter(words: Collection[str]) -> Callable[[Entry], bool]:
    """Whether an entry holds one of ``words`` as whole words, in any case; where it has no words of its own its address must do."""
    if not words:
        return lambda _: True
    choices = "|".join(r"\s+".join(map(re.escape, word.casefold().split())) for word in words)
    pattern = re.compile(rf"(?<!\w)(?:{choices})(?!\w)")

    def concerns(entry: Entry) -> bool:
        said = f"{entry.title or ''}\n{entry.summary or ''}".strip() or re.sub(r"[\W_]+", " ", urlsplit(entry.url or "").path)
        return pattern.search(said.casefold()) is not None

    return concerns


def _useless(entries: Collection[Entry], *, page: bool) -> str | None:
    """Why entries lead nowhere: there are none, or (nearly) all link to the front page or to one and the same address."""
    if not entries:
        return "halaman tanpa tautan berita" if page else "umpan tanpa entri"
    own = [entry for entry in without_shared_marks(entries) if entry.url and not is_front_page(entry.url)]
    linked = sum(entry.url is not None for entry in entries)
    return "semua tautan menuju halaman depan" if linked and len(own) <= (1 - _USELESS) * len(entries) else None


def _joined(reasons: Collection[str]) -> str | None:
    return "; ".join(reasons) or None
