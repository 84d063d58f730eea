"""What grouping keeps of a text: its words as numbers, each with how it was written, so that texts are read once and compared every night.

A term is an unsigned 32-bit number: 29 bits of a hash of the case-folded word, above three marks that say whether it is a number, and
whether this text writes it with a capital inside a sentence or in small letters. Two words that share a hash (about one pair in a
thousand words of a window) count as one; nothing else is lost that grouping asks for.
"""

import hashlib
import re
import tomllib
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from analysis.sentences import headline
from archive.records import Item, Profile, Reading, Utterance

_VERSION = "2"
"""Raise it when terms are made in another way: profiles of two versions are not compared."""
Terms = NDArray[np.uint32]
NUMBER, CAPITAL, SMALL = (np.uint32(bit) for bit in (1, 2, 4))
MARKS = np.uint32(7)

_CHARACTERS = 2000
_HEADLINE = 160
_WORD = re.compile(r"\w+(?:[.,]\d+)*")
# A capital after a word and one blank; at the start of a sentence or of a quotation it says nothing.
_CAPITAL = re.compile(r"(?<=[^\s.!?:\"“”'‘(] )[A-ZÀ-ÖØ-Þ]\w*")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+")
_FEW = 8
_ENGLISH = frozenset(
    ("the", "of", "and", "to", "in", "for", "was", "were", "is", "are", "on", "with", "that", "by", "from", "at", "it", "has")
)
_FUNCTION_WORDS = frozenset(tomllib.loads(Path(__file__).with_name("function_words.toml").read_text(encoding="utf-8"))["words"].split())


def profile_version(reading_version: str, utterance_version: str) -> str:
    """The version that profiles carry: it changes with the readings and utterances they rest on, and with the way terms are made."""
    return f"{_VERSION}/{reading_version}/{utterance_version}"


def profile_of(item: Item, reading: Reading, utterance: Utterance) -> Profile:
    """The profile of ``item``: of its title and the first 2,000 characters of the rest, addresses left out."""
    return Profile(
        item.id,
        item.at,
        item.kind,
        headline(item, _HEADLINE),
        utterance.kind == "claim",
        _is_english(item),
        reading.places,
        _terms(item).tobytes(),
        profile_version(reading.version, utterance.version),
    )


def terms_of(profile: Profile) -> Terms:
    """The terms of a profile with their marks, sorted, each word once."""
    return np.frombuffer(profile.terms, "<u4")


def shared_words(item: Item, terms: Iterable[int], most: int) -> list[str]:
    """The words of ``item`` whose terms (without marks) are ``terms``, in the order of ``terms``, as the item writes them first."""
    written: dict[int, str] = {}
    for word in _WORD.findall(_readable(item)):
        written.setdefault(_hash(word.casefold()), word)
    return [written[term] for term in terms if term in written][:most]


def content_words(text: str) -> list[str]:
    """The words of ``text`` that say something about its subject, and its numbers, case folded, in order."""
    return [word for word in map(str.casefold, _WORD.findall(text)) if _is_word(word) or _is_number(word)]


def _terms(item: Item) -> Terms:
    text = _readable(item)
    inside = {word.casefold() for word in _CAPITAL.findall(text[len(item.title or "") :])}
    marks: dict[str, int] = {}
    for word in _WORD.findall(text):
        folded = word.casefold()
        if _is_number(folded):
            marks[folded] = int(NUMBER)
        elif _is_word(folded):
            capital = int(CAPITAL) if folded in inside else 0
            marks[folded] = marks.get(folded, 0) | capital | (int(SMALL) if word[0].islower() else 0)
    terms = {_hash(word) | mark for word, mark in marks.items()}
    return np.array(sorted(terms), "<u4")


def _is_english(item: Item) -> bool:
    """Whether English function words are a fifth of its words at least: in Indonesian texts with English names they are far fewer."""
    words = _WORD.findall(_readable(item).casefold())
    return len(words) >= _FEW and sum(word in _ENGLISH for word in words) >= len(words) / 5


def _readable(item: Item) -> str:
    parts = (item.title, item.body or item.summary)
    return _ADDRESS.sub(" ", "\n".join(part for part in parts if part)[:_CHARACTERS])


def _hash(word: str) -> int:
    digest = hashlib.blake2b(word.encode("utf-8", "surrogatepass"), digest_size=4).digest()
    return int.from_bytes(digest, "little") & ~int(MARKS)


def _is_word(word: str) -> bool:
    return len(word) > 2 and not word[0].isdigit() and word not in _FUNCTION_WORDS


def _is_number(word: str) -> bool:
    return len(word) > 1 and word[0].isdigit()
