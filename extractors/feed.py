"""News sites by their feed: the entries, then the page behind each entry that we have not read."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from archive.records import Item, Source
from extractors.addresses import canonical_url
from extractors.article import Article, read_article
from extractors.http import Client, Response
from extractors.listing import Published, better, published, read_listing
from extractors.pages import Pages, read_pages
from extractors.syndication import Entry
from extractors.visit import Fetched, Memory, conclude


async def fetch(source: Source, client: Client, memory: Memory, now: datetime) -> Fetched:
    """Read the feed, then the pages of new entries and of items left incomplete; of a ``feed_only`` source the feed alone.

    A page that fails leaves its item with the feed's words and no body.

    Raises:
        ExtractorError: no feed could be read.
    """
    listing = await read_listing(source, client, memory)
    listed = {id_: _item(id_, entry, source, now) for id_, entry in listing.entries.items() if id_ not in memory.known}
    if source.state == "feed_only":
        wanted: dict[str, Item] = {}
        pages: Pages[Article] = Pages()
    else:
        wanted = listed | {old.id: old for old in memory.incomplete if old.id not in listed}

        def read(_: str, response: Response) -> Article:
            return read_article(response.body, response.url, source, now, response.content_type)

        pages = await read_pages({id_: item.url for id_, item in wanted.items() if item.url}, client, read)
    complete = {id_: _merged(wanted[id_], article) for id_, article in pages.read.items()}
    # A page that failed is kept as an incomplete item and looked at again, so a 304 hides nothing; a page never reached is not.
    validators = [listing.validator] if listing.validator and pages.in_time else []
    return conclude(
        source,
        now,
        memory,
        offered=tuple(listing.entries),
        items=tuple((listed | complete).values()),
        validators=validators,
        faults=pages.faults,
        reason=listing.reason,
    )


def _item(id_: str, entry: Entry, source: Source, now: datetime) -> Item:
    time = published(entry.published_raw, source.timezone, now)
    return Item(
        id=id_,
        source_id=source.id,
        kind="article",
        url=canonical_url(entry.url) if entry.url else None,
        external_id=entry.external_id,
        title=entry.title,
        summary=entry.summary,
        body=None,
        author=entry.author,
        editor=None,
        dateline=None,
        captions=(),
        advertorial=False,
        language=None,
        published_raw=time.raw,
        published_at=time.at,
        published_zone=time.zone,
        published_zone_known=time.known,
        collected_at=now,
        warnings=(*entry.warnings, *time.warnings),
    )


def _merged(item: Item, page: Article) -> Item:
    """The item with what its page says: the page wins wherever it says something."""
    time = better(
        Published(page.published_raw, page.published_at, page.published_zone, page.published_zone_known),
        Published(item.published_raw, item.published_at, item.published_zone, item.published_zone_known),
    )
    return replace(
        item,
        url=page.url or item.url,
        title=page.title or item.title,
        body=page.body,
        author=page.author or item.author,
        editor=page.editor,
        dateline=page.dateline,
        captions=page.captions,
        advertorial=page.advertorial,
        language=page.language,
        published_raw=time.raw,
        published_at=time.at,
        published_zone=time.zone,
        published_zone_known=time.known,
        warnings=tuple(dict.fromkeys((*item.warnings, *page.warnings))),
    )
