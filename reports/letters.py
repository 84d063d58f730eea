"""From whatever was typed out there to text that a page can carry.

Two steps, because they belong to different things. :func:`clean` takes out what no reader should be handed (controls, direction
overrides, broken halves of characters) and is part of a brief's content. :func:`legible` fits that text to the page: what the page's
font has no shape for is replaced, and words without an end are given places to break. PDF/UA refuses a page with an unknown glyph, so
nothing may slip through here.
"""

from __future__ import annotations

import re
import struct
import unicodedata
from functools import lru_cache
from itertools import count
from pathlib import Path
from urllib.parse import quote, urlsplit

import fontpkg_noto_sans

FONTS = Path(fontpkg_noto_sans.ROOT) / "files"
"""The folder of the one font family that the pages use; nothing is taken from the system."""

_DROPPED = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_MARKS_PER_LETTER = 2
_LONGEST_WORD = 24
_PIECE = 6
_LONGEST_URL = 2000
_MOST_NAMES = 3
_NAME = re.compile(r"\[aksara \w+\]")
_NAME_TWICE = re.compile(r"(\[aksara \w+\])(?:[\s,.]*\1)+")
_SCRIPTS = {
    "ARABIC": "Arab",
    "BALINESE": "Bali",
    "BENGALI": "Bengali",
    "BUGINESE": "Lontara",
    "CJK": "Han",
    "HANGUL": "Hangul",
    "HEBREW": "Ibrani",
    "HIRAGANA": "Jepang",
    "JAVANESE": "Jawa",
    "KATAKANA": "Jepang",
    "SUNDANESE": "Sunda",
    "TAMIL": "Tamil",
    "THAI": "Thai",
}


def clean(text: str) -> str:
    """One line of NFC text without controls, direction marks, surrogates, private letters or towers of combining marks."""
    kept: list[str] = []
    marks = 0
    for char in unicodedata.normalize("NFC", text):
        if char.isspace():
            kept.append(" ")
            continue
        if unicodedata.category(char) in _DROPPED:
            continue
        marks = marks + 1 if unicodedata.combining(char) else 0
        if marks <= _MARKS_PER_LETTER:
            kept.append(char)
    return " ".join("".join(kept).split())


def web_address(url: str | None) -> str | None:
    """The address as ASCII when it is a complete http(s) address of sane length, else ``None``: such text is printed without a link."""
    if url is None or len(url) > _LONGEST_URL:
        return None
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return None
    if parts.scheme.lower() not in ("http", "https") or not host or not host.isprintable() or " " in host:
        return None
    return quote(url.encode("utf-8", "replace"), safe="%/:=&?~#+!$,;'@()*[]-._")


def legible(text: str) -> str:
    """``text`` in letters that the page font has, without words too long for a column.

    Styled mathematical letters become plain ones, pictures vanish, and a stretch in another script is named, at most three
    times: "[aksara Jawa]".
    """
    if not text.isascii():
        text = _NAME_TWICE.sub(r"\1", "".join(_shape(char) for char in text))
        names = count(1)
        text = " ".join(_NAME.sub(lambda name: name.group() if next(names) <= _MOST_NAMES else "", text).split())
    return re.sub(rf"\S{{{_LONGEST_WORD + 1},}}", _breakable, text)


def _shape(char: str) -> str:
    known = coverage()
    if ord(char) in known:
        return char
    plain = unicodedata.normalize("NFKC", char)
    if plain != char and all(ord(part) in known for part in plain):
        return plain
    if unicodedata.category(char)[0] not in "LN":
        return ""
    return f"[aksara {_SCRIPTS.get(unicodedata.name(char, 'OTHER').split()[0], 'lain')}]"


def _breakable(word: re.Match[str]) -> str:
    text = word.group()
    return "\u200b".join(text[at : at + _PIECE] for at in range(0, len(text), _PIECE))


@lru_cache(maxsize=1)
def coverage() -> frozenset[int]:
    """The code points that every file of the page font can draw."""
    files = sorted(FONTS.glob("*.ttf"))
    return frozenset.intersection(*(_character_map(path.read_bytes()) for path in files))


def _character_map(font: bytes) -> frozenset[int]:
    """The code points of a font, from its segmented cmap (OpenType 1.9, ``cmap`` format 12, platform 3, encoding 10)."""
    tables = struct.unpack_from(">H", font, 4)[0]
    records = (struct.unpack_from(">4sIII", font, 12 + 16 * index) for index in range(tables))
    cmap = next(offset for tag, _, offset, _ in records if tag == b"cmap")
    for index in range(struct.unpack_from(">H", font, cmap + 2)[0]):
        platform, encoding, offset = struct.unpack_from(">HHI", font, cmap + 4 + 8 * index)
        if (platform, encoding) == (3, 10):
            groups = struct.unpack_from(">I", font, cmap + offset + 12)[0]
            spans = (struct.unpack_from(">III", font, cmap + offset + 16 + 12 * group) for group in range(groups))
            return frozenset(code for first, last, _ in spans for code in range(first, last + 1))
    raise ValueError("the font has no full Unicode character map")
