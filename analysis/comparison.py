"""Many claims beside many fact-checks at once: who is worth a close look, and what each way of looking at such a pair says.

Dense rows are multiplied in blocks, words and letters as sparse matrices, so that ten thousand claims and twenty thousand fact-checks take
seconds. No view knows of ranks or of the other fact-checks' scores: a score means the same beside three fact-checks as beside thousands.
Only how rare a word is follows the archive, and the reference texts count much in it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.embedding import Vector, reference_texts
from analysis.gazetteer import companies_in, places_in
from analysis.matching import claim_in, cleaned, is_stop, limits, negated, numbers_in, words_in

Indices = NDArray[np.intp]
Values = NDArray[np.float32]
_BUCKETS = 2**18
_PAIRS = 2**22
_LEAD_CHARACTERS = 160
_LEAD_WORDS = 25
_LETTER_CHARACTERS = 600
_BLOCK = 512
_CLOSE = 8192
_COMMON = 0.02
"""A word that more of the fact-checks have finds none of them by itself; it still counts when a pair is looked at."""
_FEW = 60
_LINK = re.compile(r"(?:https?://|www\.)\S+")


class Texts:
    """Texts as rows of sparse matrices over the words that fact-checks use; words of nobody's fact-check count as the rarest."""

    def __init__(self, texts: Sequence[str], vocabulary: dict[str, int], *, grow: bool = False) -> None:
        self.words = [words_in(_LINK.sub(" ", text)) for text in texts]
        if grow:
            for words in self.words:
                for word in words:
                    vocabulary.setdefault(word, len(vocabulary))
        self.ids = [[vocabulary.get(word, -1) for word in words] for words in self.words]
        self.unknown = np.array(
            [len({w for w, i in zip(ws, ids, strict=True) if i < 0}) for ws, ids in zip(self.words, self.ids, strict=True)], np.float32
        )

    def word_rows(self, size: int) -> Any:
        """Which words of a vocabulary of ``size`` each text has: a sparse matrix of ones."""
        return _binary([[i for i in ids if i >= 0] for ids in self.ids], size)

    def pair_rows(self, first: int | None = None) -> Any:
        """The same for pairs of neighbouring words, of all or of the ``first`` words."""
        return _binary([_pairs(ids[:first]) for ids in self.ids], _PAIRS)


class Comparison:
    """Fact-checks made ready once.

    ``titles`` are their titles with claims (:func:`title_of`), ``bodies`` their texts or "", ``rows`` their centred unit vectors, one row
    each, zeros where there is none.
    """

    def __init__(self, titles: Sequence[str], bodies: Sequence[str], rows: Vector) -> None:
        reading = limits().reading
        self._rows = rows
        self.has_body = np.array([bool(body.strip()) for body in bodies], bool)
        titles = [cleaned(title) for title in titles]
        vocabulary: dict[str, int] = {}
        ordinary = Texts([cleaned(text) for text in reference_texts()], vocabulary, grow=True)
        heads = Texts(titles, vocabulary, grow=True)
        bodies = [cleaned(body, reading.body_characters) for body in bodies]
        tails = Texts([f"{title}\n{body}" for title, body in zip(titles, bodies, strict=True)], vocabulary, grow=True)
        self._vocabulary = vocabulary
        size = len(vocabulary)
        stops = np.array([reading.stop_weight if is_stop(word) else 1.0 for word in vocabulary], np.float32)
        common, words = ordinary.word_rows(size), heads.word_rows(size)
        self._rarity = _rarity(common, words, reading.language) * stops
        everything = tails.word_rows(size)
        self._full_rarity = _rarity(common, everything, reading.language) * stops
        self._words, self._everything = _weighed(words, self._rarity), _weighed(everything, self._full_rarity)
        self._mass = np.maximum(np.asarray(self._words.sum(axis=1)).ravel(), 1e-6)
        self._pairs, self._all_pairs = heads.pair_rows(), tails.pair_rows()
        self._pair_count = np.maximum(np.diff(self._pairs.indptr), 1).astype(np.float32)
        letters = _letters(titles)
        self._letter_rarity = _rarity(_letters([cleaned(text) for text in reference_texts()]), letters, reading.language)
        self._letters, self._letter_sets = (
            _unit(_weighed(_logged(letters), self._letter_rarity)),
            _weighed(_ones(letters), self._letter_rarity),
        )
        self._letter_mass = np.maximum(np.asarray(self._letter_sets.sum(axis=1)).ravel(), 1e-6)
        self._marks = [_marks(ws, title) for ws, title in zip(heads.words, titles, strict=True)]
        self._finders = [_rare(self._words), _rare(self._pairs), _rare(self._letter_sets)]
        if self.has_body.any():
            self._finders += [_rare(self._everything), _rare(self._all_pairs)]

    def compare(self, texts: Sequence[str], rows: Vector) -> tuple[Indices, Indices, dict[str, Values]]:
        """The pairs worth a close look: places of the texts, places of the fact-checks, and what every view says of each pair."""
        reading = limits().reading
        rows, theirs = _beside(rows, self._rows)
        texts = [cleaned(text, reading.query_characters) for text in texts]
        asked = Texts(texts, self._vocabulary)
        size = len(self._vocabulary)
        words, pairs = asked.word_rows(size), asked.pair_rows()
        letters = _letters([text[:_LETTER_CHARACTERS] for text in texts])
        sets = _ones(letters)
        full = np.maximum(np.asarray(words @ self._full_rarity).ravel() + asked.unknown, 1e-6)
        spoken = np.maximum(np.asarray(words @ self._rarity).ravel() + asked.unknown, 1e-6)
        first, second, meaning = self._candidates(rows, theirs, [words, pairs, sets, words, pairs])
        covered = _shared(words, self._words, first, second) / self._mass[second]
        told = _shared(words, self._everything, first, second) / full[first]
        kept = _best_of_each(first, meaning + covered + 2 * told, reading.compared)
        first, second, meaning, covered, told = first[kept], second[kept], meaning[kept], covered[kept], told[kept]
        lead_pairs = asked.pair_rows(_LEAD_WORDS)
        unit = _unit(_weighed(_logged(letters), self._letter_rarity))
        lead = _unit(_weighed(_logged(_letters([text[:_LEAD_CHARACTERS] for text in texts])), self._letter_rarity))
        marks = [_marks(ws, text) for ws, text in zip(asked.words, texts, strict=True)]
        shared = covered * self._mass[second]
        views = {
            "meaning": meaning,
            "letters": _shared(unit, self._letters, first, second),
            "lead": _shared(lead, self._letters, first, second),
            "spelt": _shared(sets, self._letter_sets, first, second) / self._letter_mass[second],
            "covered": covered,
            "said": shared / spoken[first],
            "amount": shared / (shared + 2.0),
            "missing": _missing(words, self._words, first, second),
            "phrases": _shared(pairs, self._pairs, first, second) / self._pair_count[second],
            "length": np.log1p(np.array([len(ws) for ws in asked.words], np.float32))[first],
            "breadth": np.log1p(self._mass[second]),
            "told": told,
            "quoted": _shared(pairs, self._all_pairs, first, second) / np.maximum(np.diff(pairs.indptr), 1)[first],
            "opening": _shared(lead_pairs, self._all_pairs, first, second) / np.maximum(np.diff(lead_pairs.indptr), 1)[first],
        }
        views |= zip(_MARKS, _compared(marks, self._marks, first, second), strict=True)
        return first, second, {name: np.asarray(values, np.float32) for name, values in views.items()}

    def _candidates(self, rows: Vector, theirs: Vector, asked: Sequence[Any]) -> tuple[Indices, Indices, Values]:
        reading = limits().reading
        firsts, seconds, cosines = [], [], []
        for start in range(0, len(rows), _BLOCK):
            block = slice(start, start + _BLOCK)
            near = rows[block] @ theirs.T
            rank = _best(near, reading.dense)
            texts = np.repeat(np.arange(len(near)), rank.shape[1])
            found = [(texts, rank.ravel())]
            for matrix, finder in zip(asked, self._finders, strict=False):
                found.append(_best_sparse(matrix[block] @ finder, reading.words))
            key = np.unique(np.concatenate([t * len(theirs) + c for t, c in found]))
            firsts.append(key // len(theirs) + start)
            seconds.append(key % len(theirs))
            cosines.append(near[key // len(theirs), key % len(theirs)])
        return np.concatenate(firsts).astype(np.intp), np.concatenate(seconds).astype(np.intp), np.concatenate(cosines)


_MARKS = ("numbers_same", "numbers_differ", "places_same", "places_differ", "companies_same", "companies_differ", "denied")


def _marks(words: list[str], text: str) -> tuple[frozenset[str], frozenset[str], frozenset[str], bool]:
    return numbers_in(words), places_in(text), companies_in(text), negated(words)


def _compared(ours: Sequence[Any], theirs: Sequence[Any], first: Indices, second: Indices) -> Values:
    """Numbers, places and companies shared, or named by both and none shared; and a denial that only one of the two has."""
    found = np.zeros((len(_MARKS), len(first)), np.float32)
    for n, (i, j) in enumerate(zip(first.tolist(), second.tolist(), strict=True)):
        for row, what in ((0, 0), (2, 1), (4, 2)):
            a, b = ours[i][what], theirs[j][what]
            if a and b:
                found[row + a.isdisjoint(b), n] = 1
        found[6, n] = ours[i][3] != theirs[j][3]
    return found


def _binary(lists: Sequence[Iterable[int]], size: int) -> Any:
    from scipy.sparse import csr_array

    sets = [np.unique(np.fromiter(ids, np.int64)) for ids in lists]
    starts = np.concatenate([[0], np.cumsum([len(ids) for ids in sets])])
    flat = np.concatenate([*sets, np.zeros(0, np.int64)]).astype(np.int32)
    return csr_array((np.ones(len(flat), np.float32), flat, starts.astype(np.int32)), shape=(len(sets), max(size, 1)))


def _pairs(ids: Sequence[int]) -> list[int]:
    """Neighbouring known words as one number each."""
    return [(a * 1_000_003 + b) % _PAIRS for a, b in pairwise(ids) if a >= 0 and b >= 0]


def _letters(texts: Sequence[str]) -> Any:
    from scipy.sparse import csr_array
    from sklearn.feature_extraction.text import HashingVectorizer  # seconds to import: only when claims are matched

    counter = HashingVectorizer(
        analyzer="char_wb", ngram_range=(3, 5), n_features=_BUCKETS, norm=None, alternate_sign=False, dtype=np.float32
    )
    return csr_array(counter.transform(texts)) if texts else csr_array((0, _BUCKETS), dtype=np.float32)


def _rarity(common: Any, own: Any, language: float) -> Values:
    """How rare each column is, from 0 (in every text) to 1 (in none): a logarithm as in inverse document frequency, on a fixed scale."""
    texts = language * common.shape[0] + own.shape[0]
    seen = language * np.bincount(common.indices, minlength=common.shape[1]) + np.bincount(own.indices, minlength=own.shape[1])
    return np.asarray(np.log((texts + 1) / (seen + 1)) / np.log(texts + 1), np.float32)


def _with(matrix: Any, change: Callable[[Any], Any]) -> Any:
    changed = matrix.copy()
    changed.data = np.asarray(change(matrix), np.float32)
    return changed


def _weighed(matrix: Any, weights: Values) -> Any:
    return _with(matrix, lambda m: m.data * weights[m.indices])


def _logged(matrix: Any) -> Any:
    return _with(matrix, lambda m: 1 + np.log(m.data))


def _ones(matrix: Any) -> Any:
    return _with(matrix, lambda m: np.ones_like(m.data))


def _unit(matrix: Any) -> Any:
    squares = np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel()
    return _with(matrix, lambda m: m.data / np.repeat(np.sqrt(np.maximum(squares, 1e-12)), np.diff(m.indptr)))


def _rare(matrix: Any) -> Any:
    """The transpose with only the columns that few fact-checks have: what finds candidates without touching half the archive."""
    from scipy.sparse import csr_array

    spread = np.bincount(matrix.indices, minlength=matrix.shape[1])
    keep = spread <= max(_FEW, _COMMON * matrix.shape[0])
    kept = _with(matrix, lambda m: m.data * keep[m.indices] * np.log((matrix.shape[0] + 1) / (spread[m.indices] + 0.5)))
    kept.eliminate_zeros()
    return csr_array(kept.T)


def _beside(ours: Vector, theirs: Vector) -> tuple[Vector, Vector]:
    """Both as they are, or as zeros where one side has no vectors at all."""
    if ours.shape[1] and theirs.shape[1]:
        return ours, theirs
    return np.zeros((len(ours), 1), np.float32), np.zeros((len(theirs), 1), np.float32)


def _best(near: Values, count: int) -> Indices:
    count = min(count, near.shape[1])
    return np.argpartition(-near, count - 1, axis=1)[:, :count]


def _best_of_each(first: Indices, scores: Values, count: int) -> Indices:
    """The places of the ``count`` best pairs of every text; pairs of one text stand together."""
    order = np.lexsort((-scores, first))
    starts = np.searchsorted(first[order], np.arange(first[-1] + 1 if len(first) else 0))
    return np.sort(order[np.arange(len(order)) - starts[first[order]] < count])


def _best_sparse(near: Any, count: int) -> tuple[Indices, Indices]:
    texts, found = [], []
    for row in range(near.shape[0]):
        start, end = near.indptr[row], near.indptr[row + 1]
        data, columns = near.data[start:end], near.indices[start:end]
        if len(data) > count:
            columns = columns[np.argpartition(-data, count - 1)[:count]]
        texts.append(np.full(len(columns), row))
        found.append(columns)
    return np.concatenate(texts).astype(np.intp), np.concatenate(found).astype(np.intp)


def _shared(ours: Any, theirs: Any, first: Indices, second: Indices) -> Values:
    parts = [np.zeros(0, np.float32)]
    for start in range(0, len(first), _CLOSE):
        some = slice(start, start + _CLOSE)
        parts.append(np.asarray(ours[first[some]].multiply(theirs[second[some]]).sum(axis=1)).ravel())
    return np.concatenate(parts)


def _missing(ours: Any, theirs: Any, first: Indices, second: Indices) -> Values:
    """The rarity of the rarest word of the fact-check that the text does not have: often a name."""
    parts = [np.zeros(0, np.float32)]
    for start in range(0, len(first), _CLOSE):
        some = slice(start, start + _CLOSE)
        wanted = theirs[second[some]]
        left = wanted - wanted.multiply(ours[first[some]])
        parts.append(np.asarray(left.max(axis=1).todense()).ravel() if left.shape[1] else np.zeros(left.shape[0]))
    return np.concatenate(parts)


def title_of(title: str, claim: str) -> str:
    """What a fact-check is about in its own few words: the claim in its title, and its claim where that says something else."""
    head, said = claim_in(title), claim_in(claim)
    return head if said.casefold() == head.casefold() or not said else f"{head}\n{said}" if head else said
