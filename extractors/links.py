"""Pages that list articles, where a site offers no feed: which of their links lead to articles."""

from __future__ import annotations

import re
from collections import defaultdict
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from archive.records import Source
from extractors.addresses import canonical_url, same_site
from extractors.entries import Entry, absolute
from extractors.text import clean_line

_AROUND = "nav, footer, aside, [role=navigation], .pagination, .breadcrumb, .breadcrumbs"
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_CLIMB = 3
_WORDS = 4
_LONGEST_TITLE = 300
# Parts of a path that name a list, a service or a file, not a story.
_NO_STORY = re.compile(
    r"/(?:tag|tags|topik|topic|category|kategori|rubrik|author|penulis|user|page|halaman|search|cari|login|masuk|daftar|feed|rss|amp|"
    r"wp-(?:admin|content|login|json)[^/]*|tentang[\w-]*|about[\w-]*|kontak|contact|redaksi|pedoman[\w-]*|privacy[\w-]*|kebijakan[\w-]*|"
    r"disclaimer|indeks|index|beranda|home|galeri|gallery|video|foto|unduh|download|agenda|profil|profile|visi[\w-]*|struktur[\w-]*)(?:/|$)",
    re.IGNORECASE,
)
_FILE = re.compile(r"\.(?:pdf|jpe?g|png|gif|webp|svg|mp[34]|docx?|xlsx?|pptx?|zip|rar|apk|css|js|xml|json)$", re.IGNORECASE)
_NUMBER = re.compile(r"(?:^|[/=_-])\d{2,}(?=$|[/._-])")
_SLUG = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+){2,}", re.IGNORECASE)
_MORE = re.compile(
    r"(?:baca|lihat|read|selengkapnya|lanjut|more|detail|komentar|bagikan|share|berita (?:lain|terkait|sebelum|selanjut))\b", re.IGNORECASE
)


def read_links(html: str, url: str, source: Source) -> tuple[Entry, ...]:
    """The articles that a page from ``url`` links to, in its order, each once under its best words.

    By ``source.article_pattern`` where the registry has one; otherwise by what stories have in common: an address of the same site with a
    slug or a number, announced by a heading or at least four words, outside of menus and margins.
    """
    tree = LexborHTMLParser(html)
    tree.strip_tags(["script", "style", "template", "noscript"], recursive=True)
    base = next((absolute(url, node.attributes.get("href")) for node in tree.css("base[href]")), None) or url
    pattern = re.compile(source.article_pattern) if source.article_pattern else None
    own = canonical_url(url)
    titles: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
    around = {node.mem_id for node in tree.css(_AROUND)}
    for anchor in tree.css("a[href]"):
        address = absolute(base, anchor.attributes.get("href"))
        if address is None or not same_site(address, url):
            continue
        key = canonical_url(address)
        parts = urlsplit(key)
        where = f"{parts.path}?{parts.query}" if parts.query else parts.path
        fits = pattern.match(where) is not None if pattern else _may_be_story(where)
        if key == own or not fits or _is_around(anchor, around):
            continue
        weight, words = _words_of(anchor)
        if words and (weight or pattern or len(words.split()) >= _WORDS):
            titles[key].append((weight, words))
    # A card links its story from picture, headline and teaser; the headline says it best.
    best = {key: max(said, key=lambda one: (one[0], -len(one[1]))) for key, said in titles.items()}
    return tuple(Entry(None, key, title, None, None, None) for key, (_, title) in best.items())


def _may_be_story(where: str) -> bool:
    path, _, query = where.partition("?")
    if _FILE.search(path) or _NO_STORY.search(path):
        return False
    last = path.rstrip("/").rpartition("/")[2]
    return bool(_SLUG.search(last) or _NUMBER.search(path) or re.search(r"(?:^|&)(?:p|id)=\d+", query))


def _is_around(anchor: LexborNode, around: set[int]) -> bool:
    node: LexborNode | None = anchor
    while node is not None and node.mem_id not in around:
        node = node.parent
    return node is not None


def _words_of(anchor: LexborNode) -> tuple[int, str | None]:
    """What an anchor says, and how much it looks like a headline: 2 in or around a heading, 1 by its title attribute, 0 plain."""
    text = clean_line(anchor.text(separator=" "))
    heading = anchor.css_first("h1, h2, h3, h4, h5, h6")
    if heading and (inside := clean_line(heading.text(separator=" "))):
        return 2, inside[:_LONGEST_TITLE]
    if text and _MORE.match(text) and len(text.split()) < 2 * _WORDS:
        text = None
    node: LexborNode | None = anchor.parent
    for _ in range(_CLIMB):
        if node is None:
            break
        if node.tag in _HEADINGS and text:
            return 2, text[:_LONGEST_TITLE]
        node = node.parent
    if not text:
        picture = anchor.css_first("img[alt]")
        text = clean_line(anchor.attributes.get("title")) or clean_line(picture.attributes.get("alt") if picture else None)
        # A picture's description may be a file name.
        text = text if text and len(text.split()) >= _WORDS else None
    return 0, text[:_LONGEST_TITLE] if text else None
