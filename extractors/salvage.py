"""What a broken feed still says: its entries, found by their tags.

feedparser reads what is well-formed. What stands behind a defect it often loses, and it takes seconds over thousands of entries; for both
there is this reader.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from extractors import ExtractorError
from extractors.addresses import is_web_address
from extractors.entries import Entry, absolute, base_of, is_front_page, line_of, name_of, text_of
from extractors.tags import Document, Field, attributes_of, blocks, fields, prepare
from extractors.text import clean_line

_ROOT = re.compile(r"<(?:[\w.-]{1,20}:)?(?:rss|rdf|feed|channel)(?=[\s>/])[^<>]*>", re.IGNORECASE)
_ENTRIES = frozenset({"item", "entry"})
_TITLES = ("title", "dc:title", "media:title", "itunes:title")
_SUMMARIES = ("description", "summary", "dc:description", "media:description", "itunes:summary", "subtitle")
_CONTENTS = ("content:encoded", "content", "body", "fulltext", "xhtml:body")
_AUTHORS = ("author", "dc:creator", "dc:author", "creator", "itunes:author")
_TIMES = (
    *("pubdate", "published", "issued", "dc:date", "date", "dcterms:issued", "dcterms:created", "created"),
    *("updated", "modified", "dcterms:modified", "dc:modified", "lastmod"),
)
_IDS = ("guid", "id", "dc:identifier")
_WANTED = frozenset({*_TITLES, *_SUMMARIES, *_CONTENTS, *_AUTHORS, *_TIMES, *_IDS, "link", "feedburner:origlink"})
# Elements with titles and links of something else.
_SKIPPED = frozenset({"source", "image", "textinput", "enclosure", "contributor", "media:credit"})
_NOT_THE_PAGE = frozenset({"self", "edit", "replies", "enclosure", "via", "hub", "next", "previous", "related", "license"})
_NAMES = re.compile(r"<(?:[\w.-]{1,20}:)?name\b[^<>]*>(.*?)</(?:[\w.-]{1,20}:)?name\s*>", re.IGNORECASE | re.DOTALL)
_MOST_AUTHORS = 5


def salvage(text: str, url: str, warnings: Sequence[str] = (), *, is_page: bool = False) -> tuple[Entry, ...]:
    """The entries of RSS, RDF or Atom, whatever is broken about it, in its order; ``is_page`` says that it begins as HTML does.

    Raises:
        ExtractorError: this is no feed, or a broken one without a single entry.
    """
    document = prepare(text)
    root = _ROOT.search(document.text)
    found = [*blocks(document, _ENTRIES)] if root or not is_page else []
    closed = re.search(r"</(?:[\w.-]{1,20}:)?(?:rss|rdf|feed|channel)\s*>\s*\Z", document.text, re.IGNORECASE)
    if not found and not (root and (closed or root[0].endswith("/>"))):
        raise ExtractorError("bukan umpan RSS/Atom, melainkan halaman HTML" if is_page else "bukan umpan RSS/Atom yang terbaca")
    warnings = (*warnings, *(() if closed or not found else ("umpan terpotong",)))
    start = root.start() if root else 0
    base = _base(document, start, url)
    return tuple(_entry(block, document, base, warnings) for block, _ in found)


def _base(document: Document, start: int, url: str) -> str:
    """What relative links start from: the root's ``xml:base``, or the home page that the head names, or the feed's own address."""
    first = re.compile(r"<(?:[\w.-]{1,20}:)?(?:item|entry)[\s>/]", re.IGNORECASE).search(document.text, start)
    head = document.text[start : first.start() if first else len(document.text)][:20_000]
    # In RDF and some old feeds the head closes before the entries start; what it says of its picture is not its own link.
    links = [one for name, one in fields(head, document, frozenset({"link"}), _SKIPPED | {"items"})]
    base = attributes_of(head.partition(">")[0]).get("xml:base")
    return absolute(url, base) or base_of(url, _page_of(links)) if base else base_of(url, _page_of(links))


def _entry(block: Field, document: Document, base: str, warnings: tuple[str, ...]) -> Entry:
    said: dict[str, list[Field]] = {}
    for name, one in fields(block.content, document, _WANTED, _SKIPPED):
        said.setdefault(name, []).append(one)
    base = absolute(base, block.attributes.get("xml:base")) or base
    guid = next((one for name in _IDS for one in said.get(name, ()) if one.value), None)
    external_id = clean_line(guid.value if guid else block.attributes.get("rdf:about"))
    link = _first(said, ("feedburner:origlink",)) or _page_of(said.get("link", ())) or block.attributes.get("href")
    url = absolute(base, link)
    if link and url is None:
        warnings = (*warnings, "tautan entri bukan alamat web")
    if external_id and (url is None or is_front_page(url)) and not (guid and guid.attributes.get("ispermalink", "").lower() == "false"):
        url = external_id if is_web_address(external_id) and not is_front_page(external_id) else url
    content = _markup(said, _CONTENTS)
    return Entry(
        external_id=external_id,
        url=url,
        title=line_of(_markup(said, _TITLES)),
        summary=text_of(_markup(said, _SUMMARIES) or content),
        author=_author(said),
        published_raw=_time(said),
        warnings=warnings,
    )


def _first(said: Mapping[str, Sequence[Field]], names: Sequence[str]) -> str | None:
    return next((value for name in names for one in said.get(name, ()) if (value := one.value)), None)


def _markup(said: Mapping[str, Sequence[Field]], names: Sequence[str]) -> str | None:
    return next((text for name in names for one in said.get(name, ()) if (text := one.text).strip()), None)


def _time(said: Mapping[str, Sequence[Field]]) -> str | None:
    """The first time that holds a digit, published before updated; without one whatever stands in its place."""
    times = [value for name in _TIMES for one in said.get(name, ()) if (value := clean_line(one.value))]
    return next((time for time in times if any(letter.isdigit() for letter in time)), times[0] if times else None)


def _author(said: Mapping[str, Sequence[Field]]) -> str | None:
    for name in _AUTHORS:
        texts = [one.text for one in said.get(name, ())]
        inside = [part for text in texts for part in _NAMES.findall(text)]
        names = [known for text in (inside or texts)[:_MOST_AUTHORS] if (known := name_of(text))]
        if names:
            return ", ".join(dict.fromkeys(names))
    return None


def _page_of(links: Sequence[Field]) -> str | None:
    """The link that leads to a page to read: RSS writes it inside the tag, Atom as one of several with a role."""
    written = next((value for link in links if (value := link.value)), None)
    roles = [(link.attributes.get("rel", "alternate").lower(), link.attributes) for link in links if link.attributes.get("href")]
    alternates = [of for role, of in roles if role == "alternate"]
    if written or alternates:
        return written or max(alternates, key=lambda of: "html" in of.get("type", ""))["href"]
    others = [of["href"] for role, of in roles if role not in _NOT_THE_PAGE] or [
        of["href"] for role, of in roles if role in ("related", "via")
    ]
    return others[0] if others else None
