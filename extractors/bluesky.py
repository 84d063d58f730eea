"""Public posts on Bluesky: by one account, or found by a search.

Read as the lexicons of the AT Protocol document it. An address is one of

* ``https://public.api.bsky.app/xrpc/app.bsky.feed.getAuthorFeed?actor=<handle>&filter=posts_no_replies``
* ``https://bsky.social/xrpc/app.bsky.feed.searchPosts?q=<words>&sort=latest``, which wants a login: an app password that the settings hold.
  The session is opened at the same host.

Reposts and pinned posts are left out, and so is everything by an account that asks not to be shown to visitors. Posts that the timelines
no longer show are looked up, up to 25 at a time: what the network no longer knows was deleted.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from archive.records import Item, Source, Validator
from extractors import ExtractorError
from extractors.addresses import is_web_address
from extractors.announcements import published
from extractors.http import Client
from extractors.posts import each, hide_mentions, inner, objects, post_item, read_object, string
from extractors.timelines import Page, Timeline, chunks, concluded, read_back, under, unseen
from extractors.visit import Fetched, Memory

_PAGE = 100
_LOOK_UP = 25
_SEARCH = "/app.bsky.feed.searchPosts"
_HANDLE, _PASSWORD = "PANTAU_BLUESKY_HANDLE", "PANTAU_BLUESKY_APP_PASSWORD"
# "Not to visitors" is the author's wish, the others the moderators' word.
_UNWANTED = frozenset({"!no-unauthenticated", "!hide", "!takedown"})
_UNKNOWN_HANDLE = "handle.invalid"


async def fetch(source: Source, client: Client, memory: Memory, now: datetime) -> Fetched:
    """Read every timeline of the source back to posts that we know, then look up the watched posts that none of them showed.

    Raises:
        ExtractorError: no timeline could be read at all, or a search has no login.
    """
    headers = await _login(source.urls, client)
    timelines = [await _read(url, headers, source, client, memory, now) for url in source.urls]
    watched = unseen(memory, timelines)
    gone: list[str] = []
    faults: list[str] = []
    try:
        gone = await _deleted(watched, source.urls[0], headers, client)
    except ExtractorError as error:
        faults.append(f"pemeriksaan kiriman yang dihapus: {error}")
    return concluded(source, now, memory, timelines, gone=gone, faults=faults)


async def _login(urls: Sequence[str], client: Client) -> dict[str, str]:
    """The header of a session, where a search needs one."""
    search = next((url for url in urls if urlsplit(url).path.endswith(_SEARCH)), None)
    if search is None:
        return {}
    words = json.dumps({"identifier": client.secret(_HANDLE), "password": client.secret(_PASSWORD)})
    response = await client.post(_method(search, "com.atproto.server.createSession"), words.encode(), "application/json")
    token = string(read_object(response.body), "accessJwt")
    if not token:
        raise ExtractorError("masuk ke Bluesky gagal: jawaban tanpa tanda masuk")
    return {"authorization": f"Bearer {token}"}


async def _read(url: str, headers: Mapping[str, str], source: Source, client: Client, memory: Memory, now: datetime) -> Timeline:
    parts = urlsplit(url)
    # Only the search needs the login, so only the search gets it.
    sent = headers if parts.path.endswith(_SEARCH) else {}

    async def turn(cursor: str | None) -> Page | None:
        query = [*parse_qsl(parts.query), ("limit", str(_PAGE)), *([("cursor", cursor)] if cursor else [])]
        address = urlunsplit(parts._replace(query=urlencode(query)))
        validator = memory.validators.get(url) if cursor is None else None
        response = await client.get(address, validator, "application/json", sent, documented=True)
        if response.not_modified:
            return None
        return await asyncio.to_thread(page_of, response.body, under(response.validator(source.id), url))

    def page_of(body: bytes, validator: Validator | None) -> Page:
        answer = read_object(body)
        if not isinstance(answer.get("feed", answer.get("posts")), list):
            raise ExtractorError("jawaban bukan daftar kiriman")
        posts = [inner(entry, "post") for entry in objects(answer.get("feed")) if not entry.get("reason")]
        items = each([*posts, *objects(answer.get("posts"))], lambda post: _item(post, source, client, now))
        return Page(items, string(answer, "cursor"), validator=validator)

    return await read_back(Timeline(url), turn, source, memory, _PAGE)


async def _deleted(watched: Sequence[Item], url: str, headers: Mapping[str, str], client: Client) -> list[str]:
    """The ids of the watched posts that the network does not know any more, or whose authors do not want them shown."""
    gone = []
    sent = headers if urlsplit(url).path.endswith(_SEARCH) else {}
    for some in chunks(watched, _LOOK_UP):
        query = urlencode([("uris", item.external_id or "") for item in some])
        response = await client.get(f"{_method(url, 'app.bsky.feed.getPosts')}?{query}", None, "application/json", sent, documented=True)
        answer = read_object(response.body)
        if not isinstance(answer.get("posts"), list):
            raise ExtractorError("jawaban bukan daftar kiriman")
        standing = {string(post, "uri") for post in objects(answer["posts"]) if not _is_unwanted(post)}
        gone += [item.id for item in some if item.external_id not in standing]
    return gone


def _method(url: str, name: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}/xrpc/{name}"


def _is_unwanted(post: Mapping[str, Any]) -> bool:
    labels = [*objects(post.get("labels")), *objects(inner(post, "author").get("labels"))]
    return any(label.get("val") in _UNWANTED and not label.get("neg") for label in labels)


def _item(post: Mapping[str, Any], source: Source, client: Client, now: datetime) -> Item | None:
    record, author = inner(post, "record"), inner(post, "author")
    uri, did, text = string(post, "uri"), string(author, "did"), record.get("text")
    if not uri or not did or _is_unwanted(post) or not isinstance(text, str) or not text.strip():
        return None
    handle = string(author, "handle") or _UNKNOWN_HANDLE
    langs = record.get("langs")
    return post_item(
        source,
        now,
        external_id=uri,
        url=f"https://bsky.app/profile/{did}/post/{uri.rpartition('/')[2]}",
        body=hide_mentions(_unfolded(text, objects(record.get("facets"))), {}, lambda other, _: client.pseudonym("bluesky", other)),
        author=client.pseudonym("bluesky", did if handle == _UNKNOWN_HANDLE else handle),
        raw_time=_stated(string(record, "createdAt"), string(post, "indexedAt"), now),
        language=langs[0] if isinstance(langs, list) and langs and isinstance(langs[0], str) else None,
    )


def _stated(created: str | None, indexed: str | None, now: datetime) -> str | None:
    """The earlier of when the author says it was written and when the network first saw it: the order of the network's own timelines."""
    times = {raw: at for raw in (created, indexed) if raw and (at := published(raw, "UTC", now).at)}
    return min(times, key=lambda raw: times[raw]) if times else created


def _unfolded(text: str, facets: Sequence[Mapping[str, Any]]) -> str:
    """The text with shortened links written out. Facets count bytes of the UTF-8 text; one that lies is passed over."""
    raw = text.encode("utf-8", "replace")
    links = []
    for facet in facets:
        span = inner(facet, "index")
        start, end = span.get("byteStart"), span.get("byteEnd")
        uri = next((uri for one in objects(facet.get("features")) if (uri := string(one, "uri")) and is_web_address(uri)), None)
        if uri and isinstance(start, int) and isinstance(end, int) and 0 <= start < end <= len(raw):
            links.append((start, end, uri))
    pieces, at = [], 0
    for start, end, uri in sorted(links):
        if start >= at and raw[start:end].endswith((b"...", "…".encode())):
            pieces += [raw[at:start], uri.encode()]
            at = end
    return b"".join([*pieces, raw[at:]]).decode("utf-8", "replace")
