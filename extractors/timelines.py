"""Timelines of posts: turned back page by page, and read for what their authors took away."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from archive.records import Item, Source, Validator
from extractors import ExtractorError
from extractors.faults import FetchError
from extractors.privacy import shield
from extractors.visit import Fetched, Memory, conclude

_EARLIEST = datetime.min.replace(tzinfo=UTC)
# As long as platforms let their answers lie in a cache.
_CACHED = timedelta(minutes=15)
_TAG = re.compile(r"#(\w+)")


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a timeline, newest first, and the cursor of the ``older`` one (``None`` when no more is shown).

    ``since`` is the time of the oldest post on the page, kept or not: every post after it should stand on this page or an earlier one.
    ``ends`` is true where the timeline itself ends here, so that nothing older exists.
    """

    items: list[Item]
    older: str | None
    since: datetime | None = None
    validator: Validator | None = None
    ends: bool = False


@dataclass(slots=True)
class Timeline:
    """What one address gave: pages of items, newest first; ``fault`` is set when it broke off before its end.

    ``since`` tells how far back it was read without a gap, ``None`` when it was not. ``mark`` says what it must hold: the posts of this
    author (a pseudonym) or with this "#tag".
    """

    url: str
    mark: str | None = None
    pages: list[list[Item]] = field(default_factory=list)
    since: datetime | None = None
    validator: Validator | None = None
    fault: ExtractorError | None = None
    note: str | None = None

    @property
    def offered(self) -> list[Item]:
        """Every item it showed."""
        return [item for page in self.pages for item in page]

    @property
    def items(self) -> list[Item]:
        """All items; of a timeline that broke off, all but the oldest of each page.

        The next visit reads back until it finds a page it knows. What is left out here keeps every page unknown, so that visit reads on
        past the place where this one broke off.
        """
        return [item for page in self.pages for item in (page[:-1] if self.fault else page)]


async def read_back(
    timeline: Timeline,
    turn: Callable[[str | None], Awaitable[Page | None]],
    source: Source,
    memory: Memory,
    page_size: int,
    back_to: datetime | None = None,
) -> Timeline:
    """Turn pages from the newest to posts that we know and are not after ``back_to``, or to ``source.max_items``; fills ``timeline``.

    ``turn`` fetches the page at a cursor (``None`` for the newest) or returns ``None`` when it has not changed. What it raises ends the
    reading and is kept as the timeline's fault.
    """
    cursor: str | None = None
    cursors: set[str] = set()
    try:
        # Bounded by barren pages as well: a timeline may hold nothing but posts that we leave out.
        while sum(not page for page in timeline.pages) < 2 + source.max_items // page_size:
            page = await turn(cursor)
            if page is None:
                break
            timeline.validator = page.validator if cursor is None else timeline.validator
            items = page.items[: source.max_items - len(timeline.offered)]
            timeline.pages.append(items)
            timeline.since = page.since or timeline.since
            if items and len(timeline.offered) >= source.max_items:
                timeline.since = items[-1].published_at
                break
            if page.older is None:
                timeline.since = _EARLIEST if page.ends and timeline.since else timeline.since
                break
            at_known = items and all(item.id in memory.known for item in items) and (back_to is None or items[-1].at <= back_to)
            if page.older in cursors or at_known:
                break
            cursors.add(cursor := page.older)
    except ExtractorError as error:
        timeline.fault = error
    return timeline


def watched_since(memory: Memory) -> datetime | None:
    """How far back a timeline has to be read to see which posts were deleted; ``None`` when none are watched."""
    return min((item.at for item in memory.recent), default=None)


def missing(memory: Memory, timelines: Sequence[Timeline], now: datetime) -> list[str]:
    """The ids of watched posts that their authors took back: the timelines that must hold them were read that far and do not.

    An answer without a single post proves nothing: a fault of the server looks the same. Nor does one whose newest post is older than a
    post of the last minutes: it may have lain in a cache.
    """
    offered = {item.id for timeline in timelines for item in timeline.offered}
    return [item.id for item in memory.recent if item.id not in offered and _should_stand(item, timelines, now)]


def _should_stand(item: Item, timelines: Sequence[Timeline], now: datetime) -> bool:
    marks = {item.author, *(f"#{tag}" for tag in _TAG.findall(item.text.casefold()))}
    owners = [timeline for timeline in timelines if timeline.mark in marks] or timelines
    at = item.published_at
    if at is None or not all(owner.since is not None and not owner.fault and at > owner.since for owner in owners):
        return False
    return at < now - _CACHED or any(at < shown.at for owner in owners for shown in owner.offered)


def unseen(memory: Memory, timelines: Sequence[Timeline]) -> list[Item]:
    """The watched posts that no timeline showed this time, and that deserve a look of their own; none when nothing could be read."""
    if all(timeline.fault and not timeline.pages for timeline in timelines):
        return []
    offered = {item.id for timeline in timelines for item in timeline.offered}
    return [item for item in memory.recent if item.id not in offered and item.external_id]


def concluded(
    source: Source,
    now: datetime,
    memory: Memory,
    timelines: Sequence[Timeline],
    gone: Sequence[str] = (),
    looked_up: Sequence[Item] = (),
    faults: Sequence[str] = (),
) -> Fetched:
    """The end of a visit to ``timelines``; ``looked_up`` are watched posts as they stand now.

    Raises:
        ExtractorError: no timeline could be read at all.
    """
    broken = [timeline for timeline in timelines if timeline.fault]
    if broken and len(broken) == len(timelines) and not any(timeline.pages for timeline in timelines):
        raise broken[0].fault or ExtractorError("tidak terbaca")
    items = {item.id: item for timeline in timelines for item in timeline.items} | {item.id: item for item in looked_up}
    return conclude(
        source,
        now,
        memory,
        offered=tuple(items),
        items=_new_or_edited(items.values(), memory),
        validators=[timeline.validator for timeline in timelines if timeline.validator and not timeline.fault],
        faults=[*(f"{timeline.url}: {timeline.fault}" for timeline in broken), *faults],
        reason="; ".join(dict.fromkeys(timeline.note for timeline in timelines if timeline.note)) or None,
        gone=[id_ for id_ in gone if id_ not in items],
    )


def _new_or_edited(items: Iterable[Item], memory: Memory) -> list[Item]:
    """What we do not have yet or have in other words. What we have went through the shield, so what it would change is no edit."""
    before = {item.id: _words(item) for item in memory.recent}
    return [item for item in items if item.id not in memory.known or (item.id in before and before[item.id] != _words(shield(item)))]


def _words(item: Item) -> tuple[str | None, str | None]:
    return item.title, item.body


def chunks(items: Sequence[Item], size: int) -> Iterator[Sequence[Item]]:
    """``items`` in runs of at most ``size``."""
    for start in range(0, len(items), size):
        yield items[start : start + size]


def under(validator: Validator | None, url: str) -> Validator | None:
    """A page's validator kept under the address that the registry names, so that it is found again."""
    return Validator(url, validator.source_id, validator.etag, validator.last_modified) if validator else None


def is_closed(error: ExtractorError, *statuses: int) -> bool:
    """Whether a fault means that visitors are not let in: a refusal, or one of the further ``statuses`` that say so on this platform."""
    return isinstance(error, FetchError) and (error.kind == "refused" or error.status in statuses)
