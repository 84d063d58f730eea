"""What a page says about itself: its address, its title, its rubrics, whether it was paid for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser

from archive.records import Source
from extractors.addresses import canonical_url, is_web_address, same_site, story_url
from extractors.credits import bare
from extractors.markup import ARTICLES, linked_data, meta_of, short_text, text_of
from extractors.rules import rules
from extractors.text import clean_line

_TAIL = re.compile(r"\s+(?:[-–—|»~]|::)\s+")
_MOST_STEPS = 8
_HEADINGS = 40
_NAME_WORDS = 5
_SECTION_WORDS = 3
_LONGEST_TITLE = 300


def address_of(tree: LexborHTMLParser, url: str) -> str:
    """The story's canonical address: the page's own word for it if that lies on the same site, else the one it was fetched from.

    ``url`` may be empty (a page from a file); then the page's own word is all there is.
    """
    for named in _own_words(tree, url):
        # A home page as canonical address is a template's mistake, made by whole sites.
        if is_web_address(named) and (not url or same_site(named, url)) and (_names_a_page(named) or not _names_a_page(url)):
            return story_url(canonical_url(named))
    return story_url(canonical_url(url))


def _own_words(tree: LexborHTMLParser, url: str) -> Iterator[str]:
    link = tree.css_first('link[rel="canonical"]')
    candidates = [link.attributes.get("href") if link else None, meta_of(tree, "og:url")]
    for thing in linked_data(tree, ARTICLES):
        entity = thing.get("mainEntityOfPage")
        candidates += [entity.get("@id") if isinstance(entity, dict) else entity, thing.get("url")]
    for candidate in candidates:
        if isinstance(candidate, str) and candidate.strip():
            try:
                yield urljoin(url, candidate.strip())
            except ValueError:
                continue


def title_of(tree: LexborHTMLParser, source: Source, url: str, lines: Sequence[str] = ()) -> str | None:
    """The headline without the outlet's name around it; ``lines`` are those of the page."""
    headings = [text for level in ("h1", "h2, h3, h4") for node in tree.css(level)[:_HEADINGS] if (text := short_text(node))]
    first = [text for node in tree.css("h1")[:1] if (text := short_text(node))]
    element = tree.css_first("title")
    shown = short_text(element) if element else None
    outlets = (source.name, meta_of(tree, "og:site_name") or "", urlsplit(url).hostname or "")
    stated = [
        meta_of(tree, "og:title"),
        *(text_of(thing, "headline") for thing in linked_data(tree, ARTICLES)),
        meta_of(tree, "twitter:title"),
    ]
    named = [_without_outlet(candidate, outlets) for candidate in [*stated, shown] if candidate]
    # A heading that the page's own words for itself begin with, or that they shorten, is the headline as readers see it.
    for heading in headings:
        if len(heading) > 15 and any(_begins(name, heading) for name in [*named, shown or ""]):
            return heading[:_LONGEST_TITLE]
    others = [heading for heading in first if bare(heading) not in map(bare, outlets)]
    said = [_without_outlet(candidate, outlets) for candidate in stated if candidate]
    title = next((candidate for candidate in [*said, *others, *named] if candidate), None)
    # Where the outlet's name is unknown: the part of the title that the page prints on a line of its own.
    parts = sorted(_TAIL.split(title or ""), key=len, reverse=True)
    if len(parts) > 1 and len(parts[0]) > 15 and parts[0] in lines:
        title = parts[0]
    if title and rules().section_title.fullmatch(title):
        title = next((one for one in headings if len(one.split()) > _SECTION_WORDS and one in lines), title)
    # Some offices call every page by their own name; then a heading of the page is all there is.
    if title and title not in lines and (len(title.split()) <= _NAME_WORDS or bare(title) in map(bare, outlets)):
        title = next((one for one in headings if len(one.split()) > _NAME_WORDS and one in lines), title)
    return title[:_LONGEST_TITLE] if title else None


def _begins(name: str, heading: str) -> bool:
    short = name.rstrip(".… ")
    if name != short and len(short) > 15:
        return heading.casefold().startswith(short.casefold())
    return name.casefold() == heading.casefold() or (name.startswith(heading) and _TAIL.match(name[len(heading) :]) is not None)


def alts_of(tree: LexborHTMLParser) -> list[str]:
    """What the page's pictures show, in words."""
    return [alt for node in tree.css("img[alt]") if (alt := clean_line((node.attributes.get("alt") or "")[:1_000]))]


def summary_of(tree: LexborHTMLParser) -> str | None:
    """The summary that the page gives of itself."""
    return meta_of(tree, "og:description") or meta_of(tree, "description")


def site_name_of(tree: LexborHTMLParser) -> str | None:
    """What the site calls itself."""
    return meta_of(tree, "og:site_name")


def sections_of(tree: LexborHTMLParser) -> tuple[str, ...]:
    """The rubrics that the page is filed under."""
    named = [
        meta_of(tree, "article:section"),
        meta_of(tree, "article:tag"),
        *(text_of(thing, "articleSection") for thing in linked_data(tree, ARTICLES)),
    ]
    for crumbs in linked_data(tree, frozenset({"BreadcrumbList"})):
        steps = crumbs.get("itemListElement")
        for step in steps[:_MOST_STEPS] if isinstance(steps, list) else []:
            inner = step.get("item") if isinstance(step, dict) else None
            named += [text_of(one, "name") for one in (step, inner) if isinstance(one, dict)]
    return tuple(section for section in named if section)


def is_paid_by_kind(tree: LexborHTMLParser) -> bool:
    """Whether the page's JSON-LD calls it an advertiser's text or names a sponsor, or its template files it under paid texts."""
    if any(thing.get("sponsor") or "AdvertiserContentArticle" in str(thing.get("@type")) for thing in linked_data(tree, ARTICLES)):
        return True
    return any(rules().paid_class.search((node.attributes.get("class") or "").lower()) for node in tree.css("body, article, main")[:3])


def _names_a_page(url: str) -> bool:
    parts = urlsplit(url)
    return parts.path not in ("", "/") or bool(parts.query)


def _without_outlet(title: str, outlets: tuple[str, ...]) -> str:
    """``title`` without " - Outlet" (or " | Outlet | Rubric") behind it."""
    known = {bare(outlet) for outlet in outlets} | {bare(label) for label in outlets[-1].split(".")}
    parts = list(_TAIL.finditer(title))
    for tail in parts:
        words = bare(title[tail.end() :].split(" | ")[0])
        if words and (words in known or re.fullmatch(r"(?:[\w-]+\.)+[a-z]{2,5}", title[tail.end() :].strip(), re.IGNORECASE)):
            return title[: tail.start()].strip()
    return title
