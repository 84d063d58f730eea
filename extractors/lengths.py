"""How long the words of one record may be: what hostile or broken servers send must not fill the archive, or hold up who reads it."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from archive.records import FactCheck, Item

LONGEST = {"title": 1_000, "author": 1_000, "editor": 1_000, "dateline": 1_000, "summary": 20_000, "claim": 20_000, "body": 200_000}
"""Characters, by field: several times what the longest honest text needs."""
_MOST_CAPTIONS = 100

R = TypeVar("R", Item, FactCheck)


def shortened(record: R) -> R:
    """``record`` with every text cut to its longest, and a warning where one was; the same object where none is too long."""
    cut: dict[str, str] = {}
    for name, most in LONGEST.items():
        text = getattr(record, name, None)
        if text is not None and len(text) > most:
            cut[name] = _without_open_number(text[:most])
    captions = getattr(record, "captions", ())
    few = tuple(caption[: LONGEST["summary"]] for caption in captions[:_MOST_CAPTIONS])
    if not cut and few == captions:
        return record
    changes = {**cut, "warnings": (*record.warnings, "teks terlalu panjang, dipotong")}
    return replace(record, **(changes | {"captions": few} if captions else changes))


def _without_open_number(text: str) -> str:
    """Half a number at the end would no longer be known for what it is when personal data is looked for."""
    end = len(text)
    while end and not text[end - 1].isalpha():
        end -= 1
    return text[:end]
