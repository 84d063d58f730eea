"""Readable cues: groups of patterns from a TOML file, found in a text that hides nothing behind odd letters, blanks or repeated signs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from analysis import AnalysisError
from analysis.plain import folded, plain
from analysis.tables import read_toml

_SHARED = Path(__file__).with_name("cues.toml")
_DIGIT_IN_WORD = re.compile(r"(?<=[a-z])[013457](?=[a-z])")
_LETTER = str.maketrans("013457", "oieast")


def lowered(text: str) -> str:
    """``text`` in lower case as the eye reads it (:func:`analysis.plain.plain`), line by line, without accents and digits within words."""
    lower = "\n".join(folded(plain(line).casefold()) for line in text.splitlines())
    return _DIGIT_IN_WORD.sub(lambda match: match.group().translate(_LETTER), lower)


def warns(told: str) -> bool:
    """Whether a text (:func:`lowered`) speaks of a fraud or a rumour instead of passing one on."""
    return cues_of(_SHARED)["warning"].search(told) is not None


@cache
def cues_of(path: Path) -> Mapping[str, re.Pattern[str]]:
    """The table ``[cues]`` of the TOML file at ``path``, each group as one pattern that matches at the bounds of words.

    Raises:
        AnalysisError: the file cannot be read, or a pattern is none.
    """
    found = {}
    for name, patterns in tables_of(path)["cues"].items():
        try:
            found[name] = re.compile(rf"(?<!\w)(?:{'|'.join(patterns)})(?!\w)")
        except re.error as error:
            raise AnalysisError(f"{path}: cues.{name} holds a pattern that cannot be read ({error}); mend it") from error
    return found


@cache
def tables_of(path: Path) -> dict[str, Any]:
    """The TOML file at ``path``; raises AnalysisError when it cannot be read."""
    return read_toml(path)
