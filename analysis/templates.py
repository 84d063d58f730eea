"""The same form, filled anew: texts that differ only in names, places, offices, numbers, dates, accounts and links.

A false letter of one governor comes back with another governor's name. :func:`masked` takes out what a form leaves open; what remains is
compared by its pairs of words. A form of few words is no form: "Gubernur X datang ke Y" is how everybody writes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from analysis.gazetteer import Kind, Names, names_of
from analysis.matching import cleaned, limits

_CHARACTERS = 3000
NAME, PLACE, OFFICE, NUMBER, DATE, CONTACT = "‹nama›", "‹tempat›", "‹lembaga›", "‹angka›", "‹tanggal›", "‹kontak›"
_MONTH = (
    r"(?:jan(?:uari)?|feb(?:ruari)?|mar(?:et)?|apr(?:il)?|mei|juni?|juli?|agu(?:stus)?|sep(?:t(?:ember)?)?|okt(?:ober)?|nov(?:ember)?"
    r"|des(?:ember)?)"
)
_DAY = r"(?:senin|selasa|rabu|kamis|jum['’]?at|sabtu|minggu|ahad)"
_ENDINGS = "com|id|net|org|info|me|ly|xyz|site|online|app|link|top|shop"
_DAY_OF_MONTH = rf"\d{{1,2}}(?:[/-]\d{{1,2}}[/-]\d{{2,4}}|(?:\s*-\s*\d{{1,2}})?\s+{_MONTH}\b\.?(?:\s+\d{{4}})?)"
_SCALE = r"(?:\s*(?:ribu|rb|juta|jt|miliar|milyar|m|triliun|trilyun|t|persen|wib|wita|wit)\b|\s*%)"
_OPEN = tuple(
    (re.compile(pattern, re.IGNORECASE), mark)
    for pattern, mark in (
        (rf"(?:https?://|www\.)\S+|\b[\w-]+(?:\.[\w-]+)*\.(?:{_ENDINGS})\b(?:/\S*)?", CONTACT),
        (r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,8}|(?<!\w)@[\w.]+", CONTACT),
        (r"(?<!\d)(?:\+?62|0)[\s.-]?8(?:[\s.-]?\d){7,11}(?!\d)", CONTACT),
        (r"(?:(?<=\bnomor)|(?<=\bno))[\s:.]+[\w./-]*\d[\w./-]*", NUMBER),
        (rf"(?:\b{_DAY}\b[\s,]*)?\(?\b{_DAY_OF_MONTH}\)?", DATE),
        (rf"\b{_DAY}\b|\b{_MONTH}\s+\d{{4}}\b|(?<!\d)(?:19|20)\d\d(?!\d)", DATE),
        (rf"(?:\b(?:rp|idr|usd|nt)\b|\$)?[\s.]*\d+(?:[.,:]\d+)*{_SCALE}?", NUMBER),
    )
)
_WORD = re.compile(r"‹\w+›|[^\W_]+(?:['’-][^\W_]+)*|[.!?:;\n]")
_LINKING = frozenset(("bin", "binti", "al", "el", "van", "de", "di", "dan"))
_KIND_OF_PLACE = re.compile(rf"\b(?:kota|kabupaten|kab|provinsi|prov) {PLACE}")
_LONGEST_NAME = 5
_MASKED: tuple[tuple[Kind, str], ...] = (("places", PLACE), ("companies", OFFICE))
_ANNOUNCING: tuple[tuple[Kind, str], ...] = (("titles", NAME), ("offices", OFFICE))
_NO_PART: tuple[Kind, ...] = ("places", "titles", "offices")


def masked(text: str) -> str:
    """``text`` in small letters with what a form leaves open replaced by marks such as ``‹nama›``; the first 3,000 characters."""
    text = cleaned(text, _CHARACTERS)
    for pattern, mark in _OPEN:
        text = pattern.sub(f" {mark} ", text)
    words = _WORD.findall(text)
    folded = [word.casefold() for word in words]
    written = [word for word in words if word[0].isalpha()]
    # Where most words have capitals (headlines, shouting), a capital does not make a name.
    capitals = sum(word[0].isupper() for word in written) <= 0.4 * len(written)
    out: list[str] = []
    at = 0
    while at < len(words):
        mark, length = _open_at(words, folded, at, capitals=capitals)
        if mark:
            # "‹nama› ‹nama›" is one long name.
            out += [] if out[-1:] == [mark] else [mark]
        elif folded[at][0].isalnum() or folded[at][0] == "‹":
            out += [] if folded[at][0] == "‹" and out[-1:] == [folded[at]] else [folded[at]]
        at += max(length, 1)
    return _KIND_OF_PLACE.sub(PLACE, " ".join(out))


def likeness(one: str, other: str) -> float:
    """How alike two texts are as fillings of one form, in [0, 1]: pairs of neighbouring words of the masked texts, shared of the larger.

    0.0 where the shorter has too few words of its own to be a form (``[templates]`` in ``matching.toml``).
    """
    return _likeness(_pairs(one), _pairs(other))


def contained(one: str, other: str) -> float:
    """The share in [0, 1] of the masked word pairs of ``one`` that ``other`` has too; 0.0 where ``one`` is too short to be a form."""
    ours, theirs = _pairs(one), _pairs(other)
    return len(ours & theirs) / len(ours) if len(ours) >= limits().templates.words else 0.0


def alike(text: str, olders: Sequence[str]) -> tuple[int, float] | None:
    """The place in ``olders`` of the text most alike as a filling of the same form, with the likeness in [0, 1].

    ``None`` where none reaches ``[templates] alike`` of ``matching.toml``. Of equals the first in order wins.
    """
    ours = _pairs(text)
    best = max(((_likeness(ours, _pairs(older)), -place) for place, older in enumerate(olders)), default=(0.0, 0))
    return (-best[1], round(best[0], 4)) if best[0] >= limits().templates.alike else None


def _likeness(ours: frozenset[int], theirs: frozenset[int]) -> float:
    fewer, more = sorted((len(ours), len(theirs)))
    if fewer < limits().templates.words or fewer < limits().templates.alike * more:
        return 0.0
    return len(ours & theirs) / more


@lru_cache(maxsize=20_000)
def _pairs(text: str) -> frozenset[int]:
    """Neighbouring words of the masked text of which at least one is a word of the form, each pair as one number."""
    words = masked(text).split()
    return frozenset(hash(pair) for pair in pairwise(words) if not (pair[0][0] == "‹" and pair[1][0] == "‹"))


def _open_at(words: Sequence[str], folded: Sequence[str], at: int, *, capitals: bool) -> tuple[str, int]:
    """The mark for what a form leaves open at this place and how many words it spans; ("", 0) where the word is the form's own."""
    for kind, mark in _MASKED:
        if length := names_of(kind).from_here(folded, at):
            return mark, length
    if not words[at][0].isupper():
        return "", 0
    for before, mark in _ANNOUNCING:
        if _announced(names_of(before), folded, at) and (run := _name(words, folded, at)):
            return mark, run
    if capitals and at and words[at - 1] not in ".!?:;\n" and (run := _name(words, folded, at)):
        return NAME, run
    return "", 0


def _name(words: Sequence[str], folded: Sequence[str], at: int) -> int:
    """How many words from here on are written like a name and are no place or title."""
    end = at
    while end < len(words) and end - at < _LONGEST_NAME:
        known = any(names_of(kind).from_here(folded, end) for kind in _NO_PART)
        linking = end > at and folded[end] in _LINKING and end + 1 < len(words) and words[end + 1][0].isupper()
        if known or not (words[end][0].isupper() or linking):
            break
        end += 1
    return end - at


def _announced(names: Names, folded: Sequence[str], at: int) -> bool:
    """Whether one of ``names`` stands right before this place; a place between them ("Gubernur Kaltim Rudi") is passed over."""
    return bool(names.up_to(folded, at) or names.up_to(folded, at - names_of("places").up_to(folded, at)))
