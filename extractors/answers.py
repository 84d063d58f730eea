"""Answers of programming interfaces: JSON from strangers, read without trust in its size, depth or types."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from extractors import ExtractorError
from extractors.text import clean, clean_line

_DEEPEST = 100


def read_json(body: bytes) -> Any:
    """The document in ``body``.

    Raises:
        ExtractorError: it is no JSON, or nested deeper than any answer we know.
    """
    try:
        document = json.loads(body, strict=False)
    except (ValueError, RecursionError) as error:  # UnicodeDecodeError is a ValueError
        raise ExtractorError("jawaban bukan JSON yang sah") from error
    level = [document]
    for _ in range(_DEEPEST):
        level = [inner for value in level for inner in _inside(value)]
        if not level:
            return document
    raise ExtractorError("jawaban JSON bersarang terlalu dalam")


def fields_in(value: Any, *path: str) -> Mapping[str, Any]:
    """The object below ``path``; an empty one where there is none."""
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def rows_in(value: Any) -> list[Mapping[str, Any]]:
    """The objects of a list, or a lone object as the only one; anything else holds none."""
    rows = value if isinstance(value, list) else [value]
    return [row for row in rows if isinstance(row, dict)]


def line(row: Mapping[str, Any], key: str) -> str | None:
    """A field as one clean line; numbers as they print; ``None`` when there are no words."""
    value = row.get(key)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return f"{value}"[:40]
    return clean_line(value) if isinstance(value, str) else None


def text(row: Mapping[str, Any], key: str) -> str | None:
    """A field as clean text with its line breaks; ``None`` when there are no words."""
    value = row.get(key)
    return clean(value) or None if isinstance(value, str) else None


def _inside(value: Any) -> list[Any]:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [one for one in inner if isinstance(one, (dict, list))]
