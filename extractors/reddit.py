"""Public posts of a subreddit, new ones or those that a search finds.

Read as Reddit's Data API documents it, with the office's own application: ``https://oauth.reddit.com/r/<name>/new`` or ``…/search?q=…``.
The token comes from ``https://www.reddit.com/api/v1/access_token`` unless an address with that path stands among the source's.

Posts meant for adults and those that authors or moderators took away are left out. Watched posts that the listing did not show are looked
up, a hundred at a time; Reddit asks everyone to follow deletions.
"""

from __future__ import annotations

import asyncio
import base64
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from archive.records import Item, Source
from extractors import ExtractorError
from extractors.http import Client, Response
from extractors.posts import EDITED, alias, each, hide_mentions, inner, objects, post_item, read_object, string
from extractors.timelines import Page, Timeline, chunks, concluded, read_back, under, unseen
from extractors.visit import Fetched, Memory

_PAGE = 100
_TOKEN_PATH = "/api/v1/access_token"  # noqa: S105 - an address
_TOKEN_URL = f"https://www.reddit.com{_TOKEN_PATH}"
_ID, _SECRET = "PANTAU_REDDIT_CLIENT_ID", "PANTAU_REDDIT_CLIENT_SECRET"
_TAKEN_AWAY = frozenset({"[deleted]", "[removed]"})
_USER = re.compile(r"(?<![\w/])/?u/([A-Za-z0-9_-]{3,20})(?![\w-])")


async def fetch(source: Source, client: Client, memory: Memory, now: datetime) -> Fetched:
    """Read every listing of the source back to posts that we know, then look up the watched posts that none of them showed.

    Raises:
        ExtractorError: no listing could be read at all, or there is no token.
    """
    urls = [url for url in source.urls if not urlsplit(url).path.endswith(_TOKEN_PATH)]
    headers = await _login(next((url for url in source.urls if url not in urls), _TOKEN_URL), client)
    listings = [await _read(url, headers, source, client, memory, now) for url in urls]
    watched = unseen(memory, listings)
    standing: list[Item] = []
    gone: list[str] = []
    faults: list[str] = []
    try:
        for some in chunks(watched, _PAGE):
            posts = await _look_up(some, urls[0], headers, client)
            standing += each(posts, lambda post: _item(post, source, client, now))
            names = {string(post, "name") for post in posts if not _is_unwanted(post)}
            gone += [item.id for item in some if item.external_id not in names]
    except ExtractorError as error:
        faults.append(f"pemeriksaan kiriman yang dihapus: {error}")
    return concluded(source, now, memory, listings, gone=gone, looked_up=standing, faults=faults)


async def _login(url: str, client: Client) -> dict[str, str]:
    pair = base64.b64encode(f"{client.secret(_ID)}:{client.secret(_SECRET)}".encode()).decode()
    form = urlencode({"grant_type": "client_credentials"}).encode()
    response = await client.post(url, form, "application/x-www-form-urlencoded", {"authorization": f"Basic {pair}"})
    token = string(read_object(response.body), "access_token")
    if not token:
        raise ExtractorError("masuk ke Reddit gagal: jawaban tanpa tanda masuk")
    return {"authorization": f"Bearer {token}"}


async def _read(url: str, headers: Mapping[str, str], source: Source, client: Client, memory: Memory, now: datetime) -> Timeline:
    parts = urlsplit(url)

    async def turn(after: str | None) -> Page | None:
        query = [*parse_qsl(parts.query), ("limit", str(_PAGE)), ("raw_json", "1"), *([("after", after)] if after else [])]
        address = urlunsplit(parts._replace(query=urlencode(query)))
        validator = memory.validators.get(url) if after is None else None
        response = await client.get(address, validator, "application/json", headers, documented=True)
        return None if response.not_modified else await asyncio.to_thread(page_of, response)

    def page_of(response: Response) -> Page:
        posts, after = _posts(response.body)
        items = each(posts, lambda post: _item(post, source, client, now))
        return Page(items, after, validator=under(response.validator(source.id), url))

    return await read_back(Timeline(url), turn, source, memory, _PAGE)


async def _look_up(watched: Sequence[Item], url: str, headers: Mapping[str, str], client: Client) -> list[Mapping[str, Any]]:
    """What Reddit still knows of the watched posts."""
    query = urlencode({"id": ",".join(item.external_id or "" for item in watched), "raw_json": "1"})
    address = urlunsplit(urlsplit(url)._replace(path="/api/info", query=query))
    response = await client.get(address, None, "application/json", headers, documented=True)
    return _posts(response.body)[0]


def _posts(body: bytes) -> tuple[list[Mapping[str, Any]], str | None]:
    data = inner(read_object(body), "data")
    if not isinstance(data.get("children"), list):
        raise ExtractorError("jawaban bukan daftar kiriman")
    return [inner(child, "data") for child in objects(data["children"]) if child.get("kind") == "t3"], string(data, "after")


def _is_unwanted(post: Mapping[str, Any]) -> bool:
    """Whether its author or a moderator took a post away, or it is not for everyone."""
    taken_away = bool(post.get("removed_by_category")) or not _TAKEN_AWAY.isdisjoint((string(post, "author"), string(post, "selftext")))
    return taken_away or post.get("over_18") is True or post.get("quarantine") is True


def _item(post: Mapping[str, Any], source: Source, client: Client, now: datetime) -> Item | None:
    name, title, author, text = (string(post, key) for key in ("name", "title", "author", "selftext"))
    if not name or not title or not author or _is_unwanted(post):
        return None

    def hidden(words: str) -> str:
        words = hide_mentions(words, {}, lambda other, _: client.pseudonym("reddit", other))
        return _USER.sub(lambda user: alias(client.pseudonym("reddit", user[1])), words)

    return post_item(
        source,
        now,
        external_id=name,
        url=f"https://www.reddit.com/comments/{name.removeprefix('t3_')}",
        title=hidden(title),
        body=hidden(text or ""),
        author=client.pseudonym("reddit", author),
        raw_time=_time(post.get("created_utc")),
        warnings=(EDITED,) if post.get("edited") else (),
    )


def _time(seconds: object) -> str | None:
    """Reddit states seconds since 1970, in UTC."""
    if not isinstance(seconds, int | float):
        return None
    try:
        return datetime.fromtimestamp(seconds, UTC).isoformat()
    except (ValueError, OverflowError, OSError):
        return None
