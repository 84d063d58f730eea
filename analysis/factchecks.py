"""Has somebody checked this already? Claims against fact-checks, by meaning and by words.

Two absolute scores, so that a threshold means the same beside three fact-checks as beside three thousand: the cosine of vectors centred on
fixed reference texts, and the cosine of character 3- to 5-grams weighted by how rare they are in those same texts. Each is mapped from a
range measured on development data to [0, 1]; their weighted mean is the score. Neither depends on which other fact-checks there are.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.embedding import Vector, reference_texts
from analysis.thresholds import FactChecks, Thresholds
from archive.records import FactCheck, Item, Match, Strength

CANDIDATES = 30
"""By so many nearest in meaning the words are compared: at rank 30 of 788 real claims nothing right is left outside."""
_CLAIM_CHARACTERS = 500
_CHECK_CHARACTERS = 1500
_BUCKETS = 2**18
_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Near:
    """A fact-check near a text: ``score`` in [0, 1], and the threshold it passed, if any."""

    factcheck: FactCheck
    score: float
    strength: Strength | None


def match(
    claims: Mapping[str, Sequence[Item]],
    vectors: Mapping[str, Vector],
    factchecks: Sequence[FactCheck],
    check_vectors: Mapping[str, Vector],
    day: date,
    thresholds: Thresholds,
) -> list[Match]:
    """The matches of each narrative's claim items, best first within a narrative, one per fact-check, at most ``per_narrative``.

    ``claims`` comes from :func:`analysis.contexts.claims_by_narrative`; ``vectors`` and ``check_vectors`` map item and fact-check ids to
    *centred* rows. Articles are passed over: a report about a rumour is not the rumour. What has no vector has no match.
    """
    found = []
    words = _Words(factchecks)
    for narrative_id in sorted(claims):
        best: dict[str, Match] = {}
        for item in sorted(claims[narrative_id], key=lambda item: (item.at, item.id)):
            if item.kind == "article" or item.id not in vectors:
                continue
            for near in _nearest(item.text, vectors[item.id], factchecks, check_vectors, words, item.at, thresholds.factchecks):
                known = best.get(near.factcheck.id)
                if near.strength is not None and (known is None or near.score > known.score):
                    best[near.factcheck.id] = Match(
                        narrative_id, item.id, near.factcheck.id, day, near.score, near.strength, thresholds.version
                    )
        ranked = sorted(best.values(), key=lambda m: (-m.score, m.factcheck_id))
        found += ranked[: thresholds.factchecks.per_narrative]
    return found


def nearest(
    text: str,
    vector: Vector,
    factchecks: Sequence[FactCheck],
    check_vectors: Mapping[str, Vector],
    n: int,
    now: datetime,
    thresholds: Thresholds,
) -> list[Near]:
    """The ``n`` fact-checks nearest to a text somebody brought in, best first, also those below both thresholds; vectors are centred."""
    return _nearest(text, vector, factchecks, check_vectors, _Words(factchecks), now, thresholds.factchecks)[:n]


def _nearest(
    text: str,
    vector: Vector,
    factchecks: Sequence[FactCheck],
    check_vectors: Mapping[str, Vector],
    words: _Words,
    said: datetime,
    limits: FactChecks,
) -> list[Near]:
    known = [number for number, check in enumerate(factchecks) if check.id in check_vectors]
    if not known:
        return []
    meaning = np.stack([check_vectors[factchecks[number].id] for number in known]) @ vector
    order = sorted(range(len(known)), key=lambda i: (-float(meaning[i]), factchecks[known[i]].id))[:CANDIDATES]
    spoken = words.compare(text, [known[i] for i in order])
    found = []
    for i, alike in zip(order, spoken, strict=True):
        check = factchecks[known[i]]
        score = round(_score(float(meaning[i]), alike, limits), 4)
        found.append(Near(check, score, _strength(score, text, check, said, limits)))
    return sorted(found, key=lambda near: (-near.score, near.factcheck.id))


def _score(meaning: float, words: float, limits: FactChecks) -> float:
    by_meaning = _mapped(meaning, limits.meaning_from, limits.meaning_to)
    by_words = _mapped(words, limits.words_from, limits.words_to)
    return (limits.meaning * by_meaning + limits.words * by_words) / (limits.meaning + limits.words)


def _mapped(value: float, low: float, high: float) -> float:
    return min(max((value - low) / (high - low), 0.0), 1.0)


def _strength(score: float, text: str, check: FactCheck, said: datetime, limits: FactChecks) -> Strength | None:
    """Short texts and old fact-checks are only ever suggested: few words fit many claims, and old verdicts were about other days."""
    if score < limits.suggest:
        return None
    old = check.published_at is not None and said - check.published_at > timedelta(days=limits.stale_days)
    short = len(text.split()) < limits.short_words
    return "strong" if score >= limits.strong and not old and not short else "suggest"


class _Words:
    """Cosines of character n-grams between a text and fact-checks; a fact-check's row is made when it is first needed."""

    def __init__(self, factchecks: Sequence[FactCheck]) -> None:
        self._factchecks = factchecks
        self._rows: dict[int, Any] = {}

    def compare(self, text: str, numbers: Sequence[int]) -> list[float]:
        """The better of two cosines for each fact-check: with its title and claim, and with its text as well."""
        row = _row(_flat(text)[:_CLAIM_CHARACTERS])
        found = []
        for number in numbers:
            if number not in self._rows:
                self._rows[number] = [_row(told) for told in _told(self._factchecks[number])]
            found.append(max(float((row @ told.T).sum()) for told in self._rows[number]))
        return found


def _told(check: FactCheck) -> list[str]:
    short = check.title if check.claim == check.title else f"{check.title} {check.claim}"
    return [_flat(short), *([_flat(f"{short} {check.body}")[:_CHECK_CHARACTERS]] if check.body else [])]


def _flat(text: str) -> str:
    return _BLANKS.sub(" ", unicodedata.normalize("NFKC", text)).strip()


def _row(text: str) -> Any:
    """A sparse, L2-normalised row: (1 + ln count) · rarity of every character n-gram of ``text``."""
    row = _counter().transform([text])
    row.data = (1 + np.log(row.data)) * _rarity()[row.indices]
    length = float(np.sqrt((row.data**2).sum()))
    return row / length if length else row


@cache
def _rarity() -> NDArray[np.float64]:
    """Inverse document frequency of every bucket in the reference texts; an n-gram that ordinary texts never use weighs most."""
    texts = reference_texts()
    seen = np.bincount(_counter().transform(texts).indices, minlength=_BUCKETS)
    return np.asarray(np.log((1 + len(texts)) / (1 + seen)) + 1)


@cache
def _counter() -> Any:
    from sklearn.feature_extraction.text import HashingVectorizer  # seconds to import: only when claims are matched

    return HashingVectorizer(analyzer="char_wb", ngram_range=(3, 5), n_features=_BUCKETS, norm=None, alternate_sign=False)
