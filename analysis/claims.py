"""The sentences of a text that can be checked, and the words by which people know a kind of utterance."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from analysis import AnalysisError
from analysis.sentences import abbreviated, trim

CUES = Path(__file__).with_name("utterance_cues.toml")
READ_CHARACTERS = 5000
"""A megabyte that somebody hands in must not cost minutes."""
QUOTE_CHARACTERS = 200
QUOTE_WORDS = 4
"""A sentence of fewer words ("Sebarkan!!") says too little to be quoted as the claim."""
MOST_CUES = 3

_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+|\n+")
_BLANKS = re.compile(r"\s+")


def sentences_of(text: str) -> list[str]:
    """The sentences of a text that say enough to be quoted, each once, in order; all of them where none does."""
    parts: list[str] = []
    for part in _SENTENCE_END.split(text[:READ_CHARACTERS]):
        flat = _BLANKS.sub(" ", part).strip()
        if parts and parts[-1].endswith(".") and abbreviated(parts[-1][:-1]):
            parts[-1] += f" {flat}"
        else:
            parts.append(flat)
    found = [part for part in dict.fromkeys(parts) if part]
    return [part for part in found if len(part.split()) >= QUOTE_WORDS] or found


def quoted(sentence: str) -> str:
    """``sentence`` as it may be quoted: at most 200 characters."""
    return trim(sentence, QUOTE_CHARACTERS)


def cues_in(text: str, kind: str) -> list[str]:
    """Words of ``text`` by which people know that it is of ``kind``: at most three, for the reason shown, never for the decision."""
    shown = _BLANKS.sub(" ", unicodedata.normalize("NFKC", text[:READ_CHARACTERS]).lower().replace("’", "'"))
    hits = (pattern.search(shown) for pattern in _cues().get(kind, ()))
    return [hit.group().strip() for hit in hits if hit is not None][:MOST_CUES]


@cache
def _cues(path: Path = CUES) -> dict[str, Sequence[re.Pattern[str]]]:
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        return {kind: [_any_of(group) for group in groups] for kind, groups in data.items()}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise AnalysisError(f"{path}: cannot be read as TOML ({error}); mend it or restore the file from the repository") from error
    except (TypeError, re.error) as error:
        raise AnalysisError(f"{path}: {error}; mend the pattern or restore the file from the repository") from error


def _any_of(patterns: Sequence[str]) -> re.Pattern[str]:
    # \w after a symbol or an emoji would never hold, so the boundary is "not inside a word" on both sides.
    return re.compile(r"(?<!\w)(?:" + "|".join(patterns) + r")(?!\w)")
