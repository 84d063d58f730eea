"""Fact-checkers: what they say is quoted with their own word for it, and sorted by a table."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import cast, get_args

from archive.records import FactCheck, FactLabel, Source, stable_id
from extractors import ExtractorError
from extractors.addresses import canonical_url
from extractors.article import Article, read_article
from extractors.claimreview import ClaimReview, claim_reviews
from extractors.http import Client, Response
from extractors.listing import Published, better, published, read_listing
from extractors.pages import Pages, read_pages
from extractors.syndication import Entry
from extractors.visit import Fetched, Memory, conclude

_BRACKET = re.compile(r"\s*\[([^\]]{1,60})\]\s*(.*)", re.DOTALL)
_COLON = re.compile(r"\s*(?:cek fakta\s*[:,]\s*)?([^:\[\]]{1,40}):\s*(.+)", re.DOTALL | re.IGNORECASE)
_AFTERTHOUGHT = re.compile(r"[!.,;:()\[\]|–—/].*|\s-\s.*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Page:
    article: Article | None
    reviews: tuple[ClaimReview, ...]
    broken: int


async def fetch(source: Source, client: Client, memory: Memory, now: datetime) -> Fetched:
    """Read the feed, then the page of every check that we do not know; of a ``feed_only`` source the feed alone.

    A check whose page fails is kept as its title tells it, without a body.

    Raises:
        ExtractorError: no feed could be read.
    """
    listing = await read_listing(source, client, memory)
    new = {id_: entry for id_, entry in listing.entries.items() if id_ not in memory.known and entry.url and entry.title}
    if source.state == "feed_only":
        pages: Pages[_Page] = Pages()
    else:

        def read(_: str, response: Response) -> _Page:
            return _read(response, source, now)

        pages = await read_pages({id_: entry.url for id_, entry in new.items() if entry.url}, client, read)
    checks = [check for id_, entry in new.items() for check in _checks(id_, entry, pages.read.get(id_), source, now)]
    broken = [f"{new[id_].url}: JSON-LD rusak" for id_, page in pages.read.items() if page.broken]
    # Fact-checks have no list of pages to look at again: only the listing itself leads back to a page that failed.
    everything_read = source.state == "feed_only" or len(pages.read) == len(new)
    return conclude(
        source,
        now,
        memory,
        offered=tuple(listing.entries),
        factchecks=checks,
        validators=[listing.validator] if listing.validator and everything_read else [],
        faults=(*pages.faults, *broken),
        reason=listing.reason,
    )


def label_of(native: str | None) -> FactLabel:
    """Our label for a checker's own word; ``unknown`` when the table does not know the word."""
    if not native:
        return "unknown"
    words = " ".join(native.casefold().strip(" []\"'“”").split())
    return _labels().get(words) or _labels().get(_AFTERTHOUGHT.sub("", words).strip(" \"'“”")) or "unknown"


def verdict_in(title: str) -> tuple[str | None, str]:
    """The verdict that a headline begins with ("[SALAH] …", "Keliru: …") and the claim that follows; no verdict, the whole title."""
    bracket = _BRACKET.match(title)
    if bracket and bracket[2]:
        return bracket[1].strip(), bracket[2].strip()
    colon = _COLON.match(title)
    if colon and label_of(colon[1]) != "unknown":
        return colon[1].strip(), colon[2].strip()
    return None, title


def _read(response: Response, source: Source, now: datetime) -> _Page:
    reviews, broken = claim_reviews(response.body, response.content_type)
    try:
        article = read_article(response.body, response.url, source, now, response.content_type)
    except ExtractorError:
        if not reviews:
            raise
        article = None  # the verdict is there, which is what we came for
    return _Page(article, reviews, broken)


def _checks(id_: str, entry: Entry, page: _Page | None, source: Source, now: datetime) -> list[FactCheck]:
    """One check per review of the page, the first under the entry's id; one from the headline where the page states none."""
    title = entry.title or ""
    native, claim = verdict_in(title)
    article = page.article if page else None
    feed_time = published(entry.published_raw, source.timezone, now)
    page_time = Published(None, None, None, None)
    if article:
        page_time = Published(article.published_raw, article.published_at, article.published_zone, article.published_zone_known)
    checks: list[FactCheck] = []
    for review in (page.reviews if page else ()) or (ClaimReview(None, None, None, None),):
        time = better(page_time if page_time.at else published(review.published_raw, source.timezone, now), feed_time)
        word = review.label or native
        said = review.claim or claim
        checks.append(
            FactCheck(
                id=stable_id(source.id, id_, said) if checks else id_,
                source_id=source.id,
                url=(article.url if article else None) or canonical_url(entry.url or ""),
                title=title,
                claim=said,
                label=label_of(word),
                native_label=word,
                publisher=review.publisher or source.name,
                body=article.body if article else None,
                published_raw=time.raw,
                published_at=time.at,
                published_zone=time.zone,
                published_zone_known=time.known,
                collected_at=now,
                warnings=tuple(dict.fromkeys((*entry.warnings, *time.warnings, *(article.warnings if article else ())))),
            )
        )
    return checks


@cache
def _labels() -> dict[str, FactLabel]:
    table = tomllib.loads(files("extractors").joinpath("fact_labels.toml").read_text(encoding="utf-8"))
    unknown = set(table) - set(get_args(FactLabel))
    if unknown:
        raise ExtractorError(f"extractors/fact_labels.toml: {', '.join(sorted(unknown))}: not a label; see FactLabel in archive/records.py")
    return {word.casefold(): cast(FactLabel, label) for label, words in table.items() for word in words}
