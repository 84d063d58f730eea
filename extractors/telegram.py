"""Posts of public Telegram channels, from the preview that t.me shows to everyone.

An address is ``https://t.me/s/<channel>``; older posts lie behind ``?before=<number>``. Only channels that the registry lists are read, and
a channel without a preview has not opened itself to visitors. The page is made for people, so robots.txt is asked.

Kept are the words of a message (or the question of a poll); views, media without words and notices of the service are not.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlsplit, urlunsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from archive.records import Item, Source, Validator
from extractors import ExtractorError
from extractors.announcements import published
from extractors.faults import FetchError
from extractors.http import Client
from extractors.posts import EDITED, each, hide_mentions, post_item
from extractors.text import clean_line, decode, html_to_text, is_too_deep
from extractors.timelines import Page, Timeline, concluded, missing, read_back, under, watched_since
from extractors.visit import Fetched, Memory

_PAGE = 20
_PREVIEW = re.compile(r"/s/(\w+)/?$")
_MESSAGE = "[data-post]"
_TEXT = ".js-message_text"
_POLL = ".tgme_widget_message_poll_question, .tgme_widget_message_poll_option_text"
# What a page of the preview always has, with and without messages.
_HISTORY = ".js-message_history, .tgme_channel_history, .tgme_channel_info"
_FORWARDED = "diteruskan dari kanal lain"


async def fetch(source: Source, client: Client, memory: Memory, now: datetime) -> Fetched:
    """Read the preview of every channel, back to posts that we know or to ``source.max_items``.

    Raises:
        ExtractorError: no channel could be read at all.
    """
    channels = [await _read(url, source, client, memory, now) for url in source.urls]
    return concluded(source, now, memory, channels, gone=missing(memory, channels, now))


async def _read(url: str, source: Source, client: Client, memory: Memory, now: datetime) -> Timeline:
    parts = urlsplit(url)
    named = _PREVIEW.match(parts.path)
    channel = named[1] if named else ""

    async def turn(before: str | None) -> Page | None:
        if not channel:
            raise ExtractorError("alamat bukan pratinjau kanal: tulis https://t.me/s/<kanal>")
        address = urlunsplit(parts._replace(query=f"before={before}" if before else ""))
        response = await client.get(address, memory.validators.get(url) if before is None else None, "text/html")
        if response.not_modified:
            return None
        if not _PREVIEW.match(urlsplit(response.url).path):
            raise FetchError("refused", "kanal tidak membuka pratinjau untuk umum")
        return await asyncio.to_thread(page_of, response.body, under(response.validator(source.id), url))

    def page_of(body: bytes, validator: Validator | None) -> Page:
        messages = _messages(body, channel)
        items = each(reversed(messages), lambda message: _item(message, channel, source, client, now))
        oldest = published(_time(messages[0]), "UTC", now).at if messages else None
        older = min((_number(message) for message in messages), default=1)
        return Page(items, str(older) if older > 1 else None, oldest, validator, ends=older <= 1)

    timeline = Timeline(url, client.pseudonym("telegram", channel))
    return await read_back(timeline, turn, source, memory, _PAGE, watched_since(memory))


def _messages(body: bytes, channel: str) -> list[LexborNode]:
    """The channel's messages on a page, oldest first as it shows them.

    Raises:
        ExtractorError: the page is not a channel's preview.
    """
    text, _ = decode(body, "utf-8")
    if is_too_deep(text):
        raise ExtractorError("halaman bersarang terlalu dalam")
    tree = LexborHTMLParser(text)
    messages = [one for one in tree.css(_MESSAGE) if _channel(one) == channel.casefold() and _number(one)]
    if not messages and tree.css_first(_HISTORY) is None:
        raise ExtractorError("jawaban bukan pratinjau kanal")
    return sorted(messages, key=_number)


def _item(message: LexborNode, channel: str, source: Source, client: Client, now: datetime) -> Item | None:
    if "service_message" in (message.attributes.get("class") or ""):
        return None
    # An album repeats its text inside itself; the first is the whole.
    text = message.css_first(_TEXT)
    parts = [text] if text else message.css(_POLL)
    body = "\n".join(words for part in parts if (words := html_to_text(part.inner_html)))
    if not body:
        return None

    def hidden(words: str) -> str:
        return hide_mentions(words, {}, lambda other, _: client.pseudonym("telegram", other))

    number = _number(message)
    warnings = []
    if message.css_first(".tgme_widget_message_forwarded_from") is not None:
        warnings.append(_FORWARDED)
    meta = message.css_first(".tgme_widget_message_meta")
    # Beside the mark may stand the name of the person who signed the post.
    if meta is not None and re.search(r"\bedited\b", meta.text(deep=False)):
        warnings.append(EDITED)
    return post_item(
        source,
        now,
        external_id=f"{channel.casefold()}/{number}",
        url=f"https://t.me/{channel}/{number}",
        body=hidden(body),
        author=client.pseudonym("telegram", channel),
        raw_time=_time(message),
        captions=[hidden(title) for title in _preview(message)],
        warnings=warnings,
    )


def _preview(message: LexborNode) -> Sequence[str]:
    """The title of the page that a message links to: someone else's words, so they stand apart."""
    title = message.css_first(".link_preview_title")
    words = clean_line(title.text()) if title is not None else None
    return (words,) if words else ()


def _time(message: LexborNode) -> str | None:
    time = message.css_first(".tgme_widget_message_date time") or message.css_first("time[datetime]")
    return clean_line(time.attributes.get("datetime")) if time is not None else None


def _channel(message: LexborNode) -> str:
    return (message.attributes.get("data-post") or "").partition("/")[0].casefold()


def _number(message: LexborNode) -> int:
    number = (message.attributes.get("data-post") or "").partition("/")[2]
    return int(number) if number.isascii() and number.isdecimal() and len(number) < 12 else 0
