"""What a page says about itself: its address, its title, who wrote it, when it was published."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from archive.records import Source
from extractors.addresses import canonical_url, is_web_address, same_site, story_url
from extractors.credits import bare, is_name, people
from extractors.markup import ARTICLES, linked_data
from extractors.origin import is_own
from extractors.outline import Line, Outline
from extractors.published import Stated
from extractors.rules import rules
from extractors.text import clean_line

_TAIL = re.compile(r"\s+(?:[-–—|»~]|::)\s+")
_PATH_DATE = re.compile(r"/(\d{4}/\d{2}/\d{2}(?:/\d{6,10})?)(?=/|$)")
# How far below the title a printed date still belongs to it: bylines and share bars stand between.
_BELOW_TITLE = 15
_ABOVE_TITLE = 3
_MOST_PEOPLE = 8
_LONGEST_BOX = 60  # lines; a longer element is the page, and a date at its top is today's
_LONGEST_INFO = 120
_DATE = re.compile(
    r"(?<![\d(/])(?:\d{1,2}[/-]\d{1,2}[/-](?:20)?\d\d\b|\d{1,2}[\s-]+[a-z]{3,9}\.?[\s,-]+20\d\d\b"
    r"|[a-z]{3,9}\.? \d{1,2}, 20\d\d\b|20\d\d-\d\d-\d\d|(?:\d{1,3}|se)\s*(?:menit|jam|hari|minggu)\s+(?:yang\s+)?lalu\b"
    r"|\d{1,2}\s+[a-z]{3,9}[\s,|•·-]+(?:pukul\s+|jam\s+)?\d{1,2}[.:]\d\d\b)"
    r"(?!\))",
    re.IGNORECASE,
)
_HEADINGS = 40
_NAME_WORDS = 5
_CHANGED = re.compile(
    r"\(?\b(?:di(?:perbarui|update|perbaharui|ubah|edit)|(?:last )?(?:updated?|modified)|pembaruan|terakhir diubah)\b[^|•·]*", re.IGNORECASE
)
_LONGEST_TITLE = 300
_LONGEST_META = 1_000


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
    candidates = [link.attributes.get("href") if link else None, _meta(tree, "og:url")]
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
    headings = [text for level in ("h1", "h2, h3, h4") for node in tree.css(level)[:_HEADINGS] if (text := _short(node))]
    first = [text for node in tree.css("h1")[:1] if (text := _short(node))]
    element = tree.css_first("title")
    shown = _short(element) if element else None
    outlets = (source.name, _meta(tree, "og:site_name") or "", urlsplit(url).hostname or "")
    stated = [_meta(tree, "og:title"), *(_text(thing, "headline") for thing in linked_data(tree, ARTICLES)), _meta(tree, "twitter:title")]
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
    # Some offices call every page by their own name; then a heading of the page is all there is.
    if title and title not in lines and (len(title.split()) <= _NAME_WORDS or bare(title) in map(bare, outlets)):
        title = next((one for one in headings if len(one.split()) > _NAME_WORDS and one in lines), title)
    return title[:_LONGEST_TITLE] if title else None


def _short(node: LexborNode) -> str | None:
    """The text of a node that holds a title, as far as a title can be long."""
    return clean_line(node.text()[: 4 * _LONGEST_TITLE])


def _begins(name: str, heading: str) -> bool:
    short = name.rstrip(".… ")
    if name != short and len(short) > 15:
        return heading.casefold().startswith(short.casefold())
    return name.casefold() == heading.casefold() or (name.startswith(heading) and _TAIL.match(name[len(heading) :]) is not None)


def alts_of(tree: LexborHTMLParser) -> list[str]:
    """What the page's pictures show, in words."""
    return [alt for node in tree.css("img[alt]") if (alt := clean_line((node.attributes.get("alt") or "")[:_LONGEST_META]))]


def summary_of(tree: LexborHTMLParser) -> str | None:
    """The summary that the page gives of itself."""
    return _meta(tree, "og:description") or _meta(tree, "description")


def site_name_of(tree: LexborHTMLParser) -> str | None:
    """What the site calls itself."""
    return _meta(tree, "og:site_name")


def authors_of(tree: LexborHTMLParser, own: frozenset[str]) -> tuple[str, ...]:
    """The authors that JSON-LD, an element marked for them or ``<meta>`` names; ``own`` are names of the outlet."""
    named: list[str] = []
    for thing in linked_data(tree, ARTICLES):
        named += _names(thing.get("author"), tree)
    if found := people("; ".join(named), own):
        return found
    for name in (_meta(tree, "author"), _meta(tree, "article:author"), _meta(tree, "dable:author"), _meta(tree, "content_Author")):
        if name and len(name) <= 120 and "://" not in name and (found := people(name, own)):
            return found
    for node in tree.css('[rel~="author"], [itemprop="author"]')[:3]:
        text = clean_line(node.text())
        if text and len(text) <= 80 and (found := people(text.split(":")[-1], own)):
            return found
    return ()


def editor_of(tree: LexborHTMLParser, own: frozenset[str]) -> str | None:
    """The editor that JSON-LD or ``<meta>`` names."""
    named = [name for thing in linked_data(tree, ARTICLES) for name in _names(thing.get("editor"), tree)]
    found = people("; ".join(named), own) or people(_meta(tree, "editor") or _meta(tree, "content_Editor"), own)
    return ", ".join(found) or None


def sections_of(tree: LexborHTMLParser) -> tuple[str, ...]:
    """The rubrics that the page is filed under."""
    named = [
        _meta(tree, "article:section"),
        _meta(tree, "article:tag"),
        *(_text(thing, "articleSection") for thing in linked_data(tree, ARTICLES)),
    ]
    for crumbs in linked_data(tree, frozenset({"BreadcrumbList"})):
        steps = crumbs.get("itemListElement")
        for step in steps[:_MOST_PEOPLE] if isinstance(steps, list) else []:
            inner = step.get("item") if isinstance(step, dict) else None
            named += [_text(one, "name") for one in (step, inner) if isinstance(one, dict)]
    return tuple(section for section in named if section)


def is_paid_by_kind(tree: LexborHTMLParser) -> bool:
    """Whether the page's JSON-LD calls it an advertiser's text or names a sponsor, or its template files it under paid texts."""
    if any(thing.get("sponsor") or "AdvertiserContentArticle" in str(thing.get("@type")) for thing in linked_data(tree, ARTICLES)):
        return True
    return any(rules().paid_class.search((node.attributes.get("class") or "").lower()) for node in tree.css("body, article, main")[:3])


def times_of(tree: LexborHTMLParser, url: str, title: str | None, page: Outline) -> tuple[Stated, ...]:
    """Every time of publication the page states, best first: machine-readable, in the address, printed below the title."""
    machine = [_meta(tree, name) for name in rules().published]
    machine += [_text(thing, "datePublished") for thing in linked_data(tree, ARTICLES)]
    machine += [_text(thing, "datePublished") for thing in linked_data(tree, frozenset({"WebPage", "VideoObject"}))]
    machine += [clean_line(node.attributes.get("datetime")) for node in _published_elements(tree)]
    in_path = _PATH_DATE.search(urlsplit(url).path)
    stated = [Stated(raw, "machine") for raw in machine if raw]
    stated += [Stated(in_path[1], "address")] if in_path else []
    stated += [Stated(raw, "printed") for raw in _printed(title, page)]
    return tuple({one.raw: one for one in reversed(stated)}.values())[::-1]


def _published_elements(tree: LexborHTMLParser) -> list[LexborNode]:
    """The first ``<time>`` that is not of a change and not inside a list of other stories."""
    marked = tree.css('time[itemprop="datePublished"], time.published, time.entry-date.published, [itemprop="datePublished"][datetime]')
    rest = [node for node in tree.css("time[datetime]") if not _is_of_a_change(node)]
    return (marked or rest)[:1]


def _is_of_a_change(node: LexborNode) -> bool:
    return any(
        word in f"{node.attributes.get('class') or ''} {node.attributes.get('itemprop') or ''}".lower() for word in ("updated", "modified")
    )


def _printed(title: str | None, page: Outline) -> Iterator[str]:
    """The dates under the title, as far as the text has not begun, then the one that stands right above it in the same element."""
    lines = page.lines
    start = page.place_of(title)
    if start is None:
        start = -1
    else:
        yield from printed_dates(lines[start + 1 :])
    above = min((box.start for box in page.boxes if box.start < start < box.end and box.end - box.start <= _LONGEST_BOX), default=start)
    yield from printed_dates(lines[max(above, start - _ABOVE_TITLE) : start])
    yield from (
        line.text for line in lines if len(line.text) <= _LONGEST_INFO and rules().dated_label.match(line.text) and _DATE.search(line.text)
    )


def printed_dates(lines: Sequence[Line]) -> Iterator[str]:
    """The dates among the first ``lines`` of a story, before its second paragraph; those in links are of other stories."""
    sentences = 0
    for line in lines[:_BELOW_TITLE]:
        sentences += len(line.text) > _LONGEST_INFO
        if sentences > 1:
            return
        text = _CHANGED.sub("", line.text).strip(" |•·-–") if len(line.text) <= 2 * _LONGEST_INFO else ""
        # A date in brackets is the day of what a caption or a sentence tells.
        dated = len(text) <= _LONGEST_INFO and not text.endswith(".") and _DATE.search(text)
        if text and 2 * line.linked <= len(line.text) and (rules().date_line.fullmatch(text) or dated):
            yield text


def lone_author(page: Outline, title: str | None, own: frozenset[str]) -> tuple[str, ...]:
    """The name that stands under the title without any label, next to the date."""
    place = page.place_of(title)
    if place is None:
        return ()
    near = page.lines[place + 1 : place + 1 + _BELOW_TITLE]
    dated = {n for n, line in enumerate(near) if len(line.text) <= _LONGEST_INFO and _DATE.search(line.text)}
    for n, line in enumerate(near):
        if line.tag in ("h1", "h2", "h3", "h4", "h5", "th") or len(line.text) > _LONGEST_INFO:
            continue
        before, _, behind = line.text.partition(" - ")
        name = re.sub(r"^(?:oleh|by)\s*:?\s+", "", before if behind and is_own(behind, own) else line.text, flags=re.IGNORECASE)
        if (
            is_name(name)
            and not rules().no_name.search(name)
            and name.casefold() not in rules().towns
            and {n - 2, n - 1, n + 1, n + 2} & dated
        ):
            return people(name, own)
    return ()


def _names_a_page(url: str) -> bool:
    parts = urlsplit(url)
    return parts.path not in ("", "/") or bool(parts.query)


def _meta(tree: LexborHTMLParser, name: str) -> str | None:
    for attribute in ("property", "name", "itemprop"):
        for node in tree.css(f'meta[{attribute}="{name}"]'):
            if content := clean_line((node.attributes.get("content") or "")[:_LONGEST_META]):
                return content
    return None


def _text(thing: dict[str, Any], key: str) -> str | None:
    value = thing.get(key)
    value = value[0] if isinstance(value, list) and value else value
    return clean_line(value[:_LONGEST_META]) if isinstance(value, str) else None


def _names(value: Any, tree: LexborHTMLParser) -> list[str]:
    """The names of people in a value of JSON-LD, which may be a name, a person, a reference to one, or a list of these."""
    named: list[str] = []
    for one in (value if isinstance(value, list) else [value])[:_MOST_PEOPLE]:
        if isinstance(one, dict) and "name" not in one and "@id" in one:
            one = next((thing for thing in linked_data(tree, frozenset({"Person"})) if thing.get("@id") == one["@id"]), one)
        if isinstance(one, dict):
            names = one.get("name") if "Organization" not in str(one.get("@type")) else None
            named += [name for name in (names if isinstance(names, list) else [names]) if isinstance(name, str)]
        elif isinstance(one, str) and "://" not in one:
            named.append(one)
    return [name for raw in named if (name := clean_line(raw))]


def _without_outlet(title: str, outlets: tuple[str, ...]) -> str:
    """``title`` without " - Outlet" (or " | Outlet | Rubric") behind it."""
    known = {bare(outlet) for outlet in outlets} | {bare(label) for label in outlets[-1].split(".")}
    parts = list(_TAIL.finditer(title))
    for tail in parts:
        words = bare(title[tail.end() :].split(" | ")[0])
        if words and (words in known or re.fullmatch(r"(?:[\w-]+\.)+[a-z]{2,5}", title[tail.end() :].strip(), re.IGNORECASE)):
            return title[: tail.start()].strip()
    return title
