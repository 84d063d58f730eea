"""One page of a news site becomes one article: what was reported, apart from everything a site prints around it.

The page's own selector comes first where the source names one; otherwise trafilatura (A. Barbaresi, ACL 2021) finds the text. Then the
rules of ``boilerplate.toml`` sort its lines.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser

from archive.records import Source, ZoneKnown
from extractors import ExtractorError
from extractors.addresses import canonical_url as canonical_url
from extractors.boilerplate import Sifted, credits_in, sift
from extractors.language import language_of
from extractors.markup import lines_of, parse
from extractors.metadata import address_of, byline_of, is_paid_by_kind, sections_of, times_of, title_of
from extractors.rules import rules
from extractors.text import clean_line
from extractors.times import Resolved, resolve

_STORIES_OF_A_LISTING = 3
_SHORT_PAGE = 60  # words; an error page with more would be an article about error pages
_PARAGRAPH = 80  # characters
_LUMPS = 3  # lines; of a short article the extractor makes one or two, headline and credits included
_KEPT = frozenset({"html", "body", "main", "article"})


@dataclass(frozen=True, slots=True)
class Article:
    """What an article page says; a field the page leaves out is ``None``.

    ``url`` is the canonical address, ``body`` paragraphs separated by blank lines. ``advertorial`` is True for text that says it was paid
    for. ``published_at`` is UTC. ``warnings`` (Indonesian) tell what was wrong with the page or doubtful about the reading.
    """

    url: str
    title: str | None
    body: str | None
    author: str | None
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


def read_article(html: bytes, url: str, source: Source, now: datetime, content_type: str | None = None) -> Article:
    """Read the article on a page.

    Args:
        html: the page as it came.
        url: where it was fetched from, after redirects; empty for a page that somebody handed in as a file.
        source: whose page it is; its zone reads times that state none, its selectors find the text.
        now: the instant of reading, against which times are checked.
        content_type: the ``Content-Type`` header.

    Raises:
        ExtractorError: the page is no article: empty, a listing, an error page; the message is a reason in Indonesian.
    """
    tree, warnings = parse(html, content_type)
    address = address_of(tree, url)
    title = title_of(tree, source, address)
    _refuse_listing(address)
    lines = lines_of(tree.body) if tree.body else []
    # What a page says about itself is read before its noise is taken out of the tree.
    stated = times_of(tree, address, title, lines)
    byline = byline_of(tree, source)
    sections, paid = sections_of(tree), is_paid_by_kind(tree)
    text, captions = _text_of(tree, source)
    sifted = sift([line for line in text if line != title], source.name, captions)
    body = _body(sifted)
    _refuse_error_page(title, body)
    if sifted.datelines >= _STORIES_OF_A_LISTING:
        raise ExtractorError(f"halaman daftar: {sifted.datelines} berita dalam satu halaman")
    author, editor = _credits(sifted, lines, title)
    raw, time = _published(stated, source.timezone, now)
    known = rules()
    paid = (
        paid
        or sifted.advertorial
        or bool(title and known.paid_title.fullmatch(title))
        or any(known.paid_line.fullmatch(section) for section in sections)
        or bool(known.paid_path.fullmatch(urlsplit(address).path))
    )
    return Article(
        url=address,
        title=title,
        body=body,
        author=author or byline,
        editor=editor,
        dateline=sifted.dateline,
        captions=tuple(sifted.captions),
        advertorial=paid,
        language=language_of(body or title),
        published_raw=raw,
        published_at=time.instant,
        published_zone=time.zone,
        published_zone_known=time.known,
        warnings=(*warnings, *_doubts(sifted, title, body, address, raw, time)),
    )


def _refuse_listing(address: str) -> None:
    parts = urlsplit(address)
    if parts.path in ("", "/") and not parts.query and parts.netloc:
        raise ExtractorError("halaman depan situs, bukan artikel")
    if parts.path and rules().listing_path.fullmatch(parts.path):
        raise ExtractorError("halaman daftar, bukan artikel")


def _refuse_error_page(title: str | None, body: str | None) -> None:
    if title is None and body is None:
        raise ExtractorError("halaman tanpa judul dan isi")
    if len((body or "").split()) < _SHORT_PAGE and title:
        if rules().missing_title.fullmatch(title):
            raise ExtractorError("artikel tidak ditemukan di situs")
        if rules().refused_title.fullmatch(title):
            raise ExtractorError("situs menampilkan halaman penghalang, bukan artikel")


def _text_of(tree: LexborHTMLParser, source: Source) -> tuple[list[str], list[str]]:
    """The lines of the article and the captions of its pictures; takes the noise out of ``tree``."""
    known = rules()
    captions = [text for selector in known.captions for node in tree.css(selector) if (text := clean_line(node.text()))]
    everything = len(tree.body.text()) if tree.body else 0
    for selector in (*known.remove, *source.strip):
        # Innermost first: taking a node out takes everything in it along.
        for node in reversed(tree.css(selector)):
            # Some templates wrap the whole page in a form, or name the article's own box like noise.
            if node.tag not in _KEPT and 2 * len(node.text()) <= everything:
                node.decompose()
    lines = _selected(tree, source.body_selector) if source.body_selector else []
    return lines or _found(tree), list(dict.fromkeys(captions))


def _selected(tree: LexborHTMLParser, selector: str) -> list[str]:
    return next((lines for node in tree.css(selector) if (lines := lines_of(node))), [])


def _found(tree: LexborHTMLParser) -> list[str]:
    import trafilatura  # half a second to load, and pages with a selector of their own never need it

    text = trafilatura.extract(tree.html or "", fast=True, include_comments=False) or ""
    lines = [line.removeprefix("- ") for raw in text.split("\n") if (line := clean_line(raw))]
    if len(lines) <= _LUMPS and tree.body:
        shown = lines_of(tree.body)
        lines = [part for line in lines for part in _as_shown(line, shown)]
        # Very short texts are below what the extractor takes for an article.
        lines = lines or _selected(tree, "article, main") or [line for line in shown if len(line) >= _PARAGRAPH]
    return lines


def _as_shown(line: str, shown: Sequence[str]) -> Sequence[str]:
    """``line`` as the page broke it, where a run of the lines that the page shows makes up exactly this line."""
    start = next((index for index, part in enumerate(shown) if part != line and len(part) > 3 and line.startswith(part)), None)
    if start is None:
        return [line]
    parts, position = [], 0
    for part in shown[start:]:
        position += line.startswith(" ", position)
        if not line.startswith(part, position):
            break
        parts.append(part)
        position += len(part)
    return parts if position == len(line) else [line]


def _body(sifted: Sifted) -> str | None:
    # What stands above the dateline is the head that the page shows anyway, unless it is a sentence.
    kept = [line for line in sifted.head if line.endswith((".", "!", "?", "”", '"'))] + sifted.body
    return "\n\n".join(kept) or None


def _credits(sifted: Sifted, lines: Sequence[str], title: str | None) -> tuple[str | None, str | None]:
    """Author and editor as printed in the text, or else anywhere below the title."""
    author, editor = sifted.author, sifted.editor
    start = lines.index(title) if title in lines else 0
    for line in lines[start:]:
        if author and editor:
            break
        if names := credits_in(line):
            author, editor = author or names.get("author"), editor or names.get("editor")
    return author, editor


def _published(stated: Sequence[str], zone: str, now: datetime) -> tuple[str | None, Resolved]:
    for raw in stated:
        time = resolve(raw, zone, now)
        if time.instant:
            return raw, time
    return (stated[0] if stated else None), Resolved(None, None, None)


def _doubts(sifted: Sifted, title: str | None, body: str | None, address: str, raw: str | None, time: Resolved) -> list[str]:
    doubts = []
    if body is None:
        doubts.append("isi artikel tidak ditemukan")
    if raw and time.instant is None:
        doubts.append("waktu terbit tidak dapat dipakai")
    if sifted.handout:
        doubts.append("rilis humas")
    if sifted.datelines > 1:
        doubts.append("lebih dari satu dateline")
    slug = {word for word in re.split(r"[^a-z]+", urlsplit(address).path.rpartition("/")[2].lower()) if len(word) > 3}
    if title and len(slug) >= 3 and not slug & set(re.split(r"[^a-z]+", title.lower())):
        doubts.append("judul tidak cocok dengan alamat")
    return doubts
