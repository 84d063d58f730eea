"""What one address of a source gives, with the further pages or parts that its answer leads to."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from archive.records import Source, Validator, stable_id
from extractors import ExtractorError, times
from extractors.addresses import canonical_url
from extractors.aside import aside
from extractors.entries import Entry
from extractors.forms import Announced, read_answer
from extractors.http import Client, Response
from extractors.visit import Memory
from extractors.wp_json import PER_PAGE, is_posts_address, posts_address

_ACCEPT = "application/rss+xml, application/atom+xml, application/feed+json, application/json;q=0.9, application/xml;q=0.9, */*;q=0.5"
_ACCEPT_PAGE = "text/html, application/xhtml+xml, application/rss+xml;q=0.9, application/xml;q=0.9, */*;q=0.5"
_MOST_CHILDREN = 3
_FAR_AHEAD = datetime(9000, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class Found:
    """What one address gave.

    ``whole`` is False when a part could not be read; ``page`` is the answer itself where it was a page of links.
    """

    entries: list[Entry] = field(default_factory=list)
    validators: list[Validator] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    unchanged: bool = False
    whole: bool = True
    page: Response | None = None


async def read_address(url: str, source: Source, client: Client, memory: Memory, *, html: bool) -> Found:
    """Ask one address of ``source``; ``html`` says that a page of links is welcome.

    Raises:
        ExtractorError: nothing could be read; a part that fails is told in ``notes`` instead.
    """
    if is_posts_address(url):
        return await _read_posts(url, source, client, memory, html)
    response, announced = await _ask(url, source, client, memory, html)
    if announced is None:
        return Found(unchanged=True)
    if announced.form == "index":
        return await _read_children(announced, response, source, client, memory, html)
    return Found(
        list(newest(announced.entries, source) if announced.archive else announced.entries),
        _validators(response, source),
        page=response if announced.form == "page" else None,
    )


async def _ask(url: str, source: Source, client: Client, memory: Memory, html: bool) -> tuple[Response, Announced | None]:
    """One answer, read off the event loop: a hostile document must not keep the other sources waiting."""
    response = await client.get(url, memory.validators.get(url), accept=_ACCEPT_PAGE if html else _ACCEPT)
    if response.not_modified:
        return response, None
    return response, await aside(len(response.body), read_answer, response.body, response.content_type, response.url, source, html=html)


async def _read_posts(url: str, source: Source, client: Client, memory: Memory, html: bool) -> Found:
    """Pages of posts, newest first, as far back as they are unknown to us.

    A visit reads back to a page whose oldest post it knows. So when a page fails, the oldest post of each page before it is left out, and
    the next visit reads on past the place where this one broke off.
    """
    response, announced = await _ask(posts_address(url, 1), source, client, memory, html)
    if announced is None:
        return Found(unchanged=True)
    if announced.form != "posts":
        return Found(list(announced.entries), _validators(response, source), page=response if announced.form == "page" else None)
    pages = [list(announced.entries)]
    found = Found(validators=_validators(response, source))
    total = _number(response.headers.get("x-wp-totalpages"))
    while len(pages) < min(total, -(-source.max_items // PER_PAGE)) and not _ends_known(pages[-1], source, memory):
        try:
            _, announced = await _ask(posts_address(url, len(pages) + 1), source, client, memory, html)
        except ExtractorError as error:
            found.notes.append(f"halaman {len(pages) + 1} tidak terbaca: {error}")
            found.whole = False
            pages = [page[:-1] for page in pages]
            break
        pages.append(list(announced.entries) if announced else [])
    found.entries = [entry for page in pages for entry in page]
    return found


async def _read_children(index: Announced, answer: Response, source: Source, client: Client, memory: Memory, html: bool) -> Found:
    """The newest sitemaps of an index; one that fails leaves the others, and nothing to answer "not modified" to."""
    found = Found()
    faults: list[ExtractorError] = []
    changed = False
    entries: list[Entry] = []
    for child in index.children[:_MOST_CHILDREN]:
        try:
            response, announced = await _ask(child, source, client, memory, html)
        except ExtractorError as error:
            faults.append(error)
            continue
        if announced:
            changed = True
            entries += newest(announced.entries, source) if announced.archive else announced.entries
            found.validators += _validators(response, source)
    if len(faults) == len(index.children[:_MOST_CHILDREN]):
        raise faults[0]
    found.entries = list({entry.url: entry for entry in entries}.values())
    found.notes = [f"{len(faults)} peta situs bagian tidak terbaca: {faults[0]}"] if faults else []
    # An index that does not say when its parts changed may stay the same while they do not.
    if index.dated and not faults:
        found.validators += _validators(answer, source)
    found.unchanged = not changed and not faults
    return found


def id_of(source: Source, entry: Entry) -> str:
    """The id of what an entry announces; without guid and link its words must do."""
    return stable_id(source.id, entry.external_id or (canonical_url(entry.url) if entry.url else f"{entry.title}\n{entry.summary}"))


def _validators(response: Response, source: Source) -> list[Validator]:
    validator = response.validator(source.id)
    return [validator] if validator else []


def newest(entries: Collection[Entry], source: Source) -> list[Entry]:
    """The newest ``source.max_items``. Lists run from new to old, so an entry without a time stands with the one before it."""
    if len(entries) <= source.max_items:
        return list(entries)
    when = _FAR_AHEAD
    placed = []
    for entry in entries:
        when = times.resolve(entry.published_raw, source.timezone, _FAR_AHEAD).instant or when
        placed.append((when, entry))
    return [entry for _, entry in sorted(placed, key=lambda pair: pair[0], reverse=True)[: source.max_items]]


def _ends_known(page: Sequence[Entry], source: Source, memory: Memory) -> bool:
    return not page or id_of(source, page[-1]) in memory.seen


def _number(value: str | None) -> int:
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 9 else 1
