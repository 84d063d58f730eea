"""How alike two items are as stories: meaning, rare words, names and numbers, and time, added with weights from ``thresholds.toml``.

Meaning alone is not an event: headlines cut from one template are as near as two reports of one accident. What tells them apart are the
words that few other texts have, and the names and numbers. These count as a share of the shorter text's, weighted by rarity, so that a
post of ten words and an article of five hundred can be as alike as two articles.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.embedding import Vector
from analysis.thresholds import Narratives
from archive.records import Item

_CHARACTERS = 2000
_LEAST = 3.0
"""A text with fewer words than this many of the rarest is measured as if it had them: two words in common are no story."""
_UNSEEN = 200
"""Texts that rarity imagines beside those given: where a handful tell of one event, its words are not common words."""
_WORD = re.compile(r"\w+(?:[.,]\d+)*")
# A capital after a word and one blank; at the start of a sentence or of a quotation it says nothing.
_CAPITAL = re.compile(r"(?<=[^\s.!?:\"“”'‘(] )[A-ZÀ-ÖØ-Þ]\w*")
_FUNCTION_WORDS = frozenset(tomllib.loads(Path(__file__).with_name("function_words.toml").read_text(encoding="utf-8"))["words"].split())


class Likeness:
    """The likeness of every item to every other. Rare is what few of ``items`` say; an item without a vector is measured by words alone."""

    def __init__(self, items: Sequence[Item], vectors: Mapping[str, Vector], limits: Narratives) -> None:
        self._limits = limits
        dim = len(next(iter(vectors.values()))) if vectors else 1
        nothing = np.zeros(dim, np.float32)
        self._meaning = np.stack([vectors.get(item.id, nothing) for item in items]) if items else np.zeros((0, dim), np.float32)
        self._days = np.array([item.at.timestamp() / 86_400 for item in items])
        texts = ["\n".join(part for part in (item.title, item.body or item.summary) if part)[:_CHARACTERS] for item in items]
        self._found = [_WORD.findall(text) for text in texts]
        counts = Counter(chain.from_iterable(self._found))
        folded = {word: word.casefold() for word in counts}
        words = {word for word in folded.values() if _is_word(word)}
        names = _names([item.body or item.summary or "" for item in items], counts) | {word for word in folded.values() if _is_number(word)}
        said = [{folded[word] for word in found} for found in self._found]
        self._words = _Shares([text & words for text in said])
        self._names = _Shares([text & names for text in said])

    def between(self, some: Sequence[int], others: Sequence[int] | slice) -> NDArray[np.float32]:
        """The likeness in [0, 1] of items by their places, shape ``(len(some), len(others))``."""
        limits = self._limits
        apart = np.abs(self._days[some][:, None] - self._days[others][None, :])
        alike: NDArray[np.float32] = limits.meaning * np.clip(self._meaning[some] @ self._meaning[others].T, 0, 1)
        alike += limits.words * self._words.between(some, others)
        alike += limits.names * self._names.between(some, others)
        alike -= limits.decay * np.minimum(apart, limits.decay_days)
        alike[apart > limits.window_days] = 0
        return np.asarray(np.clip(alike, 0, 1), np.float32)

    def shared(self, a: int, b: int, most: int) -> list[str]:
        """The rarest words, names and numbers that two items share, as ``a`` writes them, rarest first."""
        rarity = self._words.shared(a, b) | self._names.shared(a, b)
        written = {word.casefold(): word for word in reversed(self._found[a])}
        return [written[word] for word in sorted(rarity, key=lambda word: (-rarity[word], word))[:most]]


class _Shares:
    """Sets of words, compared by how much of the shorter set's rarity (the sum of log(n / texts with the word)) is common to both."""

    def __init__(self, sets: Sequence[Set[str]]) -> None:
        from sklearn.feature_extraction.text import CountVectorizer

        self._sets = sets
        spread = Counter(chain.from_iterable(sets))
        among = len(sets) + _UNSEEN
        self._rarity = {word: float(np.log(among / count)) for word, count in spread.items()}
        self._least = _LEAST * float(np.log(among))
        self._rows: Any = None
        if spread:
            vectoriser = CountVectorizer(analyzer=list, binary=True, vocabulary=sorted(spread), dtype=np.float32)
            self._rows = vectoriser.transform(sets)
            self._weights = np.array([self._rarity[word] for word in sorted(spread)], np.float32)
            self._totals = self._rows @ self._weights

    def between(self, some: Sequence[int], others: Sequence[int] | slice) -> NDArray[np.float32] | float:
        if self._rows is None:
            return 0.0
        common = (self._rows[some].multiply(self._weights).tocsr() @ self._rows[others].T).toarray()
        shorter = np.minimum(self._totals[some][:, None], self._totals[others][None, :])
        shares: NDArray[np.float32] = np.asarray(common / np.maximum(shorter, self._least), np.float32)
        return shares

    def shared(self, a: int, b: int) -> dict[str, float]:
        return {word: self._rarity[word] for word in self._sets[a] & self._sets[b]}


def _is_word(word: str) -> bool:
    return len(word) > 2 and not word[0].isdigit() and word not in _FUNCTION_WORDS


def _is_number(word: str) -> bool:
    return len(word) > 1 and word[0].isdigit()


def content_words(text: str) -> list[str]:
    """The words of ``text`` that say something about its subject, and its numbers, case folded, in order."""
    return [word for word in map(str.casefold, _WORD.findall(text)) if _is_word(word) or _is_number(word)]


def _names(texts: Sequence[str], counts: Mapping[str, int]) -> set[str]:
    """Words written with a capital inside sentences more often than without; a post's lower-case "samarinda" is then one too."""
    capital: Counter[str] = Counter()
    for word, count in Counter(chain.from_iterable(_CAPITAL.findall(text[:_CHARACTERS]) for text in texts)).items():
        capital[word.casefold()] += count
    return {word for word, count in capital.items() if count > counts.get(word, 0) and _is_word(word)}
