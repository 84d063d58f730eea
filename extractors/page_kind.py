"""What a page is: one story, or a round-up, a gallery, a locked text, a list of stories, nothing at all."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser

from archive.records import PageKind
from extractors import ExtractorError
from extractors.boilerplate import Sifted
from extractors.credits import bare
from extractors.markup import ARTICLES, linked_data
from extractors.outline import Outline
from extractors.rules import rules
from extractors.story import teasers_in

_SHORT_PAGE = 60  # words; an error page with more would be an article about error pages
_SHORTEST_TEXT = 8  # words that a page without a title must have
_GALLERY_WORDS = 150
_GALLERY_PICTURES = 3
_GALLERY_TEXT = 30  # words
_STORIES_OF_A_LISTING = 3
_STORIES_OF_A_PAGE = 2
_TEASERS = 6  # linked headlines, beside which a page without a text of its own is a list
_LINE = 300
_HEADINGS = frozenset({"h1", "h2", "h3"})
_PICTURES = frozenset({"ImageGallery", "MediaGallery", "ImageObject", "Photograph"})
_LISTS = frozenset({"CollectionPage", "SearchResultsPage"})
_WORKS = frozenset({"NewsArticle", "Article", "ReportageNewsArticle", "BlogPosting", "AnalysisNewsArticle", "WebPage", "CreativeWork"})


class MissingPageError(ExtractorError):
    """The site has no such page, whatever status it answered with."""


class ListingPageError(ExtractorError):
    """The page lists stories instead of being one; some listings hold full texts, see :func:`extractors.listed.split_stories`."""


def refuse_listing_address(address: str) -> None:
    """Raise ListingPageError for an address that lists stories instead of being one."""
    parts = urlsplit(address)
    if parts.path in ("", "/", "/index.php") and not parts.query and parts.netloc:
        raise ListingPageError("halaman depan situs, bukan artikel")
    if parts.path and rules().listing_path.fullmatch(parts.path):
        raise ListingPageError("halaman daftar, bukan artikel")


def refuse_missing(title: str | None, page: Outline, own: frozenset[str]) -> None:
    """Raise MissingPageError where a site says, with status 200, that it has no such story, or shows its front page instead.

    ``own`` are the site's names, see :func:`extractors.origin.own_names`.
    """
    known = rules()
    untitled = title is None or bare(title) in own
    for line in page.lines:
        if len(line.text) <= _LINE and (untitled or line.tag in _HEADINGS) and known.missing_line.fullmatch(line.text):
            raise MissingPageError("artikel tidak ditemukan di situs")
    if title is not None and untitled and _headlines(page) >= _TEASERS:
        raise MissingPageError("situs menampilkan halaman depannya, bukan artikel")


def refuse_empty(title: str | None, body: str | None, page: Outline) -> None:
    """Raise MissingPageError or another ExtractorError for a page with hardly any text that is an error page or a barrier."""
    words = len((body or "").split())
    if title is None and words < _SHORTEST_TEXT:
        raise ExtractorError("halaman tanpa judul dan isi")
    if words >= _SHORT_PAGE:
        return
    known = rules()
    if title and known.refused_title.fullmatch(title):
        raise ExtractorError("situs menampilkan halaman penghalang, bukan artikel")
    if (title and known.missing_title.fullmatch(title)) or any(
        len(line.text) <= _LINE and known.missing_line.fullmatch(line.text) for line in page.lines
    ):
        raise MissingPageError("artikel tidak ditemukan di situs")


def _headlines(page: Outline) -> int:
    """How many headings lead to other pages."""
    return sum(1 for line in page.lines if line.tag in ("h1", "h2", "h3", "h4", "h5") and line.linked >= 0.8 * len(line.text) >= 16)


def refuse_listing(tree: LexborHTMLParser, title: str | None, body: str | None, datelines: int, page: Outline) -> None:
    """Raise ListingPageError for a page that lists stories, with or without their texts."""
    if datelines >= _STORIES_OF_A_LISTING and not _is_roundup_title(title):
        raise ListingPageError(f"halaman daftar: {datelines} berita dalam satu halaman")
    if says_article(tree) and not (title and rules().listing_title.fullmatch(title)):
        return
    paragraphs = (body or "").split("\n\n")
    teasers = {line.text for line, is_teaser in zip(page.lines, teasers_in(page), strict=True) if is_teaser}
    if sum(paragraph in teasers for paragraph in paragraphs) > max(_TEASERS, len(paragraphs) // 2):
        raise ListingPageError("halaman daftar: judul dan cuplikan berita lain")
    body_names = (tree.body.attributes.get("class") or "").lower() if tree.body else ""
    said = re.search(r"(?:^|\s)(?:archive|category|tag|search|search-results)(?:$|\s)", body_names) is not None
    said = said or any(True for _ in linked_data(tree, _LISTS)) or bool(title and rules().listing_title.fullmatch(title))
    headlines = _headlines(page)
    if (said and headlines >= _STORIES_OF_A_PAGE) or (len((body or "").split()) < _SHORT_PAGE and headlines >= _TEASERS):
        raise ListingPageError("halaman daftar, bukan artikel")


def says_article(tree: LexborHTMLParser) -> bool:
    """Whether the page calls itself a single story."""
    kind = tree.css_first('meta[property="og:type"]')
    return (kind is not None and kind.attributes.get("content") == "article") or any(True for _ in linked_data(tree, ARTICLES))


def kind_of(tree: LexborHTMLParser, title: str | None, body: str | None, sifted: Sifted, page: Outline, address: str) -> PageKind:
    """What kind of story the page is."""
    if is_locked(tree) or any(len(line.text) <= _LINE and rules().locked_line.fullmatch(line.text) for line in page.lines):
        return "paywalled"
    if _is_roundup_title(title) or len({_town(line) for line in sifted.all_datelines}) > 1:
        return "roundup"
    words = len((body or "").split())
    pictures = len(
        tree.css("figure img, .gallery img, .foto img, .photo img, [class*=slide] img, [class*=galeri] img, [class*=gallery] img")
    )
    named = bool((title and rules().photo_title.match(title)) or rules().photo_path.search(urlsplit(address).path))
    named = named or any(_kind_names(thing) & _PICTURES - {"ImageObject"} for thing in linked_data(tree, _PICTURES - {"ImageObject"}))
    captions = len(sifted.captions)
    # Pictures alone prove little: short articles stand beside lists of other stories, each with its own.
    shown = captions >= _GALLERY_PICTURES and captions > len(sifted.body)
    if words < _GALLERY_WORDS and ((named and pictures) or shown or (pictures >= _GALLERY_PICTURES and words < _GALLERY_TEXT)):
        return "photo"
    return "article"


def _is_roundup_title(title: str | None) -> bool:
    return bool(title and rules().roundup_title.search(title))


def _town(dateline: str) -> str:
    return re.sub(r"\W", "", dateline).casefold()


def is_locked(tree: LexborHTMLParser) -> bool:
    """Whether the page's JSON-LD says that not everybody may read all of it."""
    return any(str(thing.get("isAccessibleForFree", "")).strip().lower() in ("false", "0", "no") for thing in linked_data(tree, _WORKS))


def _kind_names(thing: dict[str, Any]) -> set[str]:
    stated = thing.get("@type")
    return {str(kind).rpartition("/")[2] for kind in (stated if isinstance(stated, list) else [stated])}
