"""How alike two texts are, as reports of one happening and as parts of one running theme.

Meaning alone is not an event: headlines cut from one template are as near as two reports of one accident. Words, names and numbers that few
other texts have, and time, must speak too. Words count as a share of the shorter text's, weighted by rarity, so that a post of ten words
and an article of five hundred can be as alike as two articles. What the views say is weighed by a logistic regression, one for events and
one for narratives; its coefficients stand in ``likeness.toml`` with the data they were learned from.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis import AnalysisError
from analysis.embedding import Vector
from analysis.profiles import CAPITAL, MARKS, NUMBER, SMALL, terms_of
from archive.records import Profile

Matrix = NDArray[np.float32]
Indices = NDArray[np.intp]
Places = Sequence[int] | Indices

_EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
_DAYS = np.float32(7)
_RELATED = 0.2
"""Texts whose centred vectors are further apart than this are not compared where many wait to be."""
_LEAST = 3.0
"""A text with fewer words than this many of the rarest is measured as if it had them: two words in common are no story."""
_BRIEF = np.float32(1 / 3)
"""What says less than a short post is held to what a short post is held to: a word is no evidence that two texts are one."""
_UNSEEN = 200
"""Texts that rarity imagines beside those given: where a handful tell of one event, its words are not common words."""


@dataclass(frozen=True, slots=True)
class Views:
    """What each way of looking at a pair of texts says, or is worth.

    ``meaning`` is the cosine of centred vectors, ``words`` and ``names`` the shares of rare words and of names and numbers in common.
    ``brevity`` is how little the shorter text says, 1/3 for a short post and 0 for a long article; ``talk`` is the same where one of the
    two is no article, for people word things more freely than the shortest report. ``days`` is how far apart they are in time (at most
    seven). ``elsewhere`` is 1 where both name kabupaten/kota and none in common, ``claim`` 1 where one passes on a claim and the other is
    talk, ``foreign`` 1 where one is English and the other is not, so that they cannot share many words.
    """

    meaning: Any
    words: Any
    names: Any
    brevity: Any
    talk: Any
    days: Any
    elsewhere: Any
    claim: Any
    foreign: Any


@dataclass(frozen=True, slots=True)
class Level:
    """The weights of the views at one level, and ``same``: the mean likeness from which two groups of texts are one."""

    bias: float
    same: float
    weights: Views


@dataclass(frozen=True, slots=True)
class Levels:
    """``likeness.toml`` as read."""

    version: str
    event: Level
    narrative: Level


@cache
def load_levels() -> Levels:
    """The weights that ship with the program.

    Raises:
        AnalysisError: the file was changed so that a table or a number is missing or unknown.
    """
    path = Path(__file__).with_name("likeness.toml")
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    try:
        return Levels(str(data["version"]), *(_level(data[name]) for name in ("event", "narrative")))
    except (KeyError, TypeError, ValueError) as error:
        raise AnalysisError(f"{path}: {error} is missing or wrong; restore the file from the repository") from error


def _level(table: Mapping[str, Any]) -> Level:
    names = [field.name for field in fields(Views)]
    if unknown := table.keys() - {"bias", "same", *names}:
        raise ValueError(f"unknown key {min(unknown)}")
    return Level(float(table["bias"]), float(table["same"]), Views(*(float(table[name]) for name in names)))


class Likeness:
    """The likeness of every text to every other, texts named by their places in ``profiles``.

    Rare is what few of ``profiles`` say. ``vectors`` maps item ids to centred unit vectors; a text without one is measured by words alone.
    """

    def __init__(self, profiles: Sequence[Profile], vectors: Mapping[str, Vector], levels: Levels) -> None:
        self._levels = levels
        dim = len(next(iter(vectors.values()))) if vectors else 1
        nothing = np.zeros(dim, np.float32)
        self._meaning = np.stack([vectors.get(p.item_id, nothing) for p in profiles]) if profiles else np.zeros((0, dim), np.float32)
        self._days = np.array([(p.at - _EPOCH).total_seconds() / 86_400 for p in profiles], np.float32)
        self._claims = np.array([p.claim for p in profiles], bool)
        self._informal = np.array([p.kind != "article" for p in profiles], bool)
        self._talk = np.array([p.kind != "article" and not p.claim for p in profiles], bool)
        self._english = np.array([p.english for p in profiles], bool)
        self._somewhere = _Sets([p.places for p in profiles])
        terms = [terms_of(profile) for profile in profiles]
        lengths = [len(text) for text in terms]
        self._mute = np.array([not length for length in lengths], bool)
        # An empty text and a thumb have vectors too, and near ones; but what says no word is like nothing.
        self._meaning[self._mute] = 0
        self._silent = ~self._meaning.any(axis=1) & ~self._mute
        owners = np.repeat(np.arange(len(terms)), lengths)
        flat = np.concatenate(terms) if terms else np.zeros(0, np.uint32)
        number, words = (flat & NUMBER) > 0, flat & ~MARKS
        self._words = _Shares(words[~number], owners[~number], len(terms))
        named = number | np.isin(words, _names(words, flat))
        self._names = _Shares(words[named], owners[named], len(terms))

    def between(self, some: Places, others: Places) -> tuple[Matrix, Matrix]:
        """Likeness in [0, 1] as events and as narratives, each of shape ``(len(some), len(others))``."""
        views = self.views(some, others)
        return _weighed(views, self._levels.event), _weighed(views, self._levels.narrative)

    def related(self, some: Places) -> NDArray[np.bool_]:
        """Which texts of all could be alike to any of ``some``: those whose meaning is not quite another, and those without a vector."""
        some = np.asarray(some, np.intp)
        if self._silent[some].any():
            return ~self._mute
        near: NDArray[np.bool_] = (self._meaning[some] @ self._meaning.T).max(axis=0) >= _RELATED
        return near | self._silent

    def views(self, some: Places, others: Places) -> Views:
        """What every view says of the texts at ``some`` and ``others``: matrices ``(len(some), len(others))``, or 0 where it is silent."""
        some, others = np.asarray(some, np.intp), np.asarray(others, np.intp)
        claims, talk = self._claims[others], self._talk[others]
        shorter, shared = self._words.between(some, others)
        brevity = self._words.brevity(shorter)
        informal = self._informal[some][:, None] | self._informal[others]
        return Views(
            meaning=np.maximum(self._meaning[some] @ self._meaning[others].T, 0),
            words=shared,
            names=self._names.between(some, others)[1],
            brevity=brevity,
            talk=brevity * informal if informal.any() else 0,
            days=np.minimum(np.abs(self._days[some][:, None] - self._days[others]), _DAYS),
            elsewhere=self._somewhere.apart(some, others),
            claim=np.outer(self._claims[some], talk) | np.outer(self._talk[some], claims) if claims.any() and self._talk.any() else 0,
            foreign=self._english[some][:, None] ^ self._english[others] if self._english.any() else 0,
        )

    def shared(self, a: int, b: int) -> list[int]:
        """The words, names and numbers that two texts share, as terms without marks, rarest first."""
        rarity = self._words.common(a, b) | self._names.common(a, b)
        return sorted(rarity, key=lambda word: (-rarity[word], word))


def _weighed(views: Views, level: Level) -> Matrix:
    logit = np.full(views.meaning.shape, level.bias, np.float32)
    for field in fields(Views):
        view = getattr(views, field.name)
        if np.ndim(view) and (weight := getattr(level.weights, field.name)):
            logit += np.float32(weight) * view
    np.negative(logit, out=logit)
    np.exp(np.minimum(logit, 30, out=logit), out=logit)
    logit += 1
    likeness: Matrix = np.reciprocal(logit, out=logit)
    return likeness


def _names(words: NDArray[np.uint32], flat: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Words that more texts write with a capital inside a sentence than in small letters; a post's "samarinda" is then a name too."""
    found, place = np.unique(words, return_inverse=True)
    capital = np.bincount(place, (flat & CAPITAL) > 0, len(found))
    small = np.bincount(place, (flat & SMALL) > 0, len(found))
    return found[capital > small]


class _Shares:
    """Sets of words, compared by how much of the shorter set's rarity (the sum of log(n / texts with the word)) is common to both."""

    def __init__(self, words: NDArray[np.uint32], owners: NDArray[np.intp], texts: int) -> None:
        from scipy.sparse import csr_array

        self._vocabulary, columns, spread = np.unique(words, return_inverse=True, return_counts=True)
        among = texts + _UNSEEN
        self._rarity = np.log(among / spread).astype(np.float32)
        self._least = np.float32(_LEAST * np.log(among))
        shape = (texts, max(len(self._vocabulary), 1))
        self._rows: Any = csr_array((np.sqrt(self._rarity)[columns], (owners, columns)), shape=shape)
        self._totals = np.bincount(owners, self._rarity[columns], texts).astype(np.float32)

    def between(self, some: Indices, others: Indices) -> tuple[Matrix, Matrix]:
        """For every pair how much its shorter text says, and which share of that is common to both."""
        shorter = np.minimum(self._totals[some][:, None], self._totals[others])
        shared = (self._rows[some] @ self._rows[others].T).toarray()
        shared /= np.maximum(shorter, self._least)
        return shorter, shared

    def brevity(self, shorter: Matrix) -> Matrix:
        """How little the shorter text says: towards 0 the more, and from :data:`_BRIEF` on no more than that."""
        brevity: Matrix = np.minimum(self._least / (self._least + shorter), _BRIEF)
        return brevity

    def common(self, a: int, b: int) -> dict[int, float]:
        both = np.intersect1d(self._rows[[a]].indices, self._rows[[b]].indices)
        return {int(self._vocabulary[n]): float(self._rarity[n]) for n in both}


class _Sets:
    """Small sets of names, asked for pairs that both have some and share none."""

    def __init__(self, sets: Sequence[Sequence[str]]) -> None:
        names = {name: n for n, name in enumerate(sorted({name for names in sets for name in names}))}
        self._has = np.zeros((len(sets), max(len(names), 1)), np.float32)
        for row, found in zip(self._has, sets, strict=True):
            row[[names[name] for name in found]] = 1

    def apart(self, some: Indices, others: Indices) -> Any:
        ours, theirs = self._has[some], self._has[others]
        if not ours.any() or not theirs.any():
            return 0
        return (ours.max(axis=1) > 0)[:, None] & (theirs.max(axis=1) > 0) & (ours @ theirs.T == 0)
