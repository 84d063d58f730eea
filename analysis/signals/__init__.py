"""Signals: reasons to look closer at a narrative. One file of this folder is one signal.

A signal file has ``NAME`` (as stored), ``WEIGHT`` in (0, 1] (how much it counts in triage) and ``score(context) -> Signal | None``. It is
found by its place in the folder; nothing else has to know it.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import cast

from analysis import AnalysisError
from analysis.contexts import NarrativeContext
from archive.records import Signal


@dataclass(frozen=True, slots=True)
class SignalRule:
    """One signal as found in the folder."""

    name: str
    weight: float
    score: Callable[[NarrativeContext], Signal | None]


def find_signals() -> tuple[SignalRule, ...]:
    """Every signal of the folder, sorted by name.

    Raises:
        AnalysisError: a file lacks one of the three names, its weight is outside (0, 1], or two files share a name.
    """
    rules: dict[str, SignalRule] = {}
    for module in pkgutil.iter_modules(__path__):
        found = importlib.import_module(f"{__name__}.{module.name}")
        missing = [name for name in ("NAME", "WEIGHT", "score") if not hasattr(found, name)]
        if missing:
            raise AnalysisError(f"{found.__file__}: {', '.join(missing)} missing; a signal file needs NAME, WEIGHT and score(context)")
        rule = SignalRule(found.NAME, float(found.WEIGHT), cast("Callable[[NarrativeContext], Signal | None]", found.score))
        if not 0 < rule.weight <= 1:
            raise AnalysisError(f"{found.__file__}: WEIGHT is {rule.weight}; choose a weight above 0 and at most 1")
        if rule.name in rules:
            raise AnalysisError(f"{found.__file__}: NAME {rule.name!r} is taken by another file; choose another name")
        rules[rule.name] = rule
    return tuple(rules[name] for name in sorted(rules))


def score_all(contexts: Iterable[NarrativeContext]) -> list[Signal]:
    """The signals that fire, in the order of the contexts and then of the signals' names."""
    rules = find_signals()
    return [signal for context in contexts for rule in rules if (signal := rule.score(context)) is not None]
