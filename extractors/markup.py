"""HTML from strangers as a tree that is safe to search: bounded depth, known encoding, lines as a reader sees them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lxml import etree, html  # type: ignore[import-untyped]  # lxml ships no types
from selectolax.lexbor import LexborHTMLParser, LexborNode

from extractors import ExtractorError
from extractors.outline import outline
from extractors.text import charset_in, clean_line, decode

_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_TAG = re.compile(r"<[a-zA-Z]((?:=\s*\"[^\"]*\"|=\s*'[^']*'|[^>])*+)")
_QUOTED = re.compile(r"=\s*(?:\"[^\"]*\"|'[^']*')")
ARTICLES = frozenset(
    {"NewsArticle", "Article", "ReportageNewsArticle", "AnalysisNewsArticle", "OpinionNewsArticle", "BackgroundNewsArticle"}
    | {"ReviewNewsArticle", "AskPublicNewsArticle", "AdvertiserContentArticle", "BlogPosting", "LiveBlogPosting", "Report"}
)
"""schema.org types of a single story."""
_LONG_TAG = 500
_LONGEST_META = 1_000
# Parsers compare every attribute of a tag with every other; twenty thousand of them take a second, half a million an hour.
_MOST_COMPARISONS = 20_000**2
# Finding the text takes time that grows with the square of the elements; large news pages have ten thousand.
_MOST_ELEMENTS = 50_000


@dataclass(frozen=True, slots=True)
class Page:
    """A page as a tree to search and as a tree of libxml2; ``notes`` say what was wrong with its encoding."""

    tree: LexborHTMLParser
    element: html.HtmlElement
    notes: tuple[str, ...]


def parse(page: bytes, content_type: str | None = None) -> tuple[LexborHTMLParser, tuple[str, ...]]:
    """A page as a tree to search, and what was wrong with its encoding; raises as :func:`read_page` does."""
    read = read_page(page, content_type)
    return read.tree, read.notes


def read_page(page: bytes, content_type: str | None = None) -> Page:
    """A page as trees.

    libxml2 goes first: it bounds depth and closes what was left open, both of which cost HTML5 parsers time and memory without limit.

    Raises:
        ExtractorError: nothing is left of the page, or it would take unreasonably long to read.
    """
    meta = _META_CHARSET.search(page, 0, 2048)
    text, note = decode(page, charset_in(content_type), meta[1].decode("ascii", "ignore") if meta else None)
    text = text.replace("\x00", "")
    if _comparisons(text) > _MOST_COMPARISONS:
        raise ExtractorError("halaman terlalu rumit untuk dibaca")
    try:
        parser = html.HTMLParser(encoding="utf-8", collect_ids=False, remove_comments=True, remove_pis=True)
        tree = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
        bounded = etree.tostring(tree, encoding="unicode", method="html")
    except (etree.LxmlError, ValueError) as error:
        raise ExtractorError("halaman kosong") from error
    searchable = LexborHTMLParser(bounded)
    if len(searchable.css("*")) > _MOST_ELEMENTS:
        raise ExtractorError("halaman terlalu rumit untuk dibaca")
    return Page(searchable, tree, (note,) if note else ())


def lines_of(node: LexborNode) -> list[str]:
    """The lines a reader sees below ``node``, cleaned: one per block or line break, without scripts, forms' buttons and pictures."""
    return [line.text for line in outline(node).lines]


def linked_data(tree: LexborHTMLParser, kinds: frozenset[str]) -> Iterator[dict[str, Any]]:
    """Every JSON-LD object of one of the ``kinds`` (schema.org type names), outer before inner; unreadable blocks are skipped."""
    for script in tree.css('script[type="application/ld+json"]'):
        try:
            # Not strict: line breaks inside strings are common and harmless.
            waiting: list[Any] = [json.loads(script.text(), strict=False)]
        except (ValueError, RecursionError):
            continue
        while waiting:
            value = waiting.pop()
            if isinstance(value, list):
                waiting.extend(reversed(value))
            elif isinstance(value, dict):
                stated = value.get("@type")
                names = {str(kind).rpartition("/")[2] for kind in (stated if isinstance(stated, list) else [stated])}
                if names & kinds:
                    yield value
                waiting.extend(inner for inner in reversed(value.values()) if isinstance(inner, (dict, list)))


def meta_of(tree: LexborHTMLParser, name: str) -> str | None:
    """What a ``<meta>`` element says, by its property, name or itemprop."""
    for attribute in ("property", "name", "itemprop"):
        for node in tree.css(f'meta[{attribute}="{name}"]'):
            if content := clean_line((node.attributes.get("content") or "")[:_LONGEST_META]):
                return content
    return None


def text_of(thing: dict[str, Any], key: str) -> str | None:
    """A text of a JSON-LD object, the first where it gives several."""
    value = thing.get(key)
    value = value[0] if isinstance(value, list) and value else value
    return clean_line(value[:_LONGEST_META]) if isinstance(value, str) else None


def short_text(node: LexborNode) -> str | None:
    """The text of a node that holds a title or a name, as far as these can be long."""
    return clean_line(node.text()[:_LONGEST_META])


def _comparisons(text: str) -> int:
    """An upper bound of the attribute comparisons that parsing would take."""
    total = 0
    for tag in _TAG.finditer(text):
        if len(tag[1]) > _LONG_TAG:
            total += len(re.findall(r"[^\s/]+", _QUOTED.sub("= ", tag[1]))) ** 2
    return total
