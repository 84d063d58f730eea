"""What people bring in: a pasted text, a saved page, an address.

The same line rules read a pasted article as read a page. A message from a chat stays as it is: its wording is the evidence.
"""

from __future__ import annotations

import re
from datetime import datetime

from archive.records import Item, Source, stable_id
from extractors import ExtractorError
from extractors.addresses import canonical_url, is_web_address
from extractors.article import Article, read_article
from extractors.boilerplate import Sifted, sift
from extractors.credits import people
from extractors.http import Client
from extractors.language import language_of
from extractors.rules import rules
from extractors.text import clean, clean_line
from extractors.times import resolve

HANDED_IN = Source(
    id="handed_in",
    name="Diserahkan ke kantor",
    kind="handed_in",
    urls=(),
    tier="social",
    region="Kalimantan Timur",
)
"""The source that every handed-in item belongs to; nothing is ever fetched from it."""

_FORWARDED = re.compile(r"\W*(?:forwarded(?: many times)?|diteruskan(?: berkali-kali)?|pesan terusan|terusan)\W*", re.IGNORECASE)
_TITLE_WORDS = 4


def from_text(text: str, now: datetime, url: str | None = None) -> Item:
    """A pasted text as an item. An article (it has a dateline or names who wrote it) is taken apart; anything else is kept whole.

    Args:
        text: as pasted; a line is a paragraph, except where a paragraph was broken at the margin.
        now: the instant it was handed in.
        url: where it is said to come from, if anyone knows.

    Raises:
        ExtractorError: there is no text, or ``url`` is no web address.
    """
    address = _address(url)
    lines = _paragraphs(text)
    if not lines:
        raise ExtractorError("teks kosong: tidak ada yang dapat dibaca")
    sifted = sift(lines)
    is_article = bool(sifted.body) and bool(sifted.dateline or sifted.author or sifted.editor)
    return _from_article(sifted, lines, now, address) if is_article else _from_message(lines, now, address)


def from_html(html: bytes, now: datetime, url: str | None = None, content_type: str | None = None) -> Item:
    """A saved page as an item; without ``url`` the page's own word for its address is taken, and said so in ``warnings``.

    Raises:
        ExtractorError: the page is no article, or ``url`` is no web address.
    """
    address = _address(url)
    article = read_article(html, address or "", HANDED_IN, now, content_type)
    warnings = article.warnings if address or not article.url else (*article.warnings, "alamat menurut halaman itu sendiri")
    return _item(article, article.url or None, warnings, now)


async def from_url(url: str, client: Client, now: datetime) -> Item:
    """The article at an address as an item.

    Raises:
        ExtractorError: ``url`` is no web address, the site did not answer (a FetchError), or the page is no article.
    """
    response = await client.get(_address(url) or "", accept="text/html, application/xhtml+xml;q=0.9, */*;q=0.5")
    return from_html(response.body, now, response.url, response.content_type)


def _address(url: str | None) -> str | None:
    if url is None:
        return None
    if not is_web_address(url.strip()):
        raise ExtractorError("alamat harus dimulai dengan http:// atau https://")
    return url.strip()


def _paragraphs(text: str) -> list[str]:
    """Lines, joined again where one goes on in lower case after a line that ended in mid-sentence at the margin."""
    joined: list[str] = []
    for raw in clean(text).split("\n"):
        line = clean_line(raw) or ""
        if line and joined and len(joined[-1]) > 50 and line[0].islower() and joined[-1][-1] not in '.!?:"”)':
            joined[-1] += f" {line}"
        else:
            joined.append(line)
    return [line for line in joined if line]


def _from_article(sifted: Sifted, lines: list[str], now: datetime, address: str | None) -> Item:
    head = sifted.head or _head_without_dateline(sifted)
    # Rubrics stand above the title and are shorter, summaries stand below it and are sentences.
    headlines = [line for line in head if not line.endswith(".") and len(line.split()) >= _TITLE_WORDS]
    title = max(headlines, key=len, default=None)
    below = head[head.index(title) + 1 :] if title else head
    raw = next((line for line in lines[:12] if rules().date_line.fullmatch(line)), None)
    time = resolve(raw, HANDED_IN.timezone, now)
    article = Article(
        url=canonical_url(address) if address else "",
        title=title,
        body="\n\n".join(sifted.body) or None,
        authors=people(sifted.author),
        editor=sifted.editor,
        dateline=sifted.dateline,
        captions=tuple(sifted.captions),
        advertorial=sifted.advertorial or bool(title and rules().paid_title.fullmatch(title)),
        language=language_of("\n".join(sifted.body)),
        published_raw=raw,
        published_at=time.instant,
        published_zone=time.zone,
        published_zone_known=time.known,
        warnings=("rilis humas",) if sifted.handout else (),
    )
    summary = next((line for line in below if line.endswith(".")), None)
    return _item(article, article.url or None, article.warnings, now, summary, "\n\n".join(lines))


def _head_without_dateline(sifted: Sifted) -> list[str]:
    """Where no dateline ends the head, only a first line that reads like a headline belongs to it; it leaves the body."""
    first, *rest = sifted.body
    if rest and not first.endswith((".", "!", "”", '"')) and len(first.split()) >= _TITLE_WORDS and len(first) <= 160:
        sifted.body = rest
        return [first]
    return []


def _from_message(lines: list[str], now: datetime, address: str | None) -> Item:
    kept = [line for line in lines if not _FORWARDED.fullmatch(line)] or lines
    forwarded = any(_FORWARDED.fullmatch(line) for line in lines)
    body = "\n\n".join(kept)
    message = Article(
        url=canonical_url(address) if address else "",
        title=None,
        body=body,
        authors=(),
        editor=None,
        dateline=None,
        captions=(),
        advertorial=False,
        language=language_of(body),
        published_raw=None,
        published_at=None,
        published_zone=None,
        published_zone_known=None,
        warnings=("pesan terusan",) if forwarded else (),
    )
    return _item(message, message.url or None, message.warnings, now, None, body)


def _item(article: Article, url: str | None, warnings: tuple[str, ...], now: datetime, summary: str | None = None, text: str = "") -> Item:
    return Item(
        id=stable_id(HANDED_IN.id, url or text or f"{article.title}\n{article.body}"),
        source_id=HANDED_IN.id,
        kind="handed_in",
        url=url,
        external_id=None,
        title=article.title,
        summary=summary,
        body=article.body,
        author=article.author,
        editor=article.editor,
        dateline=article.dateline,
        captions=article.captions,
        advertorial=article.advertorial,
        language=article.language,
        published_raw=article.published_raw,
        published_at=article.published_at,
        published_zone=article.published_zone,
        published_zone_known=article.published_zone_known,
        collected_at=now,
        warnings=warnings,
    )
