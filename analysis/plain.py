"""Text made plain: what the eye does not see is taken out, and what looks like a Latin letter becomes one.

For readers that learnt from ordinary texts. Words of another script stay (Javanese, Arabic, a Russian name): only words in which
Latin letters stand beside like ones, and words in an otherwise Latin text that consist of nothing but such likenesses, are folded.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path

from analysis.tables import read_toml

_DATA = Path(__file__).with_name("plain.toml")
_UNSEEN = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]")
"""Fillers and variation selectors; they show nothing, though Unicode counts them as letters and marks."""
_NOTHING = re.compile(_UNSEEN.pattern + "|[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e007f]")
_BLANKS = re.compile(r"\s{2,}|[^\S ]")
_LONGEST = 50_000
_PILED = re.compile(r"((?:[\u0300-\u036f\u0483-\u0489]){2})[\u0300-\u036f\u0483-\u0489]+")
_SMALL_CAPITAL = re.compile(r"LATIN LETTER SMALL CAPITAL ([A-Z])|(?:NEGATIVE )?(?:CIRCLED|SQUARED) LATIN CAPITAL LETTER ([A-Z])")
_SET_APART = re.compile(r"(?<!\w)[^\W\d_](?:([ .*_-])[^\W\d_])(?:\1[^\W\d_]){2,30}(?!\w)")
# At the start of a word three may be its own ("PPPK", "www"), and so they are in a Roman number ("VIII").
_STRETCHED = re.compile(r"(?<=[^\W_])(?!(?<=[VXvx])[Ii]{3}\b)([^\W\d_])\1{2,}|(?<![^\W_])([^\W\d_])\2{3,}")
_SHOUTED, _LONG = 0.6, 20
"""The share of capitals from which a text is shouted, of at least so many letters: capitals all over say no more than the words do."""
_SIGNS = re.compile(r"([^\w\s])\1{3,}")


def unpadded(text: str) -> str:
    """The first 50,000 signs of ``text`` less those that show nothing, runs of blanks as one: padding cannot push words out of sight."""
    return _BLANKS.sub(lambda run: "\n" if "\n" in run.group() else " ", _NOTHING.sub("", text[:_LONGEST]))


def unstretched(text: str) -> str:
    """``text`` with letters that are repeated for show once; a Roman number and the beginning of "PPPK" stay."""
    return _STRETCHED.sub(_once, text)


def folded(text: str) -> str:
    """``text`` (lower case) with letters of other scripts and with accents as the plain letters they look like."""
    plain_letters = "".join(_letters().get(sign, sign) for sign in text)
    return "".join(sign for sign in unicodedata.normalize("NFKD", plain_letters) if not unicodedata.combining(sign))


def plain(text: str) -> str:
    """``text`` on one line as the eye reads it, accents kept; letters and signs repeated for show stand fewer times.

    Control characters, signs without width, bidirectional marks and lone surrogates are gone, letters set apart ("S E B A R") are joined,
    and a text that is shouted from beginning to end is in small letters; a capital word in it keeps its capitals otherwise.
    """
    composed = unicodedata.normalize("NFKC", text)
    seen = "".join(_seen(sign) for sign in _UNSEEN.sub("", composed))
    words = _PILED.sub(r"\1", seen).split()
    latin = sum(any("a" <= letter <= "z" for letter in word.casefold()) for word in words)
    mostly = 2 * latin > len(words)
    read = " ".join(_read(word, mostly=mostly) for word in words)
    joined = _SET_APART.sub(lambda run: run.group().replace(run.group(1), ""), read)
    return _calm(_SIGNS.sub(r"\1\1\1", unstretched(joined)))


def _calm(text: str) -> str:
    capitals, small = sum(map(str.isupper, text)), sum(map(str.islower, text))
    return text.lower() if capitals + small >= _LONG and capitals > _SHOUTED * (capitals + small) else text


def _once(run: re.Match[str]) -> str:
    return run.group()[0]


@cache
def _letters() -> dict[str, str]:
    letters: dict[str, str] = read_toml(_DATA)["letters"]
    return letters


def _seen(sign: str) -> str:
    """A sign as it shows: nothing for what has no form, the letter that a small or framed capital is."""
    if sign.isascii():
        return sign if sign.isprintable() or sign in "\n\t\r" else " "
    if unicodedata.category(sign) in ("Cf", "Cc", "Cs", "Co", "Cn"):
        return ""
    return _framed(sign) if unicodedata.category(sign) in ("Ll", "So") else sign


@cache
def _framed(sign: str) -> str:
    found = _SMALL_CAPITAL.fullmatch(unicodedata.name(sign, ""))
    return (found.group(1) or found.group(2)).lower() if found else sign


def _read(word: str, *, mostly: bool) -> str:
    """A word as the eye reads it, in a text that is ``mostly`` Latin or is not."""
    letters = [letter for letter in word if letter.isalpha()]
    latin = sum(unicodedata.name(letter, "").startswith("LATIN") for letter in letters)
    if latin == len(letters):
        return "".join(_bare(sign) for sign in word) if _marked(word) else word
    alike = "".join(folded(sign.casefold()).upper() if sign.isupper() else folded(sign) for sign in word)
    disguised = mostly and all(letter.isascii() for letter in alike if letter.isalpha())
    return alike if latin or disguised else word


def _marked(word: str) -> bool:
    """Whether signs are struck through or piled on the word; NFKC has joined every ordinary accent with its letter."""
    return any(unicodedata.combining(sign) for sign in word)


def _bare(sign: str) -> str:
    return "" if unicodedata.combining(sign) else sign
