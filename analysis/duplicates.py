"""Which items repeat the words of an earlier one: wire copies, reposts, press releases pasted whole.

A later text is a copy of the earliest text that most of its own words repeat, if that one is no copy itself (:mod:`analysis.wording` says
how much is most). So every copy is alike to its origin, a chain of small changes does not make strangers copies of each other, and a
report that quotes an earlier one and adds much of its own is none. Whether two texts are alike depends on those two alone, a text is
compared with the likeliest few origins before it, and the order is that of time: the answer depends on the set of items and never on the
order or the portions in which they arrived.
"""

import heapq
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from analysis.thresholds import Copies, Thresholds
from analysis.wording import Sample, Wording, digest_of, opened, sampled_below, share_reused, signature_of, wording_of, words_of
from archive.records import Copy, Item, Signature

_AT_HAND = 4096  # texts kept prepared for comparison; a text is mostly compared with others of its day
_NEAR_AT_HAND = 4_000_000  # neighbours kept rather than looked up again
_DENSE = 32  # counting into one place per text is the faster way unless fewer than one text in so many is touched

Places = NDArray[np.int64]
Near = tuple[Places, NDArray[np.float32]]


def find_copies(items: Sequence[Item], known: Sequence[Copy], thresholds: Thresholds) -> list[Copy]:
    """Every item of ``items`` that repeats an earlier text, with the earliest such text as its origin; sorted by item id.

    ``known`` are copies found before: they count where their origin is no longer among ``items``. The answer replaces what was known of
    ``items``. ``similarity`` is the share of the item's words that repeat its origin, or the known one where the origin is not at hand.
    """
    by_id = {item.id: item for item in items}
    signatures = [signature_of(item, thresholds.copies) for item in by_id.values()]
    times = {item.id: item.at for item in by_id.values()}
    return update_copies(by_id, times, signatures, known, lambda ids: [by_id[item_id] for item_id in ids], thresholds)


def update_copies(
    new: Collection[str],
    times: Mapping[str, datetime],
    signatures: Sequence[Signature],
    known: Sequence[Copy],
    items_of: Callable[[Sequence[str]], Iterable[Item]],
    thresholds: Thresholds,
) -> list[Copy]:
    """What :func:`find_copies` would say of all items of ``signatures``, while only the ids in ``new`` are looked at for the first time.

    ``times`` holds the instant (``Item.at``) and ``signatures`` the signature of every item of the window, new ones included; all of one
    version. ``known`` is the answer for the others. ``items_of`` fetches items by id: the new ones that share runs with another, and those
    others. Signatures are all read once (two or three seconds for 100,000); everything else grows with ``new`` and the pairs it makes.

    Raises:
        KeyError: ``times`` lacks an item of ``signatures``, or ``items_of`` one that it was asked for.
    """
    fresh = set(new)
    texts = _Texts(signatures, times, known, thresholds.copies)
    search = _Search(texts, items_of, thresholds.copies)
    search.start(fresh, {copy.item_id: copy for copy in known})
    search.settle()
    return search.copies({copy.item_id: copy.similarity for copy in known})


class _Texts:
    """The different texts of a window in the order of time, each with the items that say it, and which of them share runs.

    Equal texts are one: a post pasted ten thousand times is compared once.
    """

    def __init__(self, signatures: Iterable[Signature], times: Mapping[str, datetime], known: Iterable[Copy], limits: Copies) -> None:
        self._limits = limits
        same: dict[bytes, list[tuple[datetime, str, Signature]]] = defaultdict(list)
        for signature in signatures:
            if signature.words:
                same[digest_of(signature)].append((times[signature.item_id], signature.item_id, signature))
        groups = [sorted(group, key=lambda one: one[:2]) for group in same.values()]
        gone = {copy.item_id: copy.origin_id for copy in known if copy.origin_id not in times}
        outside = [min((gone[item_id] for _, item_id, _ in group if item_id in gone), default=None) for group in groups]
        # What stands for an origin that left the window stands where that one stood: before everything in it.
        order = sorted(range(len(groups)), key=lambda n: (outside[n] is None, *groups[n][0][:2]))
        self.items = [[item_id for _, item_id, _ in groups[n]] for n in order]
        self.outside = [outside[n] for n in order]
        self.place = {item_id: n for n, ids in enumerate(self.items) for item_id in ids}
        parts = [opened(groups[n][0][2]) for n in order]
        self.short = np.array([groups[n][0][2].words < limits.short_words for n in order], np.bool_)
        self.runs = _Index([runs for runs, _ in parts])
        self.short_runs = _Index([short for _, short in parts])
        below = sampled_below(limits)
        self._sampled = np.array([int(np.searchsorted(runs, below)) for runs, _ in parts], np.int64)

    def near(self, n: int) -> Near:
        """The texts that share enough sampled runs with text ``n`` to be compared, in the order of time, and how much each shares."""
        places, shared = self.runs.sharing(n)
        if self.short[n]:
            places, shared = places[~self.short[places]], shared[~self.short[places]]
        # A long text keeps a sample only, so that of a short one counts no more than what would have been sampled.
        part = shared / np.maximum(1, np.minimum(self._sampled[places], self._sampled[n]))
        if self.short[n]:
            short, shared = self.short_runs.sharing(n)
            places = np.concatenate([places, short])
            part = np.concatenate([part, shared / np.minimum(self.short_runs.sizes[short], self.short_runs.sizes[n])])
        enough = np.flatnonzero(part >= self._limits.candidate)
        enough = enough[np.argsort(places[enough])]
        return places[enough], part[enough].astype(np.float32)


class _Index:
    """Which texts hold which hash."""

    def __init__(self, samples: Sequence[Sample]) -> None:
        self.sizes = np.array([len(sample) for sample in samples], np.int64)
        self._samples = samples
        hashes = np.concatenate(samples) if samples else np.zeros(0, np.uint32)
        order = np.argsort(hashes, kind="stable")
        self._hashes = hashes[order]
        self._owners = np.repeat(np.arange(len(samples), dtype=np.uint32), self.sizes)[order]

    def sharing(self, n: int) -> tuple[Places, NDArray[np.int64]]:
        """The other texts that hold a hash of text ``n``, and how many of its hashes each holds."""
        sample = self._samples[n]
        starts, ends = np.searchsorted(self._hashes, sample), np.searchsorted(self._hashes, sample, side="right")
        spans = [self._owners[start:end] for start, end in zip(starts, ends, strict=True) if end - start > 1]
        if not spans:
            return np.zeros(0, np.int64), np.zeros(0, np.int64)
        owners = np.concatenate(spans)
        if len(owners) * _DENSE < len(self.sizes):
            unique, shared = np.unique(owners, return_counts=True)
            places = unique.astype(np.int64)
        else:
            counts = np.bincount(owners, minlength=len(self.sizes))
            places = np.flatnonzero(counts)
            shared = counts[places]
        other = places != n
        return places[other], shared[other]


class _Search:
    """Finds the origin of every text that is new or whose answer a new one changed, from the earliest to the latest."""

    def __init__(self, texts: _Texts, items_of: Callable[[Sequence[str]], Iterable[Item]], limits: Copies) -> None:
        self._texts = texts
        self._items_of = items_of
        self._limits = limits
        self._origin: dict[int, int] = {}
        self._similarity: dict[int, float] = {}
        self._waiting: list[int] = []
        self._queued = np.zeros(len(texts.items), np.bool_)
        self._is_origin = np.zeros(len(texts.items), np.bool_)
        self._fresh: set[int] = set()
        self._near: dict[int, Near] = {}
        self._near_kept = 0
        self._wordings: dict[int, Wording] = {}

    def start(self, fresh: Collection[str], known: Mapping[str, Copy]) -> None:
        """Take over what is known, and queue the texts whose earliest item is new."""
        place = self._texts.place
        stands_for: dict[str, int] = {}
        for n, ids in enumerate(self._texts.items):
            gone = self._texts.outside[n]
            copy = known.get(ids[0])
            if gone is not None:
                self._assign(n, stands_for.setdefault(gone, n), copy.similarity if copy else 1.0)
            elif ids[0] in fresh or (copy and place.get(copy.origin_id, n) >= n):
                self._fresh.add(n)
                self._queue(n)
            else:
                self._assign(n, place[copy.origin_id] if copy else n, copy.similarity if copy else 1.0)
        self._fetch(self._waiting)

    def settle(self) -> None:
        """Work off the queue. What is queued on the way is later than what was just settled, so every text is final when it is passed."""
        while self._waiting:
            n = heapq.heappop(self._waiting)
            self._queued[n] = False
            was_origin = bool(self._is_origin[n])
            origin, similarity = self._earliest_alike(n)
            self._assign(n, origin, similarity)
            # A text is compared with the likeliest origins only, so one origin more or less can change the answer for any later neighbour.
            if (origin == n) != was_origin or n in self._fresh:
                places, _ = self._neighbours(n)
                for later in places[(places > n) & ~self._queued[places]].tolist():
                    self._queue(later)

    def copies(self, known: Mapping[str, float]) -> list[Copy]:
        """The answer for every item, sorted by item id."""
        found = []
        for n, ids in enumerate(self._texts.items):
            origin, gone = self._origin[n], self._texts.outside[n]
            if gone is not None or (gone := self._texts.outside[origin]) is not None:
                found += [Copy(item_id, gone, known.get(item_id, self._similarity[n])) for item_id in ids]
            elif origin != n:
                found += [Copy(item_id, self._texts.items[origin][0], self._similarity[n]) for item_id in ids]
            else:
                found += [Copy(item_id, ids[0], 1.0) for item_id in ids[1:]]
        return sorted(found, key=lambda copy: copy.item_id)

    def _earliest_alike(self, n: int) -> tuple[int, float]:
        places, part = self._neighbours(n)
        origins = (places < n) & self._is_origin[places]
        places, part = places[origins], part[origins]
        likeliest = np.argsort(-part, kind="stable")[: self._limits.compared]
        for place in np.sort(places[likeliest]).tolist():
            share = share_reused(self._wording(n), self._wording(place), self._limits)
            if share is not None:
                return place, share
        return n, 1.0

    def _assign(self, n: int, origin: int, similarity: float) -> None:
        self._origin[n], self._similarity[n] = origin, similarity
        self._is_origin[n] = origin == n

    def _queue(self, n: int) -> None:
        if not self._queued[n] and self._texts.outside[n] is None:
            self._queued[n] = True
            heapq.heappush(self._waiting, n)

    def _neighbours(self, n: int) -> Near:
        if n in self._near:
            return self._near[n]
        near = self._texts.near(n)
        if self._near_kept + len(near[0]) <= _NEAR_AT_HAND:
            self._near[n] = near
            self._near_kept += len(near[0])
        return near

    def _fetch(self, wanted: Iterable[int]) -> None:
        """Prepare the texts of ``wanted`` that have neighbours, and of these, in one question to the archive."""
        places: set[int] = set()
        for n in wanted:
            if len(near := self._neighbours(n)[0]):
                places.update((n, *near.tolist()))
            if len(places) >= _AT_HAND:
                break
        self._prepare(sorted(places)[:_AT_HAND])

    def _prepare(self, places: Sequence[int]) -> None:
        for item in self._items_of([self._texts.items[n][0] for n in places]):
            self._wordings[self._texts.place[item.id]] = wording_of(words_of(item, self._limits), self._limits)

    def _wording(self, n: int) -> Wording:
        if n not in self._wordings:
            while len(self._wordings) >= _AT_HAND:
                del self._wordings[next(iter(self._wordings))]
            self._prepare([n])
        return self._wordings[n]
