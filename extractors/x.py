"""Posts on X that a search of the last seven days finds.

Read as X's API v2 documents it: ``GET https://api.x.com/2/tweets/search/recent?query=…``, with the query as the registry writes it
(``-is:retweet`` belongs there) and the office's own bearer token. X charges for every post it returns, so a search asks only for what came
after the newest post of the last complete search, and never for accounts: an author is known by number alone.

Watched posts that the search did not show are looked up, a hundred at a time; X asks everyone to follow deletions, and counts a post that
is read twice on one day (UTC) once.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from archive.records import Item, Source, Validator
from extractors import ExtractorError
from extractors.addresses import is_web_address
from extractors.faults import FetchError
from extractors.http import Client, Response
from extractors.posts import EDITED, each, hide_mentions, inner, objects, post_item, read_object, string
from extractors.timelines import Page, Timeline, chunks, concluded, read_back, unseen
from extractors.visit import Fetched, Memory

_PAGE = 100
_TOKEN = "PANTAU_X_BEARER_TOKEN"  # noqa: S105 - the name of a setting
_FIELDS = "author_id,created_at,edit_history_tweet_ids,entities,lang,note_tweet,referenced_tweets"
_ANY_POST = re.compile(r"https?://(?:www\.|mobile\.)?(?:x|twitter)\.com/[^/]+/status/(\d+)(/(?:photo|video)/\d+)?")
# The first two say that a post is not there for us any more; other errors prove nothing.
_GONE = ("/resource-not-found", "/not-authorized-for-resource")
# A search reaches back seven days and refuses to start from an older post.
_REACH = timedelta(days=6, hours=20)
_EPOCH_MS = 1288834974657


async def fetch(source: Source, client: Client, memory: Memory, now: datetime) -> Fetched:
    """Search, then look up the watched posts that the search did not show.

    Raises:
        ExtractorError: no search could be read at all, or there is no token.
    """
    x = _X(client, now)
    searches = [await _read(url, x, source, client, memory, now) for url in source.urls]
    gone: list[str] = []
    faults: list[str] = []
    try:
        for some in chunks(unseen(memory, searches), _PAGE):
            gone += await _deleted(some, source.urls[0], x)
    except ExtractorError as error:
        faults.append(f"pemeriksaan kiriman yang dihapus: {error}")
    return concluded(source, now, memory, searches, gone=gone, faults=faults)


class _X:
    """The API with the office's token, asked no more often than it allows."""

    def __init__(self, client: Client, now: datetime) -> None:
        self._client = client
        self._now = now
        self._headers = {"authorization": f"Bearer {client.secret(_TOKEN)}"}
        self._closed: dict[str, int] = {}

    async def get(self, url: str, **query: str) -> Response:
        """Ask; X says with every answer how many are left, and until when."""
        parts = urlsplit(url)
        if parts.path in self._closed:
            seconds = max(self._closed[parts.path] - int(self._now.timestamp()), 0)
            raise FetchError("later", f"jatah bacaan X habis, minta ditunda {seconds} detik")
        address = urlunsplit(parts._replace(query=urlencode([*parse_qsl(parts.query), *query.items()])))
        response = await self._client.get(address, None, "application/json", self._headers, documented=True)
        reset = response.headers.get("x-rate-limit-reset", "")
        if response.headers.get("x-rate-limit-remaining") == "0":
            self._closed[parts.path] = int(reset) if reset.isdecimal() and len(reset) < 12 else 0
        return response


async def _read(url: str, x: _X, source: Source, client: Client, memory: Memory, now: datetime) -> Timeline:
    since = memory.validators.get(url)
    start = {"since_id": since.etag} if since and since.etag and _is_recent(since.etag, now) else {}

    async def turn(next_token: str | None) -> Page | None:
        paging = {"next_token": next_token} if next_token else {}
        response = await x.get(url, **{"max_results": str(_PAGE), "tweet.fields": _FIELDS}, **start, **paging)
        return await asyncio.to_thread(page_of, response.body)

    def page_of(body: bytes) -> Page:
        answer = read_object(body)
        if not isinstance(answer.get("data"), list) and not isinstance(answer.get("meta"), dict):
            raise ExtractorError("jawaban bukan hasil pencarian")
        items = each(objects(answer.get("data")), lambda post: _item(post, source, client, now))
        meta = inner(answer, "meta")
        newest = string(meta, "newest_id")
        # Kept only when the whole search was read: where the next one starts.
        return Page(items, string(meta, "next_token"), validator=Validator(url, source.id, newest, None) if newest else None)

    return await read_back(Timeline(url), turn, source, memory, _PAGE)


def _is_recent(post_id: str, now: datetime) -> bool:
    """X counts milliseconds since 4 November 2010 in the upper bits of a post's number."""
    if not (post_id.isascii() and post_id.isdecimal() and len(post_id) < 20):
        return False
    return now - datetime.fromtimestamp(((int(post_id) >> 22) + _EPOCH_MS) / 1000, UTC) < _REACH


async def _deleted(watched: Sequence[Item], url: str, x: _X) -> list[str]:
    """The ids of the watched posts that X says are not there any more, or not for us."""
    parts = urlsplit(url)
    ids = {item.external_id: item.id for item in watched}
    response = await x.get(f"{parts.scheme}://{parts.netloc}/2/tweets", ids=",".join(id_ for id_ in ids if id_))
    errors = objects(read_object(response.body).get("errors"))
    named = (string(error, "resource_id") or string(error, "value") for error in errors if (string(error, "type") or "").endswith(_GONE))
    return [ids[post_id] for post_id in named if post_id in ids]


def _item(post: Mapping[str, Any], source: Source, client: Client, now: datetime) -> Item | None:
    number, author = string(post, "id"), string(post, "author_id")
    note = inner(post, "note_tweet")
    # A long post stands cut off in "text" and whole in its note.
    said = note if string(note, "text") else post
    text = string(said, "text")
    passed_on = any(one.get("type") == "retweeted" for one in objects(post.get("referenced_tweets")))
    if not number or not number.isdecimal() or not author or not text or passed_on:
        return None
    entities = inner(said, "entities")
    known = {
        name.lower(): client.pseudonym("x", account)
        for mention in objects(entities.get("mentions"))
        if (name := string(mention, "username")) and (account := string(mention, "id"))
    }
    history = post.get("edit_history_tweet_ids")
    versions = [one for one in history if isinstance(one, str) and one.isdecimal()] if isinstance(history, list) else []
    return post_item(
        source,
        now,
        # An edit gives a post a new number; the first one stays its name.
        external_id=min(versions, key=int, default=number),
        url=f"https://x.com/i/status/{number}",
        body=hide_mentions(_unfolded(unescape(text), objects(entities.get("urls"))), known, lambda other, _: client.pseudonym("x", other)),
        author=client.pseudonym("x", author),
        raw_time=string(post, "created_at"),
        language=string(post, "lang"),
        warnings=(EDITED,) if len(versions) > 1 else (),
    )


def _unfolded(text: str, links: Sequence[Mapping[str, Any]]) -> str:
    """The text with every t.co link written out; without the authors' names in links to posts, and without links to pictures."""
    for link in links:
        short, target = string(link, "url"), string(link, "unwound_url") or string(link, "expanded_url")
        if short and target and is_web_address(short) and is_web_address(target):
            own = _ANY_POST.match(target)
            text = text.replace(short, ("" if own[2] else f"https://x.com/i/status/{own[1]}") if own else target)
    return text
