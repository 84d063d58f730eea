"""Fact-checkers: what they say is quoted with their own word for it, and sorted by a table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from archive.records import FactCheck, Source, stable_id
from extractors import ExtractorError
from extractors.addresses import canonical_url
from extractors.announcements import Published, better, published, read_listing
from extractors.article import Article, read_article
from extractors.checkers import first_checker, tells_again
from extractors.claimreview import ClaimReview, claim_reviews
from extractors.debunks import Debunk, Finding, finding, gathers, read_debunk
from extractors.entries import Entry
from extractors.http import Client, Response
from extractors.pages import Pages, read_pages
from extractors.sections import without_rows
from extractors.verdicts import label_of, verdict_in
from extractors.visit import Fetched, Memory, conclude, same_word

INSEPARABLE = "kumpulan beberapa klaim, tidak terpisahkan"
"""The warning of a page that gathers claims we cannot tell apart: its word is of no single one of them."""


@dataclass(frozen=True, slots=True)
class _Page:
    article: Article | None
    debunk: Debunk | None
    reviews: tuple[ClaimReview, ...]
    broken: int


async def fetch(source: Source, client: Client, memory: Memory, now: datetime) -> Fetched:
    """Read the feed or listing, then the page of every check that is new or whose headline now gives another verdict.

    Of a ``feed_only`` source the feed alone is read.

    A check whose page fails is kept as its title tells it, without a body.

    Raises:
        ExtractorError: no address could be read.
    """
    listing = await read_listing(source, client, memory, html=source.state != "feed_only")
    new = {
        id_: entry
        for id_, entry in listing.entries.items()
        if entry.url and (id_ not in memory.known or _says_otherwise(id_, entry, memory))
    }
    if source.state == "feed_only":
        pages: Pages[_Page] = Pages()
    else:

        def read(id_: str, response: Response) -> _Page:
            return _read(response, new[id_].title, source, now)

        pages = await read_pages({id_: entry.url for id_, entry in new.items() if entry.url}, client, read)
    checks = [check for id_, entry in new.items() for check in _heard(id_, entry, pages.read.get(id_), source, memory, now)]
    broken = [f"{new[id_].url}: JSON-LD rusak" for id_, page in pages.read.items() if page.broken]
    # Fact-checks have no list of pages to look at again: only the listing itself leads back to a page that failed.
    everything_read = source.state == "feed_only" or len(pages.read) == len(new)
    return conclude(
        source,
        now,
        memory,
        offered=tuple(listing.entries),
        factchecks=checks,
        validators=listing.validators if everything_read else (),
        faults=(*pages.faults, *broken),
        reason=listing.reason,
    )


def _says_otherwise(id_: str, entry: Entry, memory: Memory) -> bool:
    """Whether the listing's headline now gives a known check another verdict than both its title and its label, or none any more."""
    if id_ not in memory.verdicts or not entry.title or gathers(entry.title):
        return False
    title, native = memory.verdicts[id_]
    word, before = verdict_in(entry.title)[0], verdict_in(title)[0]
    return not same_word(word, before) and not (word and _states(native, word))


def _states(native: str | None, word: str) -> bool:
    """Whether a label is this word, or this word and another in brackets."""
    return same_word(native, word) or (native or "").casefold().startswith(f"{word.casefold()} (")


def _heard(id_: str, entry: Entry, page: _Page | None, source: Source, memory: Memory, now: datetime) -> Iterator[FactCheck]:
    """What an entry and its page say; where the headline of a known check now gives another verdict than its page, the page is late."""
    corrects = _says_otherwise(id_, entry, memory)
    word = verdict_in(entry.title or "")[0]
    if corrects and word is None and page is None and source.state != "feed_only":
        return  # whether the verdict was withdrawn or only left out of the headline, its page alone can say
    checks = list(_checks(id_, entry, page, source, now))
    for check in checks:
        if check.id != id_ or not entry.title or gathers(entry.title):
            yield check
        elif corrects and word and len(checks) == 1 and not _states(check.native_label, word):
            yield replace(check, title=entry.title, native_label=word, label=label_of(word))
        else:
            yield replace(check, title=_titled(check.title, entry.title, corrects=corrects))


def _titled(title: str, announced: str, *, corrects: bool) -> str:
    """The title that gives the same verdict as the listing's, by which a change of the listing's is seen, and seen once."""
    word = verdict_in(announced)[0]
    if word:
        return title if same_word(word, verdict_in(title)[0]) else announced
    plain = (title, verdict_in(title)[1], announced)
    return next(one for one in plain if verdict_in(one)[0] is None) if corrects else title


def _read(response: Response, announced: str | None, source: Source, now: datetime) -> _Page:
    reviews, broken = claim_reviews(response.body, response.content_type)
    try:
        article = read_article(response.body, response.url, source, now, response.content_type)
    except ExtractorError:
        if not reviews:
            raise
        article = None  # the verdict is there, which is what we came for
    title = _title(announced, article) or ""
    debunk = read_debunk(response.body, response.url, title, source.body_selector, response.content_type)
    return _Page(article, debunk, reviews, broken)


def _title(announced: str | None, article: Article | None) -> str | None:
    """The page's headline, unless only the listing's words for it state the verdict."""
    printed = article.title if article else None
    if printed and announced and verdict_in(announced)[0] and not verdict_in(printed)[0]:
        return announced
    return printed or announced


def _checks(id_: str, entry: Entry, page: _Page | None, source: Source, now: datetime) -> Iterator[FactCheck]:
    """One check per review or gathered claim of the page, the first under the entry's id; one from the headline where it states none."""
    article = page.article if page else None
    title = _title(entry.title, article)
    if title is None:
        return
    debunk = page.debunk if page else None
    first = FactCheck(
        id=id_,
        source_id=source.id,
        url=(article.url if article else None) or canonical_url(entry.url or ""),
        title=title,
        claim=title,
        label="unknown",
        native_label=None,
        publisher=_publisher(None, debunk, source),
        body=without_rows(article.body) if article and article.body else None,
        published_raw=None,
        published_at=None,
        published_zone=None,
        published_zone_known=None,
        collected_at=now,
        warnings=tuple(dict.fromkeys((*entry.warnings, *(article.warnings if article else ())))),
    )
    for check in _split(first, entry, page, source, now):
        yield check if check.id == id_ and check.claim else replace(check, id=stable_id(source.id, id_, check.claim))


def _split(first: FactCheck, entry: Entry, page: _Page | None, source: Source, now: datetime) -> Iterator[FactCheck]:
    reviews: tuple[ClaimReview | None, ...] = page.reviews if page else ()
    debunk = page.debunk if page else None
    if debunk and debunk.pieces and len(reviews) < 2:
        # A compilation says of every claim that it is a hoax, unless the claim's own heading says otherwise.
        yield from _gathered(_timed(first, None, entry, page, source, now), debunk)
        return
    for number, review in enumerate(reviews or (None,)):
        said = finding(first.title, debunk, review, feed_text=entry.summary)
        if gathers(first.title) and review is None:
            said = Finding(first.title, said.native)
        check = replace(
            _timed(first, review, entry, page, source, now),
            id=first.id if number == 0 else "",
            claim=said.claim,
            label="unknown" if gathers(first.title) and review is None else label_of(said.native),
            native_label=said.native,
            publisher=_publisher(review, debunk, source),
        )
        several = (INSEPARABLE,) if gathers(first.title) and review is None else ()
        yield replace(check, warnings=tuple(dict.fromkeys((*check.warnings, *several))))


def _gathered(first: FactCheck, debunk: Debunk) -> Iterator[FactCheck]:
    for number, piece in enumerate(debunk.pieces):
        native, claim = verdict_in(piece.title)
        yield replace(
            first,
            id=first.id if number == 0 else "",
            url=piece.url or first.url,
            title=piece.title,
            claim=claim,
            label=label_of(native),
            native_label=native,
            body=piece.text or first.body,
        )


def _timed(check: FactCheck, review: ClaimReview | None, entry: Entry, page: _Page | None, source: Source, now: datetime) -> FactCheck:
    """The check with the best time there is: of the page, of the review, of the feed, or at last of the claim itself."""
    article = page.article if page else None
    time = Published(None, None, None, None)
    if article:
        time = Published(article.published_raw, article.published_at, article.published_zone, article.published_zone_known)
    if not time.at and review:
        time = published(review.published_raw, source.timezone, now)
    time = better(time, published(entry.published_raw, source.timezone, now))
    if not time.at and review and review.claimed_raw:
        claimed = published(review.claimed_raw, source.timezone, now)
        time = replace(claimed, warnings=(*claimed.warnings, "waktu klaim, bukan waktu pemeriksaan"))
    return replace(
        check,
        published_raw=time.raw,
        published_at=time.at,
        published_zone=time.zone,
        published_zone_known=time.known,
        warnings=tuple(dict.fromkeys((*check.warnings, *time.warnings))),
    )


def _publisher(review: ClaimReview | None, debunk: Debunk | None, source: Source) -> str:
    """Whose verdict it is; a source that tells verdicts again is not the one to be named."""
    first = first_checker(" ".join(debunk.lines)) if debunk and tells_again(source) else None
    return first or (review.publisher if review else None) or source.name
