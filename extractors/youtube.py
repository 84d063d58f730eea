"""The latest videos of official YouTube channels, from each channel's public feed: title and description, never what is said in them.

An address is ``https://www.youtube.com/feeds/videos.xml?channel_id=UC…``. The feed holds the newest fifteen videos, shorts among them. The
channel is an institution and the source itself, so no author is kept.
"""

from __future__ import annotations

import asyncio
from datetime import datetime

from archive.records import Item, Source
from extractors.announcements import published
from extractors.entries import Entry
from extractors.http import Client, Response
from extractors.posts import each, hide_mentions, post_item
from extractors.syndication import read_feed
from extractors.timelines import Page, Timeline, concluded, missing, read_back
from extractors.visit import Fetched, Memory

_PAGE = 15
_ACCEPT = "application/atom+xml, application/xml;q=0.9, */*;q=0.5"


async def fetch(source: Source, client: Client, memory: Memory, now: datetime) -> Fetched:
    """Read the feed of every channel.

    Raises:
        ExtractorError: no feed could be read at all.
    """
    channels = [await _read(url, source, client, memory, now) for url in source.urls]
    return concluded(source, now, memory, channels, gone=missing(memory, channels, now))


async def _read(url: str, source: Source, client: Client, memory: Memory, now: datetime) -> Timeline:
    async def turn(_: str | None) -> Page | None:
        # The feeds are what YouTube publishes for programs; its robots.txt speaks to crawlers of the pages.
        response = await client.get(url, memory.validators.get(url), _ACCEPT, documented=True)
        return None if response.not_modified else await asyncio.to_thread(page_of, response)

    def page_of(response: Response) -> Page:
        entries = read_feed(response.body, response.content_type, response.url)
        items = each(entries, lambda entry: _item(entry, source, client, now))
        times = [at for entry in entries if (at := published(entry.published_raw, "UTC", now).at)]
        return Page(items, None, min(times, default=None), response.validator(source.id))

    return await read_back(Timeline(url), turn, source, memory, _PAGE)


def _item(entry: Entry, source: Source, client: Client, now: datetime) -> Item | None:
    external_id = entry.external_id or entry.url
    if not external_id or not entry.title:
        return None

    def hidden(text: str) -> str:
        return hide_mentions(text, {}, lambda other, _: client.pseudonym("youtube", other))

    return post_item(
        source,
        now,
        external_id=external_id,
        url=entry.url,
        title=hidden(entry.title),
        body=hidden(entry.summary or ""),
        author=None,
        raw_time=entry.published_raw,
        warnings=entry.warnings,
    )
