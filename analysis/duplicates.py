"""Which items repeat the words of an earlier one: wire copies, reposts, press releases pasted whole.

Candidates come from MinHash with banding (Broder 1997), every candidate pair is then measured exactly: the Jaccard index of the two sets of
word runs, or of character runs where the text is short. Whether two texts are a pair depends on those two alone, so groups depend only on
the set of items and never on the order or the portions in which they arrived.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from rensa import RMinHash

from analysis.thresholds import Copies, Thresholds
from archive.records import Copy, Item

_SEED = 20260101
_ODD = np.uint64(0x9E3779B97F4A7C15)
_LONGEST = 100_000
_WORD = re.compile(r"\w+")

Shingles = NDArray[np.uint64]


def find_copies(items: Sequence[Item], known: Sequence[Copy], thresholds: Thresholds) -> list[Copy]:
    """Every item of ``items`` that repeats an earlier text, with the earliest item of its group as its origin; sorted by item id.

    Groups are transitive and the origin is the earliest by ``(at, id)``, so an earlier text that turns up late becomes the origin of all.
    ``known`` are copies found before: they count where their origin is no longer among ``items``. The answer replaces what was known of
    ``items``. ``similarity`` is the exact Jaccard index with the origin, or the known one where the origin is not at hand.
    """
    limits = thresholds.copies
    earliest_first = sorted({item.id: item for item in items}.values(), key=lambda item: (item.at, item.id))
    place = {item.id: n for n, item in enumerate(earliest_first)}
    words = [_words(item) for item in earliest_first]
    shingles = _all_shingles(words, limits)
    groups = _Groups(len(words))
    for a, b in _identical(words, limits):
        groups.join(a, b)
    for a, b in _candidates(shingles, limits):
        if groups.find(a) != groups.find(b) and _are_copies(words[a], words[b], shingles[a], shingles[b], limits):
            groups.join(a, b)
    outside = _outside_origins(known, place, groups)
    similarity_of = {copy.item_id: copy.similarity for copy in known}
    copies = []
    for n, item in enumerate(earliest_first):
        first = groups.find(n)
        alike = 1.0 if words[n] == words[first] else _jaccard(shingles[first], shingles[n])
        if first in outside:
            copies.append(Copy(item.id, outside[first], similarity_of.get(item.id, alike)))
        elif first != n:
            copies.append(Copy(item.id, earliest_first[first].id, alike))
    return sorted(copies, key=lambda copy: copy.item_id)


class _Groups:
    """Disjoint sets whose name is their earliest member."""

    def __init__(self, size: int) -> None:
        self._parent = list(range(size))

    def find(self, n: int) -> int:
        while self._parent[n] != n:
            self._parent[n] = n = self._parent[self._parent[n]]
        return n

    def join(self, a: int, b: int) -> None:
        first, second = sorted((self.find(a), self.find(b)))
        self._parent[second] = first


def _outside_origins(known: Iterable[Copy], place: dict[str, int], groups: _Groups) -> dict[int, str]:
    """The groups whose origin was found earlier and lies outside the items at hand. One that has two such origins takes the lesser id."""
    outside: dict[int, str] = {}
    by_origin: dict[str, int] = {}
    for copy in sorted(known, key=lambda copy: copy.origin_id, reverse=True):
        if copy.item_id in place and copy.origin_id not in place:
            n = place[copy.item_id]
            groups.join(n, by_origin.setdefault(copy.origin_id, n))
    for copy in sorted(known, key=lambda copy: copy.origin_id, reverse=True):
        if copy.item_id in place and copy.origin_id not in place:
            outside[groups.find(place[copy.item_id])] = copy.origin_id
    return outside


def _words(item: Item) -> tuple[str, ...]:
    text = item.body or " ".join(part for part in (item.title, item.summary) if part)
    return tuple(_WORD.findall(unicodedata.normalize("NFKC", text[:_LONGEST]).casefold()))


def _all_shingles(texts: Sequence[tuple[str, ...]], limits: Copies) -> list[Shingles]:
    hashes: dict[str, int] = {}
    return [_shingles(words, hashes, limits) for words in texts]


def _shingles(words: tuple[str, ...], hashes: dict[str, int], limits: Copies) -> Shingles:
    if len(words) < limits.minimum_words:
        return np.zeros(0, np.uint64)
    if len(words) < limits.short_words:
        text = " ".join(words)
        size = limits.shingle_characters
        return np.unique(np.array([_hash(text[i : i + size]) for i in range(max(1, len(text) - size + 1))], np.uint64))
    for word in words:
        if word not in hashes:
            hashes[word] = _hash(word)
    numbers = np.array([hashes[word] for word in words], np.uint64)
    runs = np.zeros(len(numbers) - limits.shingle_words + 1, np.uint64)
    for offset in range(limits.shingle_words):
        runs = (runs ^ (runs >> np.uint64(29))) * _ODD + numbers[offset : offset + len(runs)]
    return np.unique(runs)


def _hash(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


def _identical(texts: Sequence[tuple[str, ...]], limits: Copies) -> Iterator[tuple[int, int]]:
    first: dict[tuple[str, ...], int] = {}
    for n, words in enumerate(texts):
        if len(" ".join(words)) >= limits.minimum_characters and (m := first.setdefault(words, n)) != n:
            yield m, n


def _candidates(shingles: Sequence[Shingles], limits: Copies) -> Iterator[tuple[int, int]]:
    """Pairs that agree on at least one band of their MinHash signatures, each once."""
    first: dict[bytes, int] = {}
    for n, runs in enumerate(shingles):
        # One of every set of equals stands for them; a thousand reposts would otherwise be half a million pairs.
        if len(runs) and (m := first.setdefault(runs.tobytes(), n)) != n:
            yield m, n
    places = sorted(first.values())
    if len(places) < 2:
        return
    offsets = np.cumsum([0, *(len(shingles[n]) for n in places)], dtype=np.uint64)
    flat = np.concatenate([shingles[n] for n in places])
    matrix = RMinHash.digest_matrix_from_flat_token_hashes(flat, offsets, limits.permutations, _SEED)
    signatures = np.array(matrix.to_rows(), np.uint32).reshape(len(places), limits.bands, -1)
    seen: set[tuple[int, int]] = set()
    for band in range(limits.bands):
        buckets: dict[bytes, list[int]] = {}
        for n, signature in zip(places, signatures[:, band], strict=True):
            buckets.setdefault(signature.tobytes(), []).append(n)
        for bucket in buckets.values():
            for pair in combinations(bucket, 2):
                if pair not in seen:
                    seen.add(pair)
                    yield pair


def _are_copies(a: tuple[str, ...], b: tuple[str, ...], a_runs: Shingles, b_runs: Shingles, limits: Copies) -> bool:
    if (len(a) < limits.short_words) != (len(b) < limits.short_words):
        return False
    if len(a) < limits.short_words:
        # A price or a date that differs makes another statement of a short text, though nearly all characters agree.
        return _numbers(a) == _numbers(b) and _jaccard(a_runs, b_runs) >= limits.short_jaccard
    return _jaccard(a_runs, b_runs) >= limits.text_jaccard


def _numbers(words: tuple[str, ...]) -> list[str]:
    return sorted(word for word in words if any(character.isdigit() for character in word))


def _jaccard(a: Shingles, b: Shingles) -> float:
    common = len(np.intersect1d(a, b, assume_unique=True))
    union = len(a) + len(b) - common
    return common / union if union else 0.0
