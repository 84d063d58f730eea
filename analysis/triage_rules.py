"""The numbers of triage, read from ``triage.toml``: what a reason weighs, what a place on the list asks for, what a priority is worth."""

import hashlib
import tomllib
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from analysis import AnalysisError
from analysis.signals import find_signals

SHIPPED = Path(__file__).with_name("triage.toml")
SUGGESTED = "suggested"
"""The reason that is no signal: a fact-check that may be about the claim."""


@dataclass(frozen=True, slots=True)
class Rules:
    """All of ``triage.toml``; ``version`` is eight hex digits of its SHA-256."""

    version: str
    floor: float
    sure: float
    sure_suggested: float
    same_words: float
    weights: Mapping[str, float]
    labels: Mapping[str, str]
    precision: tuple[tuple[float, float], ...]

    def expected(self, score: float) -> float:
        """The part of claims with such a priority that deserved a look, in [0, 1]."""
        starts = [start for start, _ in self.precision]
        return self.precision[max(bisect_right(starts, score) - 1, 0)][1]


@cache
def load_rules(path: Path = SHIPPED) -> Rules:
    """Read ``path``.

    Raises:
        AnalysisError: the file cannot be read, a number is missing or outside (0, 1], or a signal has no weight or no label.
    """
    try:
        raw = path.read_bytes()
        data = tomllib.loads(raw.decode("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise AnalysisError(f"{path}: cannot be read as TOML ({error}); restore the file from the repository or mend it") from error
    names = {SUGGESTED, *(rule.name for rule in find_signals())}
    for table in ("weights", "labels"):
        if wrong := names ^ set(data.get(table, {})):
            raise AnalysisError(f"{path}: [{table}] and the signals disagree about {', '.join(sorted(wrong))}; add or remove the entry")
    known = data.get("precision", {})
    pairs = tuple(zip(known.get("from", ()), known.get("part", ()), strict=False))
    if not pairs or len(known["from"]) != len(known["part"]) or any(list(known[key]) != sorted(known[key]) for key in ("from", "part")):
        raise AnalysisError(f"{path}: [precision] needs as many numbers in from as in part, both rising")
    return Rules(
        version=hashlib.sha256(raw).hexdigest()[:8],
        floor=_part(path, data, "floor"),
        sure=_part(path, data, "sure"),
        sure_suggested=_part(path, data, "sure_suggested"),
        same_words=_part(path, data, "same_words"),
        weights={name: _part(path, data["weights"], name) for name in data["weights"]},
        labels={name: str(label) for name, label in data["labels"].items()},
        precision=tuple((float(start), float(part)) for start, part in pairs),
    )


def _part(path: Path, data: Mapping[str, Any], key: str) -> float:
    value = data.get(key)
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 < value <= 1:
        raise AnalysisError(f"{path}: {key} = {value!r} must be a number above 0 and at most 1; restore it from the repository")
    return float(value)
