"""Signals: reasons to look closer at a narrative. One file of this folder is one signal.

A signal file has ``NAME`` (as stored) and ``score(context) -> Signal | None``. It is found by its place in the folder; nothing else has to
know it. Its numbers stand in ``signals.toml`` under its name, what it counts for in triage in ``triage.toml``.
"""

from __future__ import annotations

import hashlib
import importlib
import pkgutil
import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast

from analysis import AnalysisError
from analysis.contexts import NarrativeContext
from analysis.tables import read_table
from archive.records import Signal

NUMBERS = Path(__file__).with_name("signals.toml")
Limits = TypeVar("Limits")


@dataclass(frozen=True, slots=True)
class SignalRule:
    """One signal as found in the folder."""

    name: str
    score: Callable[[NarrativeContext], Signal | None]


def find_signals() -> tuple[SignalRule, ...]:
    """Every signal of the folder, sorted by name.

    Raises:
        AnalysisError: a file lacks one of the two names, or two files share a name.
    """
    rules: dict[str, SignalRule] = {}
    for module in pkgutil.iter_modules(__path__):
        found = importlib.import_module(f"{__name__}.{module.name}")
        missing = [name for name in ("NAME", "score") if not hasattr(found, name)]
        if missing:
            raise AnalysisError(f"{found.__file__}: {', '.join(missing)} missing; a signal file needs NAME and score(context)")
        rule = SignalRule(found.NAME, cast("Callable[[NarrativeContext], Signal | None]", found.score))
        if rule.name in rules:
            raise AnalysisError(f"{found.__file__}: NAME {rule.name!r} is taken by another file; choose another name")
        rules[rule.name] = rule
    return tuple(rules[name] for name in sorted(rules))


def score_all(contexts: Iterable[NarrativeContext]) -> list[Signal]:
    """The signals that fire, in the order of the contexts and then of the signals' names."""
    rules = find_signals()
    return [signal for context in contexts for rule in rules if (signal := rule.score(context)) is not None]


def fired(context: NarrativeContext, name: str, score: float, reason: str, item_ids: Iterable[str]) -> Signal:
    """The signal ``name`` about ``context``: ``score`` in (0, 1], one Indonesian sentence, and the items it rests on."""
    return Signal(context.narrative_id, name, context.day, round(score, 4), reason, tuple(sorted(set(item_ids))), numbers()[0])


def limits(name: str, table: type[Limits]) -> Limits:
    """The numbers of one signal: its table of ``signals.toml`` as the dataclass ``table``.

    Raises:
        AnalysisError: the file cannot be read, or a key is missing, unknown or no number of the right kind.
    """
    return read_table(table, numbers()[1].get(name, {}), NUMBERS, f"{name}.")


@cache
def numbers() -> tuple[str, dict[str, Any]]:
    """The version of ``signals.toml`` (eight hex digits of its SHA-256) and its tables; raises AnalysisError as :func:`limits`."""
    try:
        raw = NUMBERS.read_bytes()
        return hashlib.sha256(raw).hexdigest()[:8], tomllib.loads(raw.decode("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise AnalysisError(f"{NUMBERS}: cannot be read as TOML ({error}); restore the file from the repository or mend it") from error
