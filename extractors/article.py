"""One page of a news site becomes one article: what was reported, apart from everything a site prints around it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser

from archive.records import PageKind, Source, ZoneKnown
from extractors.addresses import canonical_url as canonical_url
from extractors.addresses import page_number, story_url
from extractors.boilerplate import Sifted, sift
from extractors.bylines import authors_of, editor_of, lone_author
from extractors.credits import credits_in, labelled, people
from extractors.dates import printed_dates, times_of
from extractors.language import language_of
from extractors.listed import Listed, boxed_stories, dated_stories
from extractors.markup import Page, read_page
from extractors.metadata import address_of, alts_of, is_paid_by_kind, sections_of, site_name_of, summary_of, title_of
from extractors.origin import origin_of, own_names
from extractors.outline import Outline, outline
from extractors.page_kind import ListingPageError as ListingPageError
from extractors.page_kind import MissingPageError as MissingPageError
from extractors.page_kind import is_locked, kind_of, refuse_empty, refuse_listing, refuse_listing_address, refuse_missing, says_article
from extractors.paging import rest_of
from extractors.published import Chosen, Stated, choose
from extractors.rules import rules
from extractors.story import Story, find_story, lines_in, size_of

_PARAGRAPH = 80  # characters
_SHORTEST_STORY = 200
_LABELS = 4  # lines around the title where a label may stand
_LABEL = 25  # characters; a longer line is a sentence about this text, not a label on an advertisement
_NOTICE = 300
_HEAD = 5  # lines below a title in which its deck, its date and its authors stand
_STORIES_OF_A_LISTING = 3


@dataclass(frozen=True, slots=True)
class Article:
    """What an article page says; a field the page leaves out is ``None``.

    ``url`` is the canonical address, ``body`` paragraphs separated by blank lines. ``advertorial`` is True for text that says it was paid
    for. ``published_at`` is UTC. ``warnings`` (Indonesian) tell what was wrong with the page or doubtful about the reading. ``origin``
    names the outlet whose text was re-used. ``rest`` are the addresses of the story's other pages in order; when ``whole`` is True it is
    one address that holds the whole story.
    """

    url: str
    title: str | None
    body: str | None
    authors: tuple[str, ...]
    editor: str | None
    dateline: str | None
    captions: tuple[str, ...]
    advertorial: bool
    language: str | None
    published_raw: str | None
    published_at: datetime | None
    published_zone: str | None
    published_zone_known: ZoneKnown | None
    warnings: tuple[str, ...]
    kind: PageKind = "article"
    origin: str | None = None
    rest: tuple[str, ...] = ()
    whole: bool = False

    @property
    def author(self) -> str | None:
        """All authors in one line; ``None`` when nobody is named."""
        return ", ".join(self.authors) or None


def read_article(html: bytes, url: str, source: Source, now: datetime, content_type: str | None = None) -> Article:
    """Read the article on a page.

    Args:
        html: the page as it came.
        url: where it was fetched from, after redirects; empty for a page that somebody handed in as a file.
        source: whose page it is; its zone reads times that state none, its selectors find the text.
        now: the instant of reading, against which times are checked.
        content_type: the ``Content-Type`` header.

    Raises:
        MissingPageError: the site has no such story.
        ListingPageError: the page lists stories.
        ExtractorError: the page is no article for another reason: empty, a barrier. Every message is a reason in Indonesian.
    """
    page = read_page(html, content_type)
    tree = page.tree
    address = address_of(tree, url)
    refuse_listing_address(address)
    shown = outline(tree.body, _marks(tree, source)) if tree.body else Outline()
    lines = [line.text for line in shown.lines]
    title = title_of(tree, source, address, lines)
    own = own_names(address, source.name, site_name_of(tree))
    refuse_missing(title, shown, own)
    listed = boxed_stories(shown, tree, address, title)
    if (end := _end_of_own(shown, title, listed)) is not None:
        shown = shown.until(end)
        lines = lines[:end]
    elif len(listed) >= _STORIES_OF_A_LISTING and not says_article(tree):
        raise ListingPageError(f"halaman daftar: {len(listed)} berita dalam satu halaman")
    story = _story(page, shown, title, summary_of(tree))
    beside = {(title or "").casefold(), (_deck(shown, title) or "").casefold()}
    told = [line for line in story.lines if line.casefold() not in beside and not _is_notice(line)]
    sifted = sift(told, source.name, story.captions)
    body = "\n\n".join(sifted.body) or None
    refuse_empty(title, body, shown)
    refuse_listing(tree, title, body, sifted.datelines, shown)
    authors, editor = _credits(sifted, shown, title, own)
    kind = kind_of(tree, title, body, sifted, shown, address)
    if kind == "photo" and not authors:
        authors = _photographers(shown, own)
    time = choose(times_of(tree, address, title, shown), source, now)
    rest, whole = rest_of(tree, address, url)
    return Article(
        url=address,
        title=title,
        body=body,
        authors=authors or authors_of(tree, own) or lone_author(shown, title, own),
        editor=editor or editor_of(tree, own),
        dateline=sifted.dateline,
        captions=tuple(sifted.captions),
        advertorial=_is_paid(tree, shown, sifted, title, address),
        language=language_of(body or title),
        published_raw=time.raw,
        published_at=time.time.instant,
        published_zone=time.time.zone,
        published_zone_known=time.time.known,
        warnings=(*page.notes, *_doubts(sifted, title, body, address, url, time)),
        kind=kind,
        origin=origin_of(story.lines, sifted.dateline, sifted.endings, own),
        rest=rest,
        whole=whole,
    )


def join_pages(first: Article, others: Sequence[Article]) -> Article:
    """The story whose pages are ``first`` and ``others``; paragraphs that pages repeat are kept once.

    Pages stand in the order given, except that a ``first`` that was only a later page goes behind the one whose address is the story's.
    """
    if first.whole and others:
        return replace(others[0], url=first.url, rest=(), whole=False)
    pages = [first, *others]
    kept: dict[str, None] = {}
    for article in pages:
        kept.update(dict.fromkeys((article.body or "").split("\n\n")))
    kept.pop("", None)
    return replace(
        first,
        body="\n\n".join(kept) or None,
        authors=next((article.authors for article in pages if article.authors), ()),
        editor=next((article.editor for article in pages if article.editor), None),
        dateline=next((article.dateline for article in pages if article.dateline), None),
        captions=tuple(dict.fromkeys(caption for article in pages for caption in article.captions)),
        advertorial=any(article.advertorial for article in pages),
        origin=next((article.origin for article in pages if article.origin), None),
        rest=(),
        whole=False,
    )


def split_stories(html: bytes, url: str, source: Source, now: datetime, content_type: str | None = None) -> tuple[Article, ...]:
    """The stories of a page that prints several in full (tag pages, office sites), in its order; empty for any other page.

    ``url`` of each is where its headline leads, or empty where that is nowhere. Arguments and errors as for :func:`read_article`.
    """
    page = read_page(html, content_type)
    shown = outline(page.tree.body, _marks(page.tree, source)) if page.tree.body else Outline()
    address = canonical_url(url)
    own = own_names(address, source.name, site_name_of(page.tree))
    listed = boxed_stories(shown, page.tree, address, None) or dated_stories(shown, source.name)
    return tuple(_listed_article(one, source, own, now) for one in listed)


def _listed_article(one: Listed, source: Source, own: frozenset[str], now: datetime) -> Article:
    lines = [line.text for line in one.lines if 2 * line.linked <= len(line.text)]
    sifted = sift(lines, source.name)
    authors, editor = _credits(sifted, Outline(list(one.lines)), None, own)
    time = choose([Stated(raw, "printed") for raw in printed_dates(one.lines)], source, now)
    body = "\n\n".join(sifted.body) or None
    return Article(
        url=story_url(canonical_url(one.url)) if one.url else "",
        title=one.title,
        body=body,
        authors=authors,
        editor=editor,
        dateline=sifted.dateline,
        captions=tuple(sifted.captions),
        advertorial=sifted.advertorial or bool(one.title and rules().paid_title.fullmatch(one.title)),
        language=language_of(body or one.title),
        published_raw=time.raw,
        published_at=time.time.instant,
        published_zone=time.time.zone,
        published_zone_known=time.time.known,
        warnings=("rilis humas", *time.doubts) if sifted.handout else time.doubts,
        origin=origin_of(lines, sifted.dateline, sifted.endings, own),
    )


def _end_of_own(shown: Outline, title: str | None, listed: Sequence[Listed]) -> int | None:
    """Where the story under the page's own title ends because the next one begins; ``None`` where it has none or nothing follows."""
    start = shown.place_of(title)
    following = next((one.start for one in listed if start is not None and one.start > start), None)
    own = shown.lines[start:following] if following is not None else []
    return following if sum(len(line.text) for line in own if len(line.text) >= _PARAGRAPH) >= _SHORTEST_STORY else None


def _marks(tree: LexborHTMLParser, source: Source) -> dict[int, str]:
    """The nodes that the source's own selectors name."""
    marks = {node.mem_id: "strip" for selector in source.strip for node in tree.css(selector)}
    if source.body_selector:
        marks |= {node.mem_id: "body" for node in tree.css(source.body_selector)}
    return marks


def _story(page: Page, shown: Outline, title: str | None, summary: str | None) -> Story:
    for box in shown.marked("body"):
        if box.start < box.end:
            return lines_in(shown, box)
    return find_story(shown, page.element, title, summary, alts_of(page.tree), locked=is_locked(page.tree))


def _credits(sifted: Sifted, shown: Outline, title: str | None, own: frozenset[str]) -> tuple[tuple[str, ...], str | None]:
    """Authors and editor as printed in the text, or else anywhere below the title."""
    authors, editor = people(sifted.author, own), ", ".join(people(sifted.editor, own)) or None
    below = [line.text for line in shown.lines[shown.place_of(title) or 0 :]]
    for names in [*filter(None, map(credits_in, below)), labelled(shown)]:
        authors = authors or people(names.get("author"), own)
        editor = editor or ", ".join(people(names.get("editor"), own)) or None
        if authors and editor:
            break
    return authors, editor


def _photographers(shown: Outline, own: frozenset[str]) -> tuple[str, ...]:
    """Those who are named beside the pictures of a page that is all pictures."""
    named = [names.get("other") for line in shown.lines if (names := credits_in(line.text))]
    return next(filter(None, (people(name, own) for name in named)), ())


def _deck(shown: Outline, title: str | None) -> str | None:
    """The sentence that stands between a title and the line that says when or by whom: it belongs to the headline."""
    place = shown.place_of(title)
    if place is None:
        return None
    below = shown.lines[place + 1 : place + 1 + _HEAD]
    known = rules()
    for number, line in enumerate(below):
        if known.date_line.fullmatch(line.text) or known.dated_label.match(line.text) or credits_in(line.text):
            prose = [other.text for other in below[:number] if size_of(other)]
            return prose[0] if len(prose) == 1 else None
    return None


def _is_notice(line: str) -> bool:
    """Whether a line says of the text itself that it was paid for."""
    return _LABEL < len(line) <= _NOTICE and rules().paid_note.fullmatch(line) is not None


def _is_paid(tree: LexborHTMLParser, shown: Outline, sifted: Sifted, title: str | None, address: str) -> bool:
    known = rules()
    place = shown.place_of(title) or 0
    # Above a title, lists are menus.
    labels = [line.text for line in shown.lines[max(place - _LABELS, 0) : place] if line.tag != "li"]
    labels += [line.text for line in shown.lines[place : place + _LABELS]]
    return (
        sifted.advertorial
        or any(known.paid_line.fullmatch(label) or known.paid_note.fullmatch(label) for label in labels)
        or any(_is_notice(line.text) for line in shown.lines)
        or is_paid_by_kind(tree)
        or bool(title and known.paid_title.fullmatch(title))
        or any(known.paid_line.fullmatch(section) for section in sections_of(tree))
        or bool(known.paid_path.fullmatch(urlsplit(address).path))
    )


def _doubts(sifted: Sifted, title: str | None, body: str | None, address: str, fetched: str, time: Chosen) -> list[str]:
    doubts = []
    if body is None:
        doubts.append("isi artikel tidak ditemukan")
    if time.raw and time.time.instant is None:
        doubts.append("waktu terbit tidak dapat dipakai")
    doubts += time.doubts
    if sifted.handout:
        doubts.append("rilis humas")
    if sifted.datelines > 1:
        doubts.append("lebih dari satu dateline")
    if (page := page_number(canonical_url(fetched))) > 1:
        doubts.append(f"alamat halaman {page} dari berita ini")
    slug = {word for word in re.split(r"[^a-z]+", urlsplit(address).path.rstrip("/").rpartition("/")[2].lower()) if len(word) > 3}
    if title and len(slug) >= 3 and not slug & set(re.split(r"[^a-z]+", title.lower())):
        doubts.append("judul tidak cocok dengan alamat")
    return doubts
