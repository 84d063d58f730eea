"""Verdicts that a page states for machines: ``ClaimReview`` in its JSON-LD (schema.org/ClaimReview)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from extractors.addresses import is_web_address
from extractors.markup import parse
from extractors.text import clean_line, html_to_text

_LONGEST = 20_000
_MOST = 100


@dataclass(frozen=True, slots=True)
class ClaimReview:
    """One review as the page states it; what it leaves out is ``None``.

    ``degree`` is the rating as a number ("1 dari 5"), kept only at the ends of a scale that the review states itself. ``claimed_raw`` is
    when the claim appeared, ``published_raw`` when the review did. ``url`` is the page that the review names as its own.
    """

    claim: str | None
    label: str | None
    publisher: str | None
    published_raw: str | None
    degree: str | None = None
    claimed_raw: str | None = None
    url: str | None = None


def claim_reviews(html: bytes, content_type: str | None) -> tuple[tuple[ClaimReview, ...], int]:
    """Every ClaimReview of a page in its order, and how many of its JSON-LD blocks could not be read."""
    tree, _ = parse(html, content_type)
    found: list[ClaimReview] = []
    broken = 0
    for script in tree.css('script[type="application/ld+json"]'):
        try:
            # Not strict: line breaks inside strings are common and harmless.
            document = json.loads(script.text(), strict=False)
        except (ValueError, RecursionError):
            broken += 1
            continue
        found.extend(_review(thing) for thing in _things(document) if "ClaimReview" in _types(thing))
    return tuple(dict.fromkeys(found))[:_MOST], broken


def _things(document: Any) -> Iterator[dict[str, Any]]:
    """Every object in a document, outer before inner, in order; a stack of our own, so that depth cannot exhaust Python's."""
    waiting = [document]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            yield value
            waiting.extend(reversed(value.values()))
        elif isinstance(value, list):
            waiting.extend(reversed(value))


def _types(thing: dict[str, Any]) -> list[str]:
    kinds = thing.get("@type")
    return [str(kind).rpartition("/")[2] for kind in (kinds if isinstance(kinds, list) else [kinds])]


def _review(thing: dict[str, Any]) -> ClaimReview:
    rating = thing.get("reviewRating")
    url = _words(thing.get("url"))
    return ClaimReview(
        claim=_words(thing.get("claimReviewed")),
        label=_words(_inside(rating, "alternateName")) if not isinstance(rating, str) else _words(rating),
        publisher=_words(_inside(thing.get("author"), "name")) or _words(_inside(thing.get("publisher"), "name")),
        published_raw=_words(thing.get("datePublished")),
        degree=_degree(rating),
        claimed_raw=_words(_inside(thing.get("itemReviewed"), "datePublished")) if isinstance(thing.get("itemReviewed"), dict) else None,
        url=url if url and is_web_address(url) else None,
    )


def _degree(rating: Any) -> str | None:
    """The number in words at the worst ("1 dari 5") and best end of a stated scale; what lies between has no words in our table."""
    value, worst, best = (_number(_inside(rating, key)) for key in ("ratingValue", "worstRating", "bestRating"))
    if value is None or worst is None or best is None or not worst < best or value not in (worst, best):
        return None
    return f"nilai terburuk ({value:g} dari {best:g})" if value == worst else f"nilai terbaik ({value:g} dari {best:g})"


def _number(value: Any) -> float | None:
    try:
        return float(value) if isinstance(value, (int, float, str)) and not isinstance(value, bool) and len(str(value)) < 10 else None
    except ValueError:
        return None


def _inside(value: Any, key: str) -> Any:
    """``key`` of an object, of the first of several, or the value itself where a plain word stands in the object's place."""
    if isinstance(value, list):
        value = value[0] if value else None
    return value.get(key) if isinstance(value, dict) else value


def _words(value: Any) -> str | None:
    value = _inside(value, "@value")
    return clean_line(html_to_text(value[:_LONGEST])) if isinstance(value, str) else None
