"""Headline: the heading claims what the text below it, or the article it links to, does not say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from analysis.contexts import ClaimItem, NarrativeContext, Shared
from analysis.profiles import content_words
from analysis.quantities import DOING, Quantity, plain, quantities, values_in
from analysis.sentences import split, trim
from analysis.signals import fired, limits
from archive.records import Signal

NAME = "headline"
CHARACTERS = 5000
SENTENCE = 600
_LINK = re.compile(r"(?:https?://|www\.)\S+", re.I)
_WORD = re.compile(r"\w[\w-]*")
_NOT = frozenset("tidak tak bukan bukanlah belum tanpa nihil".split())  # noqa: SIM905 - a list of words reads best as words
_BEFORE = 4
"""So many words before a happening a "tidak" still speaks of it."""


@dataclass(frozen=True, slots=True)
class Limits:
    """See ``[headline]`` in ``signals.toml``."""

    words: int
    shared_words: int
    one: float
    more: float


@dataclass(frozen=True, slots=True)
class _Gap:
    item_id: str
    heading: str
    reason: str


def score(context: NarrativeContext) -> Signal | None:
    """``one`` where a heading says one thing that its text does not, ``more`` where it says several.

    Compared are checkable things only: counted numbers, and happenings ("tewas", "ditangkap") that the text leaves out or denies. What
    somebody thinks of an article that they link to is no claim about what it says: there a number or a happening must be told otherwise,
    not merely be missing.
    """
    numbers = limits(NAME, Limits)
    gaps = [gap for claim in context.claims for gap in _headed(claim, numbers)]
    by_id = {claim.item_id: claim for claim in context.claims}
    gaps += [gap for shared in context.shared if shared.item_id in by_id for gap in _linked(by_id[shared.item_id], shared, numbers)]
    if not gaps:
        return None
    item_ids = {gap.item_id for gap in gaps}
    first = [gap for gap in gaps if gap.item_id == gaps[0].item_id]
    reason = f"{' '.join(dict.fromkeys(gap.reason for gap in first))} Judul atau kalimatnya: “{trim(first[0].heading, 120)}”."
    return fired(context, NAME, numbers.more if len({gap.reason for gap in first}) > 1 else numbers.one, reason, item_ids)


def _headed(claim: ClaimItem, numbers: Limits) -> Iterator[_Gap]:
    """What the item's own heading says and its text does not; a text of few words has no room to say it."""
    if not claim.title:
        return
    heading = claim.title[:SENTENCE]
    body = claim.text.removeprefix(claim.title)[:CHARACTERS]
    if len(content_words(body)) < numbers.words:
        return
    values = values_in(body)
    for quantity in quantities(plain(heading), title=True):
        if quantity.value not in values and not any(_agrees(quantity, other) for other in _counted(body)):
            yield _Gap(claim.item_id, heading, f"Judul menyebut {quantity.written} {quantity.subject}; teks di bawahnya tidak.")
    words = set(_WORD.findall(body.casefold()))
    for word in dict.fromkeys(_WORD.findall(heading.casefold())):
        if word in DOING and not _negated(word, heading):
            if word not in words and not _same_happening(word, words):
                yield _Gap(claim.item_id, heading, f"Judul menyebut “{word}”; teks di bawahnya tidak.")
            elif word in words and _always_negated(word, body):
                yield _Gap(claim.item_id, heading, f"Judul menyebut “{word}”; teks di bawahnya menyatakan tidak demikian.")


def _linked(claim: ClaimItem, shared: Shared, numbers: Limits) -> Iterator[_Gap]:
    """What the item says otherwise than the article it links to, where both clearly speak of the same thing."""
    said = _LINK.sub(" ", claim.text)[:CHARACTERS]
    article = shared.text[:CHARACTERS]
    if len(set(content_words(said)) & set(content_words(article))) < numbers.shared_words:
        return
    told = {(q.subject, q.unit): q for q in _counted(article)}
    for quantity in _counted(said):
        other = told.get((quantity.subject, quantity.unit))
        if other is not None and quantity.differs(other):
            yield _Gap(
                claim.item_id,
                said.strip(),
                f"Unggahan menyebut {quantity.written} {quantity.subject}; berita yang ditautkan menyebut {other.written}.",
            )
    words = set(_WORD.findall(article.casefold()))
    for word in dict.fromkeys(_WORD.findall(said.casefold())):
        if word in DOING and word in words and not _negated(word, said) and _always_negated(word, article):
            yield _Gap(claim.item_id, said.strip(), f"Unggahan menyebut “{word}”; berita yang ditautkan menyatakan tidak demikian.")


def _counted(text: str) -> list[Quantity]:
    return [quantity for sentence in split(text) for quantity in quantities(plain(sentence[:SENTENCE]), title=False)]


def _agrees(one: Quantity, other: Quantity) -> bool:
    return (one.subject, one.unit) == (other.subject, other.unit) and not one.differs(other)


def _same_happening(word: str, words: set[str]) -> bool:
    """Whether another form of the same word stands below: "menewaskan" and "tewas"."""
    stem = re.sub(r"^(?:me[nm]?|di|ter|ke)|(?:kan|i|an)$", "", word)
    return any(stem in other for other in words) if len(stem) >= 4 else False


def _negated(word: str, text: str) -> bool:
    words = _WORD.findall(text.casefold())
    return any(set(words[max(0, at - _BEFORE) : at]) & _NOT for at, one in enumerate(words) if one == word)


def _always_negated(word: str, text: str) -> bool:
    words = _WORD.findall(text.casefold())
    places = [at for at, one in enumerate(words) if one == word]
    return bool(places) and all(set(words[max(0, at - _BEFORE) : at]) & _NOT for at in places)
