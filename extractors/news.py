"""News and official sites, whatever they announce their articles by: the entries, then the page behind each that we have not read."""

from __future__ import annotations

import asyncio
import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from archive.records import Item, Source, stable_id
from extractors import ExtractorError
from extractors.addresses import canonical_url, page_number
from extractors.announcements import Listing, Published, better, published, read_listing
from extractors.article import Article, ListingPageError, join_pages, read_article, split_stories
from extractors.entries import Entry
from extractors.http import Client, FetchError, Response
from extractors.pages import Pages, read_page, read_pages
from extractors.visit import Fetched, Memory, conclude

# What the page's time lacks does not matter where the announcement has one.
_NO_TIME = "waktu terbit"
_PARTLY = "halaman lanjutan tidak terbaca"


@dataclass(frozen=True, slots=True)
class _Read:
    """An article as read, and whether that was all of it."""

    article: Article
    whole: bool = True


async def read_news(source: Source, client: Client, memory: Memory, now: datetime) -> Fetched:
    """Read what the source lists, then the pages of new entries and of items left incomplete; of a ``feed_only`` source the listing alone.

    An entry is an item from the moment it is announced: a page that fails leaves it with the announcement's words and no body, to be
    looked at again. Only a link without more words than its anchor is dropped when its page proves to be a list. Full texts that the
    listing itself brought are not asked for again.

    Raises:
        ExtractorError: no address of the source could be read.
    """
    listing = await read_listing(source, client, memory, html=source.kind == "listing")
    listed = {id_: _item(id_, entry, source, now) for id_, entry in listing.entries.items() if id_ not in memory.known}
    if source.state == "feed_only":
        return _concluded(source, now, memory, listing, listed, Pages())
    brought, stories = await asyncio.to_thread(_brought, listing, source, now)
    brought = {id_: one for id_, one in brought.items() if id_ in listed}
    listed |= {id_: item for id_, item in stories.items() if id_ not in memory.known}
    wanted = listed | {old.id: old for old in memory.incomplete if old.id not in listed}
    targets = {id_: item.url for id_, item in wanted.items() if item.url and id_ not in brought and id_ not in stories}

    def read(id_: str, response: Response) -> _Read | None:
        try:
            return _Read(read_article(response.body, response.url, source, now, response.content_type))
        except ListingPageError:
            if listing.page and id_ in listing.entries:
                return None
            raise

    pages = await read_pages(targets, client, read, partial(_with_rest, client=client, source=source, now=now))
    lists = {id_ for id_, one in pages.read.items() if one is None}
    articles = brought | {id_: one for id_, one in pages.read.items() if one}
    complete = {id_: _merged(wanted[id_], one) for id_, one in articles.items()}
    kept = {id_: item for id_, item in (listed | complete).items() if id_ not in lists}
    # A page without a link to follow is no fault where it held the stories themselves.
    listing = replace(listing, reason=None) if stories and not listing.entries else listing
    return _concluded(source, now, memory, listing, kept, pages)


def _concluded(
    source: Source, now: datetime, memory: Memory, listing: Listing, items: Mapping[str, Item], pages: Pages[_Read | None]
) -> Fetched:
    return conclude(
        source,
        now,
        memory,
        offered=tuple(dict.fromkeys((*listing.entries, *(id_ for id_ in items if id_ not in memory.seen)))),
        items=tuple(items.values()),
        # A page that failed is kept as an incomplete item and looked at again, so a 304 hides nothing; a page never reached is not.
        validators=listing.validators if pages.in_time else (),
        faults=pages.faults,
        reason=listing.reason,
    )


def _brought(listing: Listing, source: Source, now: datetime) -> tuple[dict[str, _Read], dict[str, Item]]:
    """What the listing itself held in full: articles of its entries, and stories of a page that are no entries of it."""
    articles: dict[str, _Read] = {}
    for id_, entry in listing.entries.items():
        if entry.content and (article := _from_content(entry, source, now)):
            articles[id_] = _Read(article)
    stories: dict[str, Item] = {}
    if listing.page:
        page = listing.page
        by_url = {entry.url: id_ for id_, entry in listing.entries.items()}
        for story in split_stories(page.body, page.url, source, now, page.content_type):
            if story.url and (known := by_url.get(canonical_url(story.url))):
                articles[known] = _Read(story)
                continue
            id_ = stable_id(source.id, canonical_url(story.url) if story.url else f"{story.title}\n{story.dateline}")
            entry = Entry(None, story.url or None, story.title, None, None, None)
            stories[id_] = _merged(_item(id_, entry, source, now), _Read(story))
    return articles, stories


def _from_content(entry: Entry, source: Source, now: datetime) -> Article | None:
    """The article in the markup that an announcement brought, read by the same rules as a page; its time is the announcement's."""
    title = html.escape(entry.title or "")
    page = (
        f"<!doctype html><html><head><meta charset='utf-8'><title>{title}</title></head>"
        f"<body><article><h1>{title}</h1>{entry.content}</article></body></html>"
    )
    try:
        article = read_article(page.encode("utf-8", "replace"), entry.url or "", source, now)
    except ExtractorError:
        return None
    if not article.body:
        return None
    return (
        replace(article, published_raw=None, published_at=None, published_zone=None, published_zone_known=None)
        if entry.published_raw
        else article
    )


async def _with_rest(first: _Read | None, client: Client, source: Source, now: datetime) -> _Read | None:
    """The article with its further pages, or read from the one page that holds all of it; what cannot be had leaves what there is."""
    if first is None:
        return None
    article = first.article
    others: list[Article] = []

    def read(response: Response) -> Article:
        return read_article(response.body, response.url, source, now, response.content_type)

    for url in article.rest:
        try:
            others.append(await read_page(url, client, read))
        except ExtractorError as error:
            if isinstance(error, FetchError) and error.kind == "limit":
                raise
            joined = _joined(article, others)
            return _Read(replace(joined, warnings=(*joined.warnings, _PARTLY)), whole=False)
    return _Read(_joined(article, others))


def _joined(article: Article, others: Sequence[Article]) -> Article:
    """The pages that could be read, in the order of their numbers; the announced address may be a later page."""
    if not others:
        return article
    if article.whole:
        return replace(article, body=others[0].body or article.body, captions=others[0].captions or article.captions)
    numbers = [page_number(url) for url in article.rest]
    here = next(number for number in range(1, len(numbers) + 2) if number not in numbers)
    pages = [page for number, page in zip(numbers, others, strict=False) if number < here]
    pages = [*pages, article, *others[len(pages) :]]
    return join_pages(pages[0], pages[1:])


def _item(id_: str, entry: Entry, source: Source, now: datetime) -> Item:
    time = published(entry.published_raw, source.timezone, now, trust_stated=source.trust_zone)
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


def _merged(item: Item, read: _Read) -> Item:
    """The item with what its page says: the page wins wherever it says something.

    Read in part, or without its text being found, the item has no ``page`` and will be looked at again.
    """
    page = read.article
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
        warnings=tuple(dict.fromkeys((*item.warnings, *(w for w in page.warnings if not (time.at and w.startswith(_NO_TIME)))))),
        origin=page.origin,
        page=page.kind if read.whole and (page.body or page.kind != "article") else None,
    )
