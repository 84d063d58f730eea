"""Mafindo's Global Fact-check Database: one numbered page per verdict, whoever its checker was.

The same row answers on three hosts and its number is its only name; pages of the list shift every day, so they are never kept.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urljoin, urlsplit, urlunsplit

from archive.records import FactCheck, Source, stable_id
from extractors import ExtractorError
from extractors.addresses import is_web_address, same_site
from extractors.announcements import published
from extractors.checkers import first_checker, is_closed
from extractors.debunks import Debunk, finding, read_debunk
from extractors.faults import FetchError
from extractors.http import Client, Response
from extractors.markup import parse
from extractors.pages import read_pages
from extractors.text import clean_line
from extractors.verdicts import label_of, verdict_in
from extractors.visit import Fetched, Memory, conclude

_HOSTS = frozenset({"gfd.turnbackhoax.id", "cekfakta.com", "www.cekfakta.com", "kalimasada.turnbackhoax.id"})
_ITEM = re.compile(r"/focus/(\d{1,9})/?")
_LIST_PAGE = re.compile(r"(.*/page/)(\d{1,6})(/?)")
_PAGES = 5
_NUMBER = re.compile(r"[\[(]?\s*GFD-\d{4}-(\d{1,9})\s*[\])]?\s*[:|–-]?\s*", re.IGNORECASE)
_DATE = re.compile(r"\b(\d{1,2}/\d{1,2}/\d{4})\b")
# What advertising leaves in a text that was copied from a page with it.
_SCRIPT = re.compile(
    r"(?:window\.\w+|googletag|adsbygoogle|document\.(?:write|getElementById|createElement)|\(function\s*\(|var\s+\w+\s*=|_taboola|dfp\w*\()"
    r"[^\n]*|<!\[CDATA\[.*?\]\]>|/\*.*?\*/|\badvertisement\b|scroll to continue[^\n.]*",
    re.IGNORECASE | re.DOTALL,
)
_TEXT_PARTS = ("narrative", "explanation", "conclusion")


@dataclass(frozen=True, slots=True)
class _Row:
    number: str
    title: str
    debunk: Debunk


async def fetch(source: Source, client: Client, memory: Memory, now: datetime) -> Fetched:
    """Read pages of the list until we know every row of one, then the page of every new row.

    Raises:
        ExtractorError: no page of the list could be read.
    """
    listed, fault = await _listed(source, client, memory)
    wanted = {id_: url for id_, url in listed.items() if id_ not in memory.known}
    wanted = dict(list(wanted.items())[: source.max_items])

    def read(_: str, response: Response) -> _Row:
        return _row(response)

    pages = await read_pages(wanted, client, read)
    checks = [_check(id_, url, pages.read[id_], source, now) for id_, url in wanted.items() if id_ in pages.read]
    return conclude(source, now, memory, offered=tuple(listed), factchecks=checks, faults=(*([fault] if fault else []), *pages.faults))


async def _listed(source: Source, client: Client, memory: Memory) -> tuple[dict[str, str], str | None]:
    """The addresses of rows by our id, and the fault of a later page of the list."""
    listed: dict[str, str] = {}
    for start in source.urls:
        if number := _ITEM.search(urlsplit(start).path):
            listed.setdefault(stable_id("gfd", number[1]), start)
            continue
        for url in _list_pages(start):
            try:
                found = _links(await client.get(url, accept="text/html"))
            except ExtractorError as error:
                if not listed or (isinstance(error, FetchError) and error.kind == "limit"):
                    raise
                # Behind its last page a list has none.
                over = isinstance(error, FetchError) and error.status == 404
                return listed, None if over else f"{url}: {error}"
            news = {id_: address for id_, address in found.items() if id_ not in listed}
            listed |= news
            if not news or memory.known.issuperset(news) or len(listed) >= source.max_items:
                break
    return listed, None


def _list_pages(start: str) -> list[str]:
    parts = urlsplit(start)
    numbered = _LIST_PAGE.fullmatch(parts.path)
    if numbered is None:
        return [start]
    first = int(numbered[2])
    return [urlunsplit(parts._replace(path=f"{numbered[1]}{page}{numbered[3]}")) for page in range(first, first + _PAGES)]


def _links(response: Response) -> dict[str, str]:
    tree, _ = parse(response.body, response.content_type)
    found: dict[str, str] = {}
    for link in tree.css("a[href]"):
        try:
            address = urljoin(response.url, (link.attributes.get("href") or "").strip())
            parts = urlsplit(address)
        except ValueError:
            continue
        number = _ITEM.fullmatch(parts.path)
        if number and is_web_address(address) and (parts.hostname in _HOSTS or same_site(address, response.url)):
            found.setdefault(stable_id("gfd", number[1]), urlunsplit(parts._replace(query="", fragment="")))
    if not found and not tree.css_first("a[href]"):
        raise ExtractorError("halaman daftar tanpa tautan")
    return found


def _row(response: Response) -> _Row:
    tree, _ = parse(response.body, response.content_type)
    headings = [text for node in tree.css("h1, h2, h3, h4, h5, .title, title") if (text := clean_line(node.text()))]
    title = next((text for text in headings if _NUMBER.search(text)), headings[0] if headings else None)
    if title is None:
        raise ExtractorError("halaman tanpa judul")
    debunk = read_debunk(response.body, response.url, title, "article, main, .focus, .content, body", response.content_type)
    number = _NUMBER.search(title) or _NUMBER.search(" ".join(debunk.lines[:20]))
    asked = _ITEM.search(urlsplit(response.url).path)
    if not debunk.parts.keys() & {"narrative", "explanation", "conclusion"}:
        raise ExtractorError("halaman tanpa isi pemeriksaan fakta")
    return _Row((asked or number or [""])[1], (_NUMBER.sub("", title).strip() or title)[:500], debunk)


def _check(id_: str, url: str, row: _Row, source: Source, now: datetime) -> FactCheck:
    parts = row.debunk.parts
    said = finding(row.title, row.debunk)
    told = "\n".join(parts.get(part, "") for part in ("explanation", "conclusion", "references"))
    publisher = first_checker(told)
    closed = is_closed("\n".join(row.debunk.lines), f"{parts.get('origin', '')} {publisher or ''}")
    date = _DATE.search(parts.get("date", "")) or _DATE.search("\n".join(row.debunk.lines[:40]))
    time = published(date[1] if date else None, source.timezone, now)
    host = urlsplit(url).hostname
    body = "\n\n".join(_cleaned(parts[part]) for part in _TEXT_PARTS if part in parts)
    return FactCheck(
        id=id_,
        source_id=source.id,
        url=f"https://gfd.turnbackhoax.id/focus/{row.number}" if host in _HOSTS and row.number else url,
        title=row.title,
        claim=verdict_in(row.title)[1] if closed else _cleaned(said.claim) or row.title,
        label=label_of(said.native),
        native_label=said.native,
        publisher=publisher or ("ANTARA (JACX)" if closed else source.name),
        # An empty text is a text all the same: the row was read, and there is nothing more to be had of it.
        body="" if closed else body,
        published_raw=time.raw,
        published_at=time.at,
        published_zone=time.zone,
        published_zone_known=time.known,
        collected_at=now,
        warnings=(*time.warnings, *(("teks ANTARA tidak disimpan",) if closed else ())),
    )


def _cleaned(text: str) -> str:
    return re.sub(r"\n{2,}", "\n", "\n".join(" ".join(line.split()) for line in _SCRIPT.sub(" ", text).split("\n"))).strip()
