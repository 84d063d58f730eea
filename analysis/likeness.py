"""How alike two items are as stories: meaning, rare words, names and numbers, and time, added with weights from ``thresholds.toml``.

Meaning alone is not an event: headlines cut from one template are as near as two reports of one accident. What tells them apart are the
words that few other texts have, and the names and numbers. These count as a share of the shorter text's, weighted by rarity, so that a
post of ten words and an article of five hundred can be as alike as two articles.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
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
_WORD = re.compile(r"\w+(?:[.,]\d+)*")
_OPENS = frozenset(".!?:\"“”'\n(")
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
        found = [_WORD.findall(text) for text in texts]
        names = _names(texts)
        self._written = [{word.casefold(): word for word in reversed(words)} for words in found]
        self._words = _Shares([[word for word in written if _is_word(word)] for written in self._written])
        self._names = _Shares([[word for word in written if word in names or _is_number(word)] for written in self._written])

    def between(self, some: Sequence[int], others: Sequence[int] | slice) -> NDArray[np.float32]:
        """The likeness in [0, 1] of items by their places, shape ``(len(some), len(others))``."""
        limits = self._limits
        apart = np.abs(self._days[some][:, None] - self._days[others][None, :])
        alike = limits.meaning * np.clip(self._meaning[some] @ self._meaning[others].T, 0, 1)
        alike += limits.words * self._words.between(some, others)
        alike += limits.names * self._names.between(some, others)
        alike -= limits.decay * apart
        alike[apart > limits.window_days] = 0
        return np.clip(alike, 0, 1).astype(np.float32)

    def shared(self, a: int, b: int, most: int) -> list[str]:
        """The rarest words, names and numbers that two items share, as ``a`` writes them, rarest first."""
        rarity = self._words.shared(a, b) | self._names.shared(a, b)
        return [self._written[a][word] for word in sorted(rarity, key=lambda word: (-rarity[word], word))[:most]]


class _Shares:
    """Sets of words, compared by how much of the shorter set's rarity (the sum of log(n / texts with the word)) is common to both."""

    def __init__(self, sets: Sequence[Sequence[str]]) -> None:
        from sklearn.feature_extraction.text import CountVectorizer

        self._sets = [frozenset(words) for words in sets]
        spread = Counter(word for words in self._sets for word in words)
        # One more text than there are, so that a word in all of a handful of texts still weighs something.
        self._rarity = {word: float(np.log((len(sets) + 1) / count)) for word, count in spread.items()}
        self._least = _LEAST * float(np.log(len(sets) + 1)) or 1.0
        self._rows: Any = None
        if spread:
            vectoriser = CountVectorizer(analyzer=sorted, binary=True, vocabulary=sorted(spread), dtype=np.float32)
            self._rows = vectoriser.transform(self._sets)
            self._weights = np.array([self._rarity[word] for word in sorted(spread)], np.float32)
            self._totals = self._rows @ self._weights

    def between(self, some: Sequence[int], others: Sequence[int] | slice) -> NDArray[np.float32] | float:
        if self._rows is None:
            return 0.0
        common = (self._rows[some].multiply(self._weights).tocsr() @ self._rows[others].T).toarray()
        shorter = np.minimum(self._totals[some][:, None], self._totals[others][None, :])
        return np.asarray(common / np.maximum(shorter, self._least), np.float32)

    def shared(self, a: int, b: int) -> dict[str, float]:
        return {word: self._rarity[word] for word in self._sets[a] & self._sets[b]}


def _is_word(word: str) -> bool:
    return len(word) > 2 and not word[0].isdigit() and word not in _FUNCTION_WORDS


def _is_number(word: str) -> bool:
    return len(word) > 1 and word[0].isdigit()


def _names(texts: Sequence[str]) -> frozenset[str]:
    """The words that are written with a capital inside sentences more often than without: then a post's lower-case "samarinda" is one too."""
    capital: Counter[str] = Counter()
    small: Counter[str] = Counter()
    for text in texts:
        for match in _WORD.finditer(text):
            word = match.group()
            if not word[0].isupper():
                small[word.casefold()] += 1
            elif (before := text[max(0, match.start() - 2) : match.start()].rstrip(" ")) and before[-1] not in _OPENS:
                capital[word.casefold()] += 1
    return frozenset(word for word, count in capital.items() if count > small[word] and _is_word(word))
