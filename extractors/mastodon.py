"""Public posts of Mastodon instances: under a hashtag, or by one account.

Read as the Mastodon API documents it. An address is one of

* ``https://instance/api/v1/timelines/tag/<tag>``
* ``https://instance/api/v1/accounts/<number>/statuses``
* ``https://instance/@<name>``, looked up first. Its public feed is read only where the instance keeps the API from visitors; an address
  that ends in ``.rss`` means the same account.

Only what was meant for everyone is kept: no unlisted or narrower posts, no boosts, nothing by accounts that ask not to be indexed.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlencode, urlsplit, urlunsplit

from archive.records import Item, Source, Validator
from extractors import ExtractorError
from extractors.addresses import is_web_address
from extractors.announcements import published
from extractors.entries import Entry
from extractors.faults import FetchError
from extractors.http import Client, Response
from extractors.posts import EDITED, each, hide_mentions, inner, objects, post_item, read_json, read_object, string
from extractors.syndication import read_feed
from extractors.text import html_to_text
from extractors.timelines import Page, Timeline, concluded, is_closed, missing, read_back, under, watched_since
from extractors.visit import Fetched, Memory

_PAGE = 40
_NEXT = re.compile(r'<([^<>]*)>\s*;[^,]*rel="?next"?')
_TAG_PATH = re.compile(r"/api/v1/timelines/tag/([^/]+)$")
_NAME_PATH = re.compile(r"/(?:@|users/)([\w.-]+?)(?:\.rss)?/?$")
# How Mastodon itself names a post: for machines by the account's name or number, for readers by its name.
_OWN_PATH = re.compile(r"/(?:users/[^/]+/statuses|ap/users/\d+/statuses|@[^/@]+)/(\d+)/?$")


async def fetch(source: Source, client: Client, memory: Memory, now: datetime) -> Fetched:
    """Read every timeline of the source, back to posts that we know or to ``source.max_items``.

    Raises:
        ExtractorError: no timeline could be read at all.
    """
    timelines = [await _read(url, source, client, memory, now) for url in source.urls]
    return concluded(source, now, memory, timelines, gone=missing(memory, timelines, now))


async def _read(url: str, source: Source, client: Client, memory: Memory, now: datetime) -> Timeline:
    parts = urlsplit(url)
    host = parts.hostname or ""
    name = _NAME_PATH.match(parts.path)
    tag = _TAG_PATH.match(parts.path)
    mark = f"#{unquote(tag[1]).casefold()}" if tag else client.pseudonym(host, name[1]) if name else None
    address = url if name is None else ""

    async def turn(max_id: str | None) -> Page | None:
        nonlocal address
        address = address or await _account(parts.scheme, parts.netloc, name[1] if name else "", client)
        response = await _ask(address, max_id, client, memory.validators.get(url) if max_id is None else None)
        return None if response.not_modified else await asyncio.to_thread(page_of, response)

    def page_of(response: Response) -> Page:
        posts = _posts(response.body)
        oldest = published(string(posts[-1], "created_at"), "UTC", now).at if posts else None
        items = each(posts, lambda post: _item(post, host, source, client, now))
        return Page(items, _older(response, posts), oldest, under(response.validator(source.id), url), ends=not posts)

    timeline = await read_back(Timeline(url, mark), turn, source, memory, _PAGE, watched_since(memory))
    if name and not timeline.pages and timeline.fault and is_closed(timeline.fault, 404, 422):
        return await _read_feed(timeline, f"{parts.scheme}://{parts.netloc}/@{name[1]}.rss", source, client, memory, now)
    return timeline


async def _account(scheme: str, netloc: str, name: str, client: Client) -> str:
    """The address of an account's posts, without the posts of others that it passed on."""
    origin = f"{scheme}://{netloc}"
    response = await client.get(f"{origin}/api/v1/accounts/lookup?acct={quote(name)}", accept="application/json", documented=True)
    number = string(read_object(response.body), "id")
    if not number or not number.isalnum():
        raise ExtractorError("akun tidak ditemukan pada jawaban server")
    return f"{origin}/api/v1/accounts/{number}/statuses?exclude_reblogs=true"


async def _ask(address: str, max_id: str | None, client: Client, validator: Validator | None) -> Response:
    parts = urlsplit(address)
    # Everything else that the address asks for, any[] and all[] tags too, is passed on as it stands.
    query = [*((k, v) for k, vs in parse_qs(parts.query).items() if k not in ("limit", "max_id") for v in vs), ("limit", str(_PAGE))]
    if max_id is not None:
        query.append(("max_id", max_id))
    try:
        return await client.get(urlunsplit(parts._replace(query=urlencode(query))), validator, accept="application/json", documented=True)
    except FetchError as error:
        # Since 4.5 an instance may close its timelines to visitors; it then answers 401 or 422.
        if error.status == 422:
            raise FetchError("refused", "garis waktu tidak dibuka untuk umum (422)", 422) from error
        raise


def _posts(body: bytes) -> list[Mapping[str, Any]]:
    posts = read_json(body)
    if not isinstance(posts, list):
        raise ExtractorError("jawaban bukan daftar kiriman")
    return objects(posts)


def _older(response: Response, posts: list[Mapping[str, Any]]) -> str | None:
    """The id to page back from: the server's word for it, else its last post. Only the id is taken, never the address it names."""
    if not posts:
        return None
    link = _NEXT.search(response.headers.get("link", ""))
    named = parse_qs(urlsplit(link[1]).query).get("max_id") if link else None
    return named[-1] if named else string(posts[-1], "id")


def _item(post: Mapping[str, Any], host: str, source: Source, client: Client, now: datetime) -> Item | None:
    """The item of a post; ``None`` for what was not meant for everyone, is repeated, or has no words."""
    account = inner(post, "account")
    number, handle = string(post, "id"), string(account, "acct")
    unwanted = account.get("noindex") is True or account.get("indexable") is False
    if post.get("visibility") != "public" or post.get("reblog") or unwanted or not (number and handle):
        return None
    body = "\n\n".join(part for part in (string(post, "spoiler_text"), html_to_text(string(post, "content"))) if part)
    if not body:
        return None
    external_id, url = _names(string(post, "uri"), string(post, "url"), f"{host}/{number}")
    name, home = _split(handle, host)
    mentioned = [_split(acct, host) for mention in objects(post.get("mentions")) if (acct := string(mention, "acct"))]
    return post_item(
        source,
        now,
        external_id=external_id,
        url=url,
        body=hide_mentions(
            body,
            {other.lower(): client.pseudonym(at, other) for other, at in mentioned},
            lambda other, at: client.pseudonym(at or home, other),
        ),
        author=client.pseudonym(home, name),
        raw_time=string(post, "created_at"),
        language=string(post, "language"),
        warnings=(EDITED,) if string(post, "edited_at") else (),
    )


def _split(handle: str, host: str) -> tuple[str, str]:
    """A handle as name and home; on its own instance, ``host``, it stands without the home."""
    name, _, home = handle.partition("@")
    return name, home or host


def _names(uri: str | None, url: str | None, number: str) -> tuple[str, str | None]:
    """A post's id, the same on every instance that shows it, and its address.

    Where its home is a Mastodon, both do without the author's name: the web pages since 4.0 open ``/statuses/<number>``. Other software is
    taken at its word. Without a word, ``number`` as the instance counts must do.
    """
    if not uri or not is_web_address(uri):
        return number, url
    parts = urlsplit(uri)
    own = _OWN_PATH.match(parts.path)
    return (f"{parts.hostname}/{own[1]}", f"{parts.scheme}://{parts.netloc}/statuses/{own[1]}") if own else (uri, url)


async def _read_feed(closed: Timeline, address: str, source: Source, client: Client, memory: Memory, now: datetime) -> Timeline:
    """The account's public feed in place of a timeline that is ``closed`` to visitors; its validator is kept under its own address."""
    try:
        response = await client.get(address, memory.validators.get(address), accept="application/rss+xml")
        if "noindex" in response.headers.get("x-robots-tag", ""):
            raise FetchError("refused", "akun minta tidak diindeks")
        entries = () if response.not_modified else await asyncio.to_thread(read_feed, response.body, response.content_type, response.url)
    except ExtractorError:
        return closed
    home = urlsplit(address).hostname or ""
    items = each(entries[: source.max_items], lambda entry: _from_feed(entry, home, closed.mark, source, client, now))
    return Timeline(
        closed.url,
        closed.mark,
        pages=[items],
        since=min((item.published_at for item in items if item.published_at), default=None),
        validator=response.validator(source.id),
        note=f"dibaca dari umpan karena API tertutup: {closed.fault}",
    )


def _from_feed(entry: Entry, home: str, author: str | None, source: Source, client: Client, now: datetime) -> Item | None:
    named = entry.url or entry.external_id
    if not named or not entry.summary:
        return None
    external_id, url = _names(named, entry.url, named)
    return post_item(
        source,
        now,
        external_id=external_id,
        url=url,
        body=hide_mentions(entry.summary, {}, lambda other, at: client.pseudonym(at or home, other)),
        author=author,
        raw_time=entry.published_raw,
        warnings=entry.warnings,
    )
