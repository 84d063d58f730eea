"""What every reader of public posts shares: JSON that nobody vouches for, one form for a post, and mentions without names.

Of a private person nothing is kept but the words and a pseudonym: no name, handle, picture or profile.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any, TypeVar

from archive.records import Item, Source, stable_id
from extractors import ExtractorError
from extractors.addresses import is_web_address
from extractors.announcements import published
from extractors.text import clean, clean_line

EDITED = "disunting oleh penulisnya"

# "@nama" and "@nama@instans", not the middle of an e-mail or an address, and not the "@Rp5.000" of a price.
_MENTION = re.compile(r"(?<![\w@/])@(?!Rp\.? ?\d)(\w+(?:[.-]\w+)*)(?:@([a-z0-9-]+(?:\.[a-z0-9-]+)+))?", re.ASCII | re.IGNORECASE)
_LANGUAGE = re.compile(r"[a-z]{2,3}(?=$|[-_])", re.IGNORECASE)
# X still says "in" for Indonesian; the others say that it has no words, or that nobody knows.
_LANGUAGES = {"in": "id", "und": None, "zxx": None, "art": None, **{f"q{letters}": None for letters in ("am", "ct", "ht", "me", "st")}}

Thing = TypeVar("Thing")


def post_item(
    source: Source,
    now: datetime,
    *,
    external_id: str,
    url: str | None,
    body: str | None,
    author: str | None,
    raw_time: str | None,
    title: str | None = None,
    language: str | None = None,
    captions: Sequence[str] = (),
    warnings: Sequence[str] = (),
) -> Item:
    """A post as an item. Times without a zone are read as UTC, as every platform's interface states them."""
    time = published(raw_time, "UTC", now)
    url = clean(url or "")
    return Item(
        id=stable_id(source.id, external_id),
        source_id=source.id,
        kind="post",
        url=url if is_web_address(url) else None,
        external_id=external_id,
        title=clean_line(title),
        summary=None,
        body=clean(body or "") or None,
        author=author,
        editor=None,
        dateline=None,
        captions=tuple(captions),
        advertorial=False,
        language=language_of(language),
        published_raw=time.raw,
        published_at=time.at,
        published_zone=time.zone,
        published_zone_known=time.known,
        collected_at=now,
        warnings=(*warnings, *time.warnings),
    )


def language_of(mark: str | None) -> str | None:
    """The language code that a platform's mark stands for ("id-ID" is "id"); ``None`` when it says nothing."""
    found = _LANGUAGE.match(mark or "")
    return _LANGUAGES.get(code := found[0].lower(), code) if found else None


def hide_mentions(text: str, known: Mapping[str, str], unknown: Callable[[str, str | None], str]) -> str:
    """``text`` with every mention of an account replaced by its :func:`alias`.

    ``known`` maps lower-case handles to pseudonyms; ``unknown`` gives the pseudonym of any other handle and the host named with it.
    A number after an "@" is a price unless the platform says that it is an account.
    """

    def hidden(found: re.Match[str]) -> str:
        name = found[1].lower()
        if name not in known and name[0].isdigit():
            return found[0]
        return alias(known[name] if name in known and not found[2] else unknown(found[1], found[2]))

    return _MENTION.sub(hidden, text)


def alias(pseudonym: str) -> str:
    """How an account stands in a text."""
    return f"@akun-{pseudonym[:8]}"


def read_json(body: bytes) -> Any:
    """Any JSON value.

    Raises:
        ExtractorError: it is none, or nested deeper than anyone means it.
    """
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise ExtractorError("jawaban bukan JSON yang sah") from error


def read_object(body: bytes) -> Mapping[str, Any]:
    """A JSON object.

    Raises:
        ExtractorError: it is none.
    """
    value = read_json(body)
    if not isinstance(value, dict):
        raise ExtractorError("jawaban bukan objek JSON")
    return value


def objects(value: object) -> list[Mapping[str, Any]]:
    """The objects of a JSON list; nothing of anything else."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def inner(values: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """The object under ``key``; an empty one when there is none."""
    value = values.get(key)
    return value if isinstance(value, dict) else {}


def string(values: Mapping[str, Any], key: str) -> str | None:
    """The cleaned string under ``key``; ``None`` when there is none or nothing is left of it."""
    value = values.get(key)
    return clean(value) or None if isinstance(value, str) else None


def each(raw: Iterable[Thing], make: Callable[[Thing], Item | None]) -> list[Item]:
    """The items that ``make`` finds in ``raw``. A post of a form that nobody foresaw is passed over, so that it never costs the others."""
    items: list[Item | None] = []
    for one in raw:
        # What a stranger wrote may trip any step.
        with suppress(Exception):
            items.append(make(one))
    return [item for item in items if item]
