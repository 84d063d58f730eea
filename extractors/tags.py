"""XML that may be broken, read flat: the blocks of a document and the fields of a block, found by their tags.

Feeds and sitemaps are shallow, and every second one of a small site is no XML by the letter: a bare ampersand, an entity nobody
declared, a tag never closed, an end cut off. A parser that keeps to the letter loses what stands behind the defect. Here a defect costs the
field it stands in, at most. Nothing is expanded or fetched, so entity bombs and external entities have nothing to act on, and every
step is linear in the length of the document.
"""

from __future__ import annotations

import html.entities
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice

_MOST = 50_000
_USUAL = {
    "http://www.w3.org/2005/atom": "",
    "http://purl.org/atom/ns": "",
    "http://purl.org/rss/1.0": "",
    "http://purl.org/net/rss1.1": "",
    "http://my.netscape.com/rdf/simple/0.9": "",
    "http://channel.netscape.com/rdf/simple/0.9": "",
    "http://backend.userland.com/rss2": "",
    "http://www.sitemaps.org/schemas/sitemap/0.9": "",
    "http://www.google.com/schemas/sitemap-news/0.9": "news",
    "http://purl.org/dc/elements/1.1": "dc",
    "http://purl.org/dc/terms": "dcterms",
    "http://purl.org/rss/1.0/modules/content": "content",
    "http://search.yahoo.com/mrss": "media",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner",
    # Prefixes that nobody declared are taken for what they usually mean.
    "atom": "",
    "a10": "",
    "rss": "",
}
_CDATA = r"<!\[CDATA\[.*?\]\]>"
_HIDDEN = re.compile(rf"{_CDATA}|<!--.*?-->", re.DOTALL)
_TAG = re.compile(r"<([a-zA-Z_][\w.:-]*+)((?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*+|[^<>]*)>")
_ANY_TAG = re.compile(r"</?[a-zA-Z_!?][^<>]*>")
_ATTRIBUTE = re.compile(r"(?<![\w.:-])([\w.:-]++)\s*+=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
_REFERENCE = re.compile(r"&(#\d{1,7}|#[xX][\da-fA-F]{1,6}|[a-zA-Z]\w{1,31});")
_RUNAWAY = re.compile(r"</(?:item|entry)\s*>\s*<(?:item|entry)[\s>]", re.IGNORECASE)
_ELEMENT_END = re.compile(
    r"</(?:title|description|summary|content|content:encoded|link|guid|id|author|dc:creator|category|item|entry)\s*>", re.IGNORECASE
)
_NAMESPACE = re.compile(r"xmlns:([\w.-]{1,30})\s*=\s*[\"']([^\"'<>]{1,200})[\"']")
_DECLARED = re.compile(r"<!ENTITY\s+([\w.-]{1,32})\s+(?:\"([^\"&%<]{0,40})\"|'([^'&%<]{0,40})')\s*>")
_DOCTYPE = re.compile(r"<!DOCTYPE(?:[^<>\[]|\"[^\"]*\")*+(?:\[(.*?)\]\s*)?>", re.DOTALL | re.IGNORECASE)
_CUT_REFERENCE = re.compile(r"&#?\w{0,10}\Z")


@dataclass(frozen=True, slots=True)
class Field:
    """One element of a block: its attributes (lower-case names) and its content as written."""

    attributes: Mapping[str, str]
    content: str

    @property
    def text(self) -> str:
        """The content with references and CDATA resolved; markup in it stays markup."""
        parts, position = [], 0
        for found in _HIDDEN.finditer(self.content):
            parts.append(resolved(self.content[position : found.start()]))
            if found[0].startswith("<![CDATA["):
                parts.append(found[0][9:-3])
            position = found.end()
        return "".join([*parts, resolved(self.content[position:])])

    @property
    def value(self) -> str:
        """The text of a field that holds a value, not prose: without any tags."""
        return _ANY_TAG.sub("", self.text).strip()


@dataclass(slots=True)
class Document:
    """A document whose blocks can be read. ``prefixes`` are what it calls the namespaces."""

    text: str
    prefixes: dict[str, str] = field(default_factory=dict)

    def name(self, tag: str) -> str:
        """A tag's name in lower case, with the usual prefix of its namespace; none for what feeds and sitemaps are made of."""
        prefix, colon, local = tag.lower().rpartition(":")
        if not colon:
            return local
        usual = _USUAL.get(self.prefixes.get(prefix, prefix), prefix)
        return f"{usual}:{local}" if usual else local


def prepare(text: str) -> Document:
    """A document made safe to be read by tags: its own entities put in (one level, short ones), CDATA that never ends ended."""
    prefixes = {found[1].lower(): found[2].strip().lower().rstrip("/#") for found in _NAMESPACE.finditer(text[:20_000])}
    if doctype := _DOCTYPE.search(text[:20_000]):
        own = {one[1]: one[2] if one[2] is not None else one[3] for one in _DECLARED.finditer(doctype[1] or "")}
        text = text[: doctype.start()] + text[doctype.end() :]
        if own:
            text = re.sub(rf"&({'|'.join(map(re.escape, own))});", lambda found: own[found[1]], text)
    return Document(_ended(_CUT_REFERENCE.sub("", _without_cut_tag(text))), prefixes)


def blocks(document: Document, names: frozenset[str]) -> Iterator[tuple[Field, bool]]:
    """The elements called one of ``names``, wherever they stand, and whether each was closed.

    A block ends at its own end, at the start of the next one, or where the document ends. Sitemaps may hold 50,000 addresses, and no feed
    holds more; what a document has beyond that is not read.
    """
    return islice(_blocks(document, names), _MOST)


def _blocks(document: Document, names: frozenset[str]) -> Iterator[tuple[Field, bool]]:
    local = "|".join(sorted(names))
    pattern = re.compile(
        rf"{_CDATA}|<!--.*?-->|<(/?)((?:[\w.-]++:)?(?:{local}))(?=[\s/>])((?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*+|[^<>]*)>",
        re.DOTALL | re.IGNORECASE,
    )
    start: tuple[int, str] | None = None
    for found in pattern.finditer(document.text):
        if found[2] is None or document.name(found[2]) not in names:
            continue
        if start:
            yield Field(attributes_of(start[1]), document.text[start[0] : found.start()]), bool(found[1])
        start = None
        if not found[1]:
            if found[3].endswith("/"):
                yield Field(attributes_of(found[3]), ""), True
            else:
                start = found.end(), found[3]
    if start:
        yield Field(attributes_of(start[1]), document.text[start[0] :]), False


def fields(block: str, document: Document, wanted: frozenset[str], skipped: frozenset[str]) -> list[tuple[str, Field]]:
    """The elements of ``block`` called one of ``wanted``, in order, under their usual names; what is inside ``skipped`` is passed over.

    An element that is never closed ends where the next wanted one begins.
    """
    found: list[tuple[str, Field]] = []
    hidden = iter([*((one.start(), one.end()) for one in _HIDDEN.finditer(block)), (len(block) + 1, len(block) + 1)])
    concealed = next(hidden)
    endless: set[str] = set()
    position = 0
    while tag := _TAG.search(block, position):
        position = tag.end()
        while concealed[1] <= tag.start():
            concealed = next(hidden)
        if concealed[0] <= tag.start():
            position = concealed[1]
            continue
        name = document.name(tag[1])
        if name not in wanted and name not in skipped:
            continue
        if tag[2].endswith("/"):
            end = after = tag.end()
        else:
            close = None if tag[1] in endless else _close(block, tag[1], tag.end())
            if close:
                end, after = close
            elif name in skipped:
                endless.add(tag[1])
                continue
            else:
                endless.add(tag[1])
                end = after = _next_wanted(block, tag.end(), document, wanted)
        if name in wanted:
            found.append((name, Field(attributes_of(tag[2]), block[tag.end() : end])))
        position = max(after, tag.end())
    return found


def attributes_of(written: str) -> dict[str, str]:
    """The attributes of a tag, names in lower case, references resolved; of doubled ones the first."""
    attributes: dict[str, str] = {}
    for name, *values in _ATTRIBUTE.findall(written[:5_000]):
        attributes.setdefault(name.lower(), resolved("".join(values)))
    return attributes


def resolved(text: str) -> str:
    """``text`` with its references replaced once. Only what ends in a semicolon is one: ``?a=1&copy=2`` stays as it is."""
    return _REFERENCE.sub(_character, text) if "&" in text else text


def _character(found: re.Match[str]) -> str:
    if found[1][0] == "#":
        return html.unescape(found[0])  # forbidden code points become what browsers make of them
    return html.entities.html5.get(f"{found[1]};", found[0])


def _close(block: str, tag: str, position: int) -> tuple[int, int] | None:
    for found in _closing(tag.lower()).finditer(block, position):
        if found[0][1] == "/":
            return found.start(), found.end()
    return None


@lru_cache(maxsize=256)
def _closing(tag: str) -> re.Pattern[str]:
    return re.compile(rf"{_CDATA}|<!--.*?-->|</{re.escape(tag)}\s*>", re.DOTALL | re.IGNORECASE)


def _next_wanted(block: str, position: int, document: Document, wanted: frozenset[str]) -> int:
    for tag in _TAG.finditer(block, position):
        if document.name(tag[1]) in wanted:
            return tag.start()
    return len(block)


def _without_cut_tag(text: str) -> str:
    last = text.rfind("<")
    return text[:last] if last >= 0 and ">" not in text[last:] and re.match(r"<(?:[/!?a-zA-Z]|\Z)", text[last:]) else text


def _ended(text: str) -> str:
    """Comments that never end taken for text; CDATA that never ends, or reaches into the next entry, ended with its element."""
    last = text.rfind("-->") + 1
    text = text[:last] + text[last:].replace("<!--", "")
    parts, position, end, runaway = [], 0, -1, -1
    while (opened := text.find("<![CDATA[", position)) >= 0:
        inside = opened + len("<![CDATA[")
        if end < inside:
            end = text.find("]]>", inside) % (len(text) + 1)  # -1 becomes the very end
        if runaway < inside:
            found = _RUNAWAY.search(text, inside)
            runaway = found.start() if found else len(text)
        if end < runaway:
            parts.append(text[position : end + 3])
            position = end + 3
            continue
        stop = _ELEMENT_END.search(text, inside)
        limit = stop.start() if stop else len(text)
        parts.append(text[position:limit] + "]]>")
        position = limit
    return "".join([*parts, text[position:]])
