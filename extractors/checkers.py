"""Whose verdict it is: checkers tell each other's verdicts again, and one verdict told five times is still one."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from archive.records import Source

_LONGEST = 50_000
_WORK = (
    r"(?:penelusuran|pemeriksaan|verifikasi|periksa\s+fakta|pemeriksa\s+fakta|cek\s+fakta|klarifikasi|investigasi|konfirmasi|tim|menurut"
    r"|berdasarkan|dilansir|melansir|dikutip|mengutip|merujuk|dihimpun|disebut|dinyatakan|diklarifikasi|dibantah|laman|situs|sumber)"
)


@dataclass(frozen=True, slots=True)
class _Checkers:
    second_hand: tuple[str, ...]
    closed_marks: tuple[str, ...]
    closed_names: tuple[str, ...]
    names: dict[str, str]
    told: re.Pattern[str]


def first_checker(text: str) -> str | None:
    """The checker whose work a text tells about, by the name we know it under; ``None`` when the text names none.

    The earliest mention counts that stands behind a word for checking or quoting: checkers are named for many other reasons as well.
    """
    found = _checkers().told.search(" ".join(text[:_LONGEST].split()))
    return _checkers().names[found["name"].casefold()] if found else None


def tells_again(source: Source) -> bool:
    """Whether a source is known to print the verdicts of others."""
    named = " ".join((source.name, *source.urls)).casefold()
    return any(part in named for part in _checkers().second_hand)


def is_closed(text: str, taken_from: str = "") -> bool:
    """Whether a text, or the place it says it was ``taken_from``, belongs to somebody who does not let programs keep it."""
    known, text, taken_from = _checkers(), text.casefold(), taken_from.casefold()
    return any(mark in text for mark in known.closed_marks) or any(name in taken_from for name in known.closed_names)


@cache
def _checkers() -> _Checkers:
    table = tomllib.loads(files("extractors").joinpath("checkers.toml").read_text(encoding="utf-8"))
    names = {word.casefold(): name for name, words in table["checkers"].items() for word in words}
    words = "|".join(re.escape(word) for word in sorted(names, key=len, reverse=True))
    told = re.compile(rf"\b{_WORK}\b(?:[\s(“\"]+(?!\()[\w-]+){{0,4}}?[\s(“\",:]+(?P<name>{words})(?!\w)", re.IGNORECASE)
    return _Checkers(tuple(table["second_hand"]), tuple(table["closed_marks"]), tuple(table["closed_names"]), names, told)
