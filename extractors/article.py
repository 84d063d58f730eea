"""One page of a news site becomes one article."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from archive.records import Source, ZoneKnown
from extractors.addresses import canonical_url as canonical_url


@dataclass(frozen=True, slots=True)
class Article:
    """What an article page says."""

    url: str
    title: str | None
    body: str | None
    author: str | None
    editor: str | None
    dateline: str | None
    captions: tuple[str, ...]
    advertorial: bool
    language: str | None
    published_raw: str | None
    published_at: datetime | None
    published_zone: str | None
    published_zone_known: ZoneKnown | None
    warnings: tuple[str, ...]


def read_article(html: bytes, url: str, source: Source, now: datetime, content_type: str | None = None) -> Article:
    """Read one page. Raises ExtractorError when it is not an article."""
    raise NotImplementedError
