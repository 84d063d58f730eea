"""Who handed something in is kept as a role ("warga", "staf kelurahan"), never as a name."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

_LONGEST = 80
_LONGEST_ABBREVIATION = 8


def is_role(words: str) -> bool:
    """Whether this says what somebody is and not who: known roles, and behind a place or an office its name."""
    table = _table()
    # The one role that begins like an address to a person.
    tokens = re.findall(r"[^\W_]+", re.sub(r"\bibu rumah tangga\b", "warga", words, flags=re.IGNORECASE))
    plain = [token.casefold() for token in tokens]
    if not tokens or len(words) > _LONGEST or table["honorifics"] & set(plain) or plain[0] not in table["words"] | table["places"]:
        return False
    behind_a_place = False
    for token, word in zip(tokens, plain, strict=True):
        if word in table["words"] | table["places"] | table["little"]:
            behind_a_place = behind_a_place or word in table["places"]
        elif not (behind_a_place or token.isdigit() or (token.isupper() and len(token) <= _LONGEST_ABBREVIATION)):
            return False
    return True


@cache
def _table() -> dict[str, frozenset[str]]:
    table = tomllib.loads(files("extractors").joinpath("handed_in.toml").read_text(encoding="utf-8"))["role"]
    return {name: frozenset(words) for name, words in table.items()}
