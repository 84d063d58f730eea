"""RSS, RDF, Atom and JSON Feed as plain entries.

feedparser (K. McKee) reads what is well-formed; broken XML goes to :mod:`extractors.salvage`. JSON Feed 1.1 is read as jsonfeed.org
defines it.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any
from xml.parsers import expat

import feedparser

from extractors import ExtractorError
from extractors.addresses import is_web_address
from extractors.entries import Entry, absolute, base_of, is_front_page, line_of, name_of, text_of
from extractors.salvage import salvage
from extractors.text import charset_in, clean_line, declared_charset, decode

_HTML = re.compile(r"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]{0,300}\?>")
_ENTRY = re.compile(r"<(?:[\w.-]{1,20}:)?(?:item|entry)[\s>]", re.IGNORECASE)
# feedparser takes a millisecond and more for an entry.
_MOST = 2_000
_CONTENT_TYPE = {"content-type": "application/xml; charset=utf-8"}
_MOST_AUTHORS = 5


def is_json(text: str) -> bool:
    """Whether a text can only be JSON."""
    return text.lstrip("\ufeff \t\r\n")[:1] in ("{", "[")


def is_html(text: str) -> bool:
    """Whether a text starts as a page for people does."""
    return _HTML.match(text) is not None


def parse_json(text: str) -> Any:
    """JSON as Python values.

    Raises:
        ExtractorError: it is none, or nested so deep that only an attack can have meant it.
    """
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ExtractorError("JSON tidak terbaca") from error


def read_feed(body: bytes, content_type: str | None, url: str) -> tuple[Entry, ...]:
    """The entries of a feed that came from ``url`` (empty when unknown), in its order.

    What a malformed feed still says is kept, with the defect in each entry's warnings.

    Raises:
        ExtractorError: this is no feed, or a broken one without a single entry.
    """
    text, wrong = decode(body, charset_in(content_type), declared_charset(body))
    return read_feed_text(text, url, (wrong,) if wrong else ())


def read_feed_text(text: str, url: str, warnings: Sequence[str] = ()) -> tuple[Entry, ...]:
    """The same for a feed that is text already; ``warnings`` tell what was wrong with its encoding."""
    if is_json(text):
        return _json_entries(parse_json(text), url, warnings)
    document = _DECLARATION.sub("", text).encode("utf-8", "replace")
    if not _is_plain_xml(document) or sum(1 for _ in _ENTRY.finditer(text)) > _MOST:
        return salvage(text, url, warnings, is_page=is_html(text))
    parsed = feedparser.parse(
        # A stream, because feedparser takes bare bytes for the name of a local file when one exists. Without its address, because it
        # would complete guids with it, and an item's id must not depend on which of a source's addresses answered.
        io.BytesIO(document),
        response_headers=_CONTENT_TYPE,
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    if parsed["bozo"] or not parsed.get("version"):
        return salvage(text, url, warnings, is_page=is_html(text))
    base = base_of(url, dict.get(parsed["feed"], "link"))
    return tuple(_entry(one, base, tuple(warnings)) for one in parsed["entries"])


def _is_plain_xml(document: bytes) -> bool:
    """Whether a document is well-formed and declares no entities; feedparser would take minutes over some that are not."""
    parser = expat.ParserCreate("utf-8")

    def refuse(*_: object) -> None:
        raise _DeclaresEntitiesError

    parser.EntityDeclHandler = refuse
    try:
        parser.Parse(document, True)
    except (expat.ExpatError, _DeclaresEntitiesError):
        return False
    return True


class _DeclaresEntitiesError(Exception):
    pass


def _entry(one: Any, base: str, warnings: tuple[str, ...]) -> Entry:
    # Plain dict.get: feedparser's own answers "updated" with "published" and warns about it.
    said = {key: dict.get(one, key) for key in ("id", "link", "title", "summary", "published", "updated", "created", "feedburner_origlink")}
    external_id = clean_line(said["id"])
    link = said["feedburner_origlink"] or said["link"]
    url = absolute(base, link)
    if link and url is None:
        warnings = (*warnings, "tautan entri bukan alamat web")
    # feedparser itself takes a guid for the link where there is none and the feed does not forbid it.
    if url and is_front_page(url) and external_id and is_web_address(external_id) and not is_front_page(external_id):
        url = external_id
    content = (dict.get(one, "content") or [{}])[0].get("value")
    return Entry(
        external_id=external_id,
        url=url,
        title=line_of(said["title"]),
        summary=text_of(said["summary"]) or text_of(content),
        author=_author(one),
        published_raw=clean_line(said["published"] or said["updated"] or said["created"]),
        warnings=warnings,
    )


def _author(one: Any) -> str | None:
    people = dict.get(one, "authors") or [{"name": dict.get(one, "author")}]
    names = [known for person in people[:_MOST_AUTHORS] if (known := name_of(person.get("name")))]
    return ", ".join(dict.fromkeys(names)) or None


def _json_entries(feed: Any, url: str, warnings: Sequence[str]) -> tuple[Entry, ...]:
    if not isinstance(feed, dict) or not isinstance(feed.get("items"), list) or "jsonfeed.org" not in str(feed.get("version")):
        raise ExtractorError("bukan umpan RSS/Atom yang terbaca")
    base = base_of(url, _string(feed.get("home_page_url")))
    return tuple(_json_entry(one, base, tuple(warnings)) for one in feed["items"] if isinstance(one, dict))


def _json_entry(one: Mapping[str, Any], base: str, warnings: tuple[str, ...]) -> Entry:
    link = _string(one.get("url")) or _string(one.get("external_url"))
    url = absolute(base, link)
    people = one.get("authors") if isinstance(one.get("authors"), list) else [one.get("author")]
    names = [known for person in people or [] if isinstance(person, dict) and (known := name_of(_string(person.get("name"))))]
    plain = clean_line(_string(one.get("content_text")))
    return Entry(
        external_id=clean_line(_string(one.get("id"))),
        url=url,
        title=line_of(_string(one.get("title"))),
        summary=text_of(_string(one.get("summary"))) or text_of(_string(one.get("content_html"))) or plain,
        author=", ".join(dict.fromkeys(names[:_MOST_AUTHORS])) or None,
        published_raw=clean_line(_string(one.get("date_published")) or _string(one.get("date_modified"))),
        warnings=(*warnings, "tautan entri bukan alamat web") if link and url is None else warnings,
    )


def _string(value: Any) -> str | None:
    """JSON text; ids are sometimes numbers."""
    return value if isinstance(value, str) else str(value) if isinstance(value, int) and not isinstance(value, bool) else None
