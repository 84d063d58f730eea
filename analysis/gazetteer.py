"""Names that stand in ``masks.toml``: places all over Indonesia, companies, and the words before the names of people and offices."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Literal

from analysis.matching import is_stop
from analysis.tables import read_toml

Kind = Literal["places", "companies", "titles", "offices"]
_DATA = Path(__file__).with_name("masks.toml")
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


class Names:
    """Names of one kind as tuples of words in small letters, looked up by their first or last word."""

    def __init__(self, names: Sequence[tuple[str, ...]]) -> None:
        self._names = frozenset(names)
        self._starts: dict[str, list[int]] = {}
        self._ends: dict[str, list[int]] = {}
        for name in sorted(self._names, key=len, reverse=True):
            for words, lengths in ((name[0], self._starts), (name[-1], self._ends)):
                if len(name) not in lengths.setdefault(words, []):
                    lengths[words].append(len(name))

    def from_here(self, folded: Sequence[str], at: int) -> int:
        """How many words the longest name has that begins at ``at``; 0 where none does."""
        for length in self._starts.get(folded[at], ()):
            if tuple(folded[at : at + length]) in self._names:
                return length
        return 0

    def up_to(self, folded: Sequence[str], end: int) -> int:
        """How many words the longest name has that ends right before ``end``; 0 where none does."""
        for length in self._ends.get(folded[end - 1], ()) if end else ():
            if end >= length and tuple(folded[end - length : end]) in self._names:
                return length
        return 0

    def __contains__(self, word: str) -> bool:
        return (word,) in self._names

    def found_in(self, folded: Sequence[str]) -> frozenset[str]:
        """The names among ``folded`` words, the longest at each place."""
        found, at = set(), 0
        while at < len(folded):
            length = self.from_here(folded, at)
            if length:
                found.add(" ".join(folded[at : at + length]))
            at += max(length, 1)
        return frozenset(found)


@cache
def names_of(kind: Kind) -> Names:
    """The names of one kind in ``masks.toml``."""
    data = read_toml(_DATA)[kind]
    return Names([tuple(name.casefold().split()) for name in data.split(";") if name.strip()])


def places_in(text: str) -> frozenset[str]:
    """The Indonesian places that a text names, in small letters and by their longest name."""
    return names_of("places").found_in(_WORD.findall(text.casefold()))


def companies_in(text: str) -> frozenset[str]:
    """The companies, banks and public bodies that a text names, in small letters; of a bank not on the list, the word after "bank"."""
    folded = _WORD.findall(text.casefold())
    banks = {after for before, after in pairwise(folded) if before in ("bank", "bpd") and after[0].isalpha()}
    return names_of("companies").found_in(folded) | {bank for bank in banks if bank not in names_of("offices") and not is_stop(bank)}
