"""What a feed, a sitemap, a list of posts or a page of links announces: one entry for one article, whatever form it came in."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from urllib.parse import urljoin

from extractors.addresses import is_web_address, same_site
from extractors.text import LEFT_OVER, clean, clean_line, html_to_text

_BREAK = re.compile(r"\s*[\r\n\t]\s*")
_NO_SCHEME = re.compile(r"www\.[\w-]+\.", re.IGNORECASE)
_AUTHOR_NAME = re.compile(r"[^\s()]+@[^\s()]+\s*\(([^()]+)\)")


@dataclass(frozen=True, slots=True)
class Entry:
    """One announced article, in clean text. ``url`` is absolute http(s); ``published_raw`` is untouched.

    ``content`` is the article's own markup where the announcement brought all of it.
    """

    external_id: str | None
    url: str | None
    title: str | None
    summary: str | None
    author: str | None
    published_raw: str | None
    warnings: tuple[str, ...] = ()
    content: str | None = None

    @property
    def says_something(self) -> bool:
        """Whether there is anything to keep or to follow."""
        return bool(self.title or self.summary or self.url)


def absolute(base: str, link: str | None) -> str | None:
    """``link`` as an absolute web address, ``None`` when it is none (``javascript:``, ``mailto:``, broken)."""
    # Line breaks inside an address come from wrapped templates; blanks were meant to be part of it.
    address = clean(_BREAK.sub("", (link or "").strip())).replace(" ", "%20")
    if not address:
        return None
    if _NO_SCHEME.match(address):
        address = f"https://{address}"
    try:
        address = urljoin(base, address)
    except ValueError:
        return None
    return address if is_web_address(address) else None


def is_front_page(url: str) -> bool:
    """Whether an address is that of a site, not of anything on it."""
    return re.fullmatch(r"https?://[^/?#]+/*(?:(?:index|home)\.(?:php|html?))?[?#]?", url, re.IGNORECASE) is not None


def base_of(url: str, home: str | None) -> str:
    """What relative links of a feed from ``url`` start from: the home page it names, where that is the same site or ``url`` unknown."""
    home = absolute(url, home)
    return home if home and (not url or same_site(url, home)) else url


def line_of(markup: str | None) -> str | None:
    """Markup as one clean line of text."""
    text = clean_line(html_to_text(markup))
    return clean_line(html_to_text(text.replace("<", "&lt;"))) if text and LEFT_OVER.search(text) else text


def text_of(markup: str | None) -> str | None:
    """Markup as clean paragraphs."""
    text = html_to_text(markup)
    return html_to_text(text.replace("<", "&lt;")) if text and LEFT_OVER.search(text) else text


def name_of(author: str | None) -> str | None:
    """The name in an author field; an e-mail address is none."""
    name = line_of(author)
    if name and (beside := _AUTHOR_NAME.fullmatch(name)):
        return clean_line(beside[1])
    return None if name and "@" in name and " " not in name else name


def without_shared_marks(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Some sites give every entry the same link (their front page) or the same guid: a mark of the feed, not of an entry."""
    entries = list(entries)
    titles_of_link: defaultdict[str | None, set[str | None]] = defaultdict(set)
    links_of_id: defaultdict[str | None, set[str | None]] = defaultdict(set)
    for entry in entries:
        titles_of_link[entry.url].add(entry.title)
        links_of_id[entry.external_id].add(entry.url)
    kept = []
    for entry in entries:
        if entry.external_id and len(links_of_id[entry.external_id]) > 1:
            entry = replace(entry, external_id=None, warnings=(*entry.warnings, "guid dipakai beberapa entri"))
        if entry.url and len(titles_of_link[entry.url]) > 2:
            entry = replace(entry, url=None, warnings=(*entry.warnings, "tautan dipakai beberapa entri"))
        kept.append(entry)
    return tuple(kept)
