"""Public posts under a hashtag of one Mastodon instance.

Read as the Mastodon API documents ``GET /api/v1/timelines/tag/:hashtag``: at most 40 posts a page, older ones by ``max_id``. Only what was
meant for everyone is kept, and of its author only a pseudonym that is of no use elsewhere.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit

from archive.records import Item, Source, Validator, stable_id
from extractors import ExtractorError
from extractors.addresses import is_web_address
from extractors.http import Client, FetchError, Response
from extractors.listing import published
from extractors.text import clean, html_to_text
from extractors.visit import Fetched, Memory, conclude

_PAGE = 40
_NEXT = re.compile(r'<([^<>]*)>\s*;[^,]*rel="?next"?')


@dataclass(slots=True)
class _Timeline:
    """What one tag timeline gave: pages of items, newest first; ``fault`` is set when it broke off before its end."""

    pages: list[list[Item]] = field(default_factory=list)
    validator: Validator | None = None
    fault: FetchError | ExtractorError | None = None

    def items(self) -> list[Item]:
        """All items; of a timeline that broke off, all but the oldest of each page.

        The next visit reads back until it finds a page it knows. What is left out here keeps every page unknown, so that visit reads on
        past the place where this one broke off.
        """
        return [item for page in self.pages for item in (page[:-1] if self.fault else page)]


async def fetch(source: Source, client: Client, memory: Memory, now: datetime) -> Fetched:
    """Read every tag timeline of the source, back to posts that we know or to ``source.max_items``.

    Raises:
        ExtractorError: no timeline could be read at all.
    """
    timelines = {url: await _read(url, source, client, memory, now) for url in source.urls}
    faults = {url: timeline.fault for url, timeline in timelines.items() if timeline.fault}
    if len(faults) == len(timelines) and not any(timeline.pages for timeline in timelines.values()):
        raise next(iter(faults.values()))
    items = {item.id: item for timeline in timelines.values() for item in timeline.items()}
    return conclude(
        source,
        now,
        memory,
        offered=tuple(items),
        items=[item for item in items.values() if item.id not in memory.known],
        validators=[timeline.validator for timeline in timelines.values() if timeline.validator and not timeline.fault],
        faults=[f"{url}: {fault}" for url, fault in faults.items()],
    )


async def _read(url: str, source: Source, client: Client, memory: Memory, now: datetime) -> _Timeline:
    timeline = _Timeline()
    max_id: str | None = None
    taken = 0
    try:
        # Bounded by pages as well: a tag may hold nothing but posts that we leave out.
        for _ in range(2 + source.max_items // _PAGE):
            first = max_id is None
            response = await _page(url, max_id, client, memory.validators.get(url) if first else None)
            if response.not_modified:
                break
            if first:
                timeline.validator = _for(url, response.validator(source.id))
            posts = _posts(response.body)
            page = [item for post in posts if (item := _item(post, url, source, now))][: source.max_items - taken]
            timeline.pages.append(page)
            taken += len(page)
            older = _older(response, posts)
            at_known = page and all(item.id in memory.known for item in page)
            if older is None or older == max_id or at_known or taken >= source.max_items:
                break
            max_id = older
    except ExtractorError as error:
        timeline.fault = error
    return timeline


async def _page(url: str, max_id: str | None, client: Client, validator: Validator | None) -> Response:
    parts = urlsplit(url)
    query = {name: values[-1] for name, values in parse_qs(parts.query).items()} | {"limit": str(_PAGE)}
    if max_id is not None:
        query["max_id"] = max_id
    try:
        return await client.get(urlunsplit(parts._replace(query=urlencode(query))), validator, accept="application/json")
    except FetchError as error:
        # Since 4.5 an instance may close its timelines to visitors; it then answers 401 or 422.
        if error.status == 422:
            raise FetchError("refused", "garis waktu tidak dibuka untuk umum (422)", 422) from error
        raise


def _for(url: str, validator: Validator | None) -> Validator | None:
    return Validator(url, validator.source_id, validator.etag, validator.last_modified) if validator else None


def _posts(body: bytes) -> list[Mapping[str, Any]]:
    try:
        posts = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise ExtractorError("jawaban bukan JSON yang sah") from error
    if not isinstance(posts, list):
        raise ExtractorError("jawaban bukan daftar kiriman")
    return [post for post in posts if isinstance(post, dict)]


def _older(response: Response, posts: list[Mapping[str, Any]]) -> str | None:
    """The id to page back from: the server's word for it, else its last post. Only the id is taken, never the address it names."""
    if not posts:
        return None
    link = _NEXT.search(response.headers.get("link", ""))
    named = parse_qs(urlsplit(link[1]).query).get("max_id") if link else None
    return named[-1] if named else _string(posts[-1], "id")


def _item(post: Mapping[str, Any], url: str, source: Source, now: datetime) -> Item | None:
    """The item of a post; ``None`` for what was not meant for everyone, is repeated, or has no words."""
    account = post.get("account")
    account = account if isinstance(account, dict) else {}
    body = "\n\n".join(part for part in (_string(post, "spoiler_text"), html_to_text(_string(post, "content"))) if part)
    number, handle = _string(post, "id"), _string(account, "acct")
    if post.get("visibility") != "public" or post.get("reblog") or account.get("noindex") is True or not (body and number and handle):
        return None
    host = urlsplit(url).hostname or ""
    external_id = f"{host}/{number}"
    time = published(_string(post, "created_at"), "UTC", now)
    link = _string(post, "url")
    return Item(
        id=stable_id(source.id, external_id),
        source_id=source.id,
        kind="post",
        url=link if link and is_web_address(link) else None,
        external_id=external_id,
        title=None,
        summary=None,
        body=body,
        author=stable_id("author", host, handle),
        editor=None,
        dateline=None,
        captions=(),
        advertorial=False,
        language=_string(post, "language"),
        published_raw=time.raw,
        published_at=time.at,
        published_zone=time.zone,
        published_zone_known=time.known,
        collected_at=now,
        warnings=time.warnings,
    )


def _string(values: Mapping[str, Any], key: str) -> str | None:
    value = values.get(key)
    return clean(value) or None if isinstance(value, str) else None
