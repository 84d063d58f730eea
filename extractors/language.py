"""In which of our readers' languages a text is written."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from threading import Lock

import py3langid

# Below this many letters names and loan words decide, not the language.
_SHORTEST = 80
_ENOUGH = 2_000
# Pages are read in several threads, and py3langid must not classify while another thread is still choosing its languages.
_LOADING = Lock()
# Malay of Malaysia and Indonesian are not told apart reliably, and our sources write Indonesian.
_CANDIDATES = {"id": "id", "ms": "id", "jv": "jv", "en": "en"}


def language_of(text: str | None) -> str | None:
    """The ISO 639-1 code: id, jv or en; ``None`` for a text too short to tell. Malay counts as id, and Banjarese comes out as it too."""
    if text is None or sum(map(str.isalpha, text[:_ENOUGH])) < _SHORTEST:
        return None
    with _LOADING:
        classify = _classify()
    return _CANDIDATES[classify(text[:_ENOUGH])[0]]


@cache
def _classify() -> Callable[[str], tuple[str, float]]:
    py3langid.set_languages(list(_CANDIDATES))
    return py3langid.classify  # type: ignore[no-any-return]  # py3langid ships no types
