"""Digits as people write them: plain, in groups, with look-alike letters, or spelled out in words.

Filters look for digits, so those who want to get past them write "O812", "0812 strip 3456" or "nol delapan satu dua". Here all of these are
groups of digits; what a group is a part of is for the caller to say.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

_LOOK_ALIKES = str.maketrans("OoIlSBZ", "0011582")
_SPACE = r" \t\u00a0\u2000-\u200a\u202f\u3000\u200b-\u200d\u2060\ufeff\ufe0f\u20e3"
_GAP = re.compile(rf"[{_SPACE}.\-\u2010-\u2015\u2212()\[\]_*~\u00b7\u2022]{{1,5}}")
_GAP_OF_LONG_GROUPS = re.compile(r"[,:|]| ?/ ?")
_LONG = 3
_GAP_OF_WORDS = re.compile(rf"[{_SPACE},.\-\u2010-\u2015/]{{1,4}}")
_GAP_SPELLED = re.compile(r"\s?[\[(]?(?:titik|dot|strip|setrip|dash|minus|spasi)[\])]?\s?", re.IGNORECASE)
_LONGEST_GAP = 12
_WORD_PART = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Group:
    """Digits that stand together: ``digits`` as they are meant, ``joined`` when the next group may continue this one.

    ``plain`` is False where letters stand for digits. ``gap`` is what separates it from the next group: ".", "/" or "-" by what
    stands in it, " " else, and "" where nothing follows. ``dotted`` is True where it is a single full stop or comma.
    """

    start: int
    end: int
    digits: str
    plain: bool
    word: bool
    joined: bool
    gap: str
    dotted: bool


def pattern_of(spelled: Mapping[str, str]) -> re.Pattern[str]:
    """The pattern that :func:`groups` needs, for words that spell digits."""
    words = "|".join(sorted(map(re.escape, spelled), key=len, reverse=True))
    looks = r"(?:(?<![^\W\d_])[OoIlSBZ]{1,3})?\d(?:[\dOoIlSBZ]*\d)?(?:[OoIlSBZ]{1,2}(?![^\W_]))?"
    return re.compile(rf"(?:\b|(?<=\d))(?i:{words})(?=\d|\b)|{looks}")


def groups(text: str, pattern: re.Pattern[str], spelled: Mapping[str, str]) -> list[Group]:
    """All groups of digits of ``text``, in order; linear in its length."""
    found: list[tuple[int, int, str, bool, bool]] = []
    for match in pattern.finditer(text):
        token = match.group()
        if token.isdecimal():
            digits = token if token.isascii() else "".join(str(int(character)) for character in token)
            found.append((match.start(), match.end(), digits, True, False))
        elif (digit := spelled.get(token.lower())) is not None:
            found.append((match.start(), match.end(), digit, False, True))
        else:
            digits = "".join(str(int(c)) if c.isdecimal() else c for c in token).translate(_LOOK_ALIKES)
            found.append((match.start(), match.end(), digits, False, False))
    result = []
    for number, (start, end, digits, plain, word) in enumerate(found):
        following = found[number + 1] if number + 1 < len(found) else None
        gap = text[end : following[0]] if following and following[0] - end <= _LONGEST_GAP else None
        long = following is not None and min(len(digits), len(following[2])) >= _LONG
        joined = gap is not None and _joins(gap, word or bool(following and following[4]), long)
        kind = "" if not joined or gap is None else "." if "." in gap else "/" if "/" in gap else "-" if gap.strip() else " "
        result.append(Group(start, end, digits, plain, word, joined, kind, gap in (".", ",")))
    return result


def _joins(gap: str, words: bool, long: bool) -> bool:
    if not gap:
        return words
    if long and _GAP_OF_LONG_GROUPS.fullmatch(gap):
        return True
    if _GAP.fullmatch(gap) or (words and _GAP_OF_WORDS.fullmatch(gap)) or _GAP_SPELLED.fullmatch(gap):
        return True
    return len(gap) == 1 and bool(_WORD_PART.match(gap))
