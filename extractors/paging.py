"""The further pages of a story that a site spread over several addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser

from extractors.addresses import canonical_url, is_web_address, page_number, same_site, story_url
from extractors.rules import rules
from extractors.text import clean_line

_MOST = 10
_PAGE_LINK = re.compile(r"[?&](?:page|showpage|halaman|hal)=|/\d{1,2}/?$", re.IGNORECASE)
_WHOLE = re.compile(r"(?:^|&)(?:page|showpage|halaman)=(?:all|full)(?:&|$)", re.IGNORECASE)


def rest_of(tree: LexborHTMLParser, url: str, fetched: str) -> tuple[tuple[str, ...], bool]:
    """The addresses where the story goes on, in order, and whether they are one address that holds all of it.

    ``url`` is the story's address, ``fetched`` where this page came from. When this page is not the first, the others hold the first one.
    """
    if _WHOLE.search(urlsplit(fetched).query):
        return (), False
    own = canonical_url(fetched or url)
    story = story_url(own)
    here = page_number(own)
    pages: dict[int, str] = {}
    for address, text in _links(tree, fetched or url, urlsplit(story).path.rstrip("/").rpartition("/")[2]):
        if not same_site(address, own):
            continue
        plain = canonical_url(address)
        if _WHOLE.search(urlsplit(address).query) and story_url(plain) == story:
            return (address,), True
        number = page_number(plain)
        if story_url(plain) == story and (number > 1 or rules().page_link.fullmatch(text)):
            pages.setdefault(number, plain)
    pages.pop(here, None)
    if here > 1:
        pages.setdefault(1, story)
    elif not any(number > 1 for number in pages):
        return (), False
    # Some pagers leave out the middle: "1 2 … 6".
    return tuple(pages[number] for number in sorted(pages))[:_MOST], False


def _links(tree: LexborHTMLParser, base: str, slug: str) -> Iterator[tuple[str, str]]:
    for node in tree.css('link[rel="next"], link[rel="prev"], a[href]'):
        href = (node.attributes.get("href") or "").strip()
        # News pages carry hundreds of links; only these can be pages of a story.
        if not _PAGE_LINK.search(href) and not (slug and href.rstrip("/").endswith(slug)):
            continue
        try:
            address = urljoin(base, href)
        except ValueError:
            continue
        if is_web_address(address):
            yield address, clean_line(node.text()) or ""
