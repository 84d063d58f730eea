"""What a page says about itself: its address, its title, who wrote it, when it was published."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser

from archive.records import Source
from extractors.addresses import canonical_url, is_web_address, same_site
from extractors.markup import linked_data
from extractors.rules import rules
from extractors.text import clean_line
from extractors.times import names_an_hour

_ARTICLES = frozenset({"NewsArticle", "Article", "ReportageNewsArticle", "BlogPosting", "AdvertiserContentArticle", "AnalysisNewsArticle"})
_NOBODY = frozenset({"admin", "administrator", "root", "author", "penulis"})
_TAIL = re.compile(r"\s+(?:[-–—|»~]|::)\s+")
_PATH_DATE = re.compile(r"/(\d{4}/\d{2}/\d{2}(?:/\d{6,10})?)(?=/|$)")
# How far below the title a printed date still belongs to it: bylines and share bars stand between.
_BELOW_TITLE = 15
_LONGEST_TITLE = 300


def address_of(tree: LexborHTMLParser, url: str) -> str:
    """The page's canonical address: its own word for it if that lies on the same site, else the one it was fetched from.

    ``url`` may be empty (a page from a file); then the page's own word is all there is.
    """
    link = tree.css_first('link[rel="canonical"]')
    named = (link.attributes.get("href") or "").strip() if link else ""
    try:
        named = urljoin(url, named) if named else ""
    except ValueError:
        named = ""
    trusted = is_web_address(named) and (not url or same_site(named, url))
    # A home page as canonical address is a template's mistake, made by whole sites.
    if trusted and (_names_a_page(named) or not _names_a_page(url)):
        return canonical_url(named)
    return canonical_url(url)


def title_of(tree: LexborHTMLParser, source: Source, url: str) -> str | None:
    """The headline without the outlet's name behind it."""
    headings = [text for node in tree.css("h1") if (text := clean_line(node.text()))]
    candidates = [_meta(tree, "og:title"), *headings[:1], *(_text(thing, "headline") for thing in linked_data(tree, _ARTICLES))]
    element = tree.css_first("title")
    candidates.append(clean_line(element.text()) if element else None)
    title = next((candidate for candidate in candidates if candidate), None)
    if title is None:
        return None
    for heading in headings:
        if len(heading) > 15 and title.startswith(heading) and _TAIL.match(title[len(heading) :]):
            return heading[:_LONGEST_TITLE]
    return _without_outlet(title, (source.name, _meta(tree, "og:site_name") or "", urlsplit(url).hostname or ""))[:_LONGEST_TITLE]


def byline_of(tree: LexborHTMLParser, source: Source) -> str | None:
    """The author that JSON-LD or ``<meta>`` names; outlets and account names are no authors."""
    named = [name for thing in linked_data(tree, _ARTICLES) for name in _names(thing.get("author"))]
    for name in [", ".join(dict.fromkeys(named)), _meta(tree, "author"), _meta(tree, "article:author")]:
        if name and len(name) <= 120 and "://" not in name and name.casefold() not in _NOBODY and _bare(name) != _bare(source.name):
            return name
    return None


def sections_of(tree: LexborHTMLParser) -> tuple[str, ...]:
    """The rubrics that the page is filed under."""
    named = [_meta(tree, "article:section"), *(_text(thing, "articleSection") for thing in linked_data(tree, _ARTICLES))]
    return tuple(section for section in named if section)


def is_paid_by_kind(tree: LexborHTMLParser) -> bool:
    """Whether the page's JSON-LD calls it an advertiser's text."""
    return any(True for _ in linked_data(tree, frozenset({"AdvertiserContentArticle"})))


def times_of(tree: LexborHTMLParser, url: str, title: str | None, lines: Sequence[str]) -> tuple[str, ...]:
    """Every time of publication the page states, best first: machine-readable, in the address, printed below the title."""
    stated = [_meta(tree, name) for name in rules().published]
    stated += [_text(thing, "datePublished") for thing in linked_data(tree, _ARTICLES)]
    stated += [clean_line(node.attributes.get("datetime")) for node in tree.css("time[datetime]")[:1]]
    if in_path := _PATH_DATE.search(urlsplit(url).path):
        stated.append(in_path[1])
    stated += _printed(title, lines)
    given = [raw for raw in dict.fromkeys(stated) if raw]
    # A day alone, wherever it stands, is worth less than an hour.
    return tuple(sorted(given, key=lambda raw: not names_an_hour(raw)))


def _printed(title: str | None, lines: Sequence[str]) -> Iterator[str]:
    start = next((index + 1 for index, line in enumerate(lines) if title and line == title), None)
    if start is None:
        return
    for line in lines[start : start + _BELOW_TITLE]:
        if len(line) <= 100 and (rules().date_line.fullmatch(line) or (names_an_hour(line) and re.search(r"\b20\d\d\b", line))):
            yield line


def _names_a_page(url: str) -> bool:
    parts = urlsplit(url)
    return parts.path not in ("", "/") or bool(parts.query)


def _meta(tree: LexborHTMLParser, name: str) -> str | None:
    for attribute in ("property", "name", "itemprop"):
        for node in tree.css(f'meta[{attribute}="{name}"]'):
            if content := clean_line(node.attributes.get("content")):
                return content
    return None


def _text(thing: dict[str, Any], key: str) -> str | None:
    value = thing.get(key)
    value = value[0] if isinstance(value, list) and value else value
    return clean_line(value) if isinstance(value, str) else None


def _names(value: Any) -> list[str]:
    values = value if isinstance(value, list) else [value]
    named = [one.get("name") if isinstance(one, dict) else one for one in values[:5]]
    return [name for one in named if isinstance(one, str) and (name := clean_line(one))]


def _without_outlet(title: str, outlets: tuple[str, ...]) -> str:
    """``title`` without " - Outlet" (or " | Outlet | Rubric") behind it."""
    known = {_bare(outlet) for outlet in outlets} | {_bare(label) for label in outlets[-1].split(".")}
    parts = list(_TAIL.finditer(title))
    for tail in parts:
        words = _bare(title[tail.end() :].split(" | ")[0])
        if words and (words in known or re.fullmatch(r"(?:[\w-]+\.)+[a-z]{2,5}", title[tail.end() :].strip(), re.IGNORECASE)):
            return title[: tail.start()].strip()
    return title


def _bare(name: str) -> str:
    return re.sub(r"\W|_|^www\.", "", name).casefold()
