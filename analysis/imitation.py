"""Whether a web host looks like somebody else's: letters swapped for like ones, a slip of one key, another ending, words put beside a name.

A host under an ending that proves who one is, a publisher's own host, a platform and a shortener are never that.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Literal

from analysis.contexts import Publisher
from analysis.hosts import below, is_cheap, kind_of, registered
from analysis.plain import folded
from analysis.tables import read_toml

How = Literal["letters", "government", "ending", "spelling", "name", "office"]

_DATA = Path(__file__).with_name("imitation.toml")
_GOVERNMENT = re.compile(r"(?:^|[.-])go[.-]id(?=[.-])|(?:^|[.-])go-?id(?=[.-]|$)|[a-z]{4}goid(?=\.|$)")
_SIGHT = str.maketrans({"0": "o", "1": "l", "i": "l", "3": "e", "4": "a", "5": "s", "8": "b"})
_LEAST, _TOKEN, _LONG = 4, 6, 10
"""Letters: shorter names are no names here; from ``_TOKEN`` on one stands for itself within other words, from ``_LONG`` with two slips."""
_SHORT = 3
"""Words of ``lures`` that are longer count within a word too ("diskontoken")."""


@dataclass(frozen=True, slots=True)
class Known:
    """A host that somebody speaks under, and whether that is an office; ``label`` is what was registered, ``sight`` the host to the eye."""

    host: str
    name: str
    official: bool
    label: str
    sight: str


@dataclass(frozen=True, slots=True)
class Imitation:
    """``host`` looks like ``model``, the host of somebody known, or like an address of the government where ``model`` is ``None``."""

    host: str
    model: Known | None
    how: How


@lru_cache(maxsize=8)
def known_from(publishers: tuple[Publisher, ...]) -> tuple[Known, ...]:
    """The hosts of ``publishers``, offices first, so that a host like two of them is told of the office."""
    known = {Known(host, one.name, one.official, registered(host), _sight(host)) for one in publishers for host in one.hosts}
    return tuple(sorted(known, key=lambda one: (not one.official, one.host, one.name)))


def imitation(host: str, known: tuple[Known, ...]) -> Imitation | None:
    """What ``host`` (lower case, as :func:`analysis.hosts.hosts_in` gives it) imitates, the plainest way first; ``None`` for most hosts."""
    own, look = _own_hosts(known), folded(host)
    if look != host and (kind_of(look) == "reserved" or below(look, own)):
        return Imitation(host, next((one for one in known if f".{look}".endswith(f".{one.host}")), None), "letters")
    if is_theirs(host, known) or kind_of(host) != "other":
        return None
    if _GOVERNMENT.search(look.replace("0", "o")):
        return Imitation(host, None, "government")
    sight = _sight(look)
    for one in known:
        if sight.endswith(one.sight) and f".{sight}".endswith(f".{one.sight}"):
            return Imitation(host, one, "letters")
        if one.host in look and f".{one.host}." in f".{look}":
            return Imitation(host, one, "name")
    name, words = registered(look), set(re.split(r"[.-]", look))
    for one in known:
        if how := _like(name, words, look, one):
            return Imitation(host, one, how)
    return Imitation(host, None, "office") if _is_office(name, words) else None


def is_theirs(host: str, known: tuple[Known, ...]) -> bool:
    """Whether ``host`` is of somebody in ``known``, or of a public company that ``imitation.toml`` lists."""
    return below(host, _own_hosts(known) | _words("real"))


def _like(name: str, words: set[str], host: str, one: Known) -> How | None:
    """How ``host``, with the registered ``name`` and its ``words``, is like the host of ``one``."""
    model, whole = one.label, name.replace("-", "")
    if len(model) < _LEAST or model in _words("common"):
        return None
    same_ending = host.rpartition(".")[2] == one.host.rpartition(".")[2]
    if whole == model:
        if "-" in name and "-" not in model and same_ending:
            return "spelling"
        # Newsrooms often own their name under several endings, or share it with another; offices do not.
        return "ending" if one.official or is_cheap(host) else None
    if len(model) >= _TOKEN - 1 and _sight(whole) == _sight(model):
        return "letters"
    if len(model) < _TOKEN:
        return None
    most = 2 if one.official and len(model) >= _LONG else 1
    if _distance(whole, model, most) <= most:
        # Newsrooms of one place have like names ("suara", "swara"): there another letter alone is not enough, a missing or moved one is.
        slip = same_ending and (len(whole) != len(model) or sorted(whole) == sorted(model))
        if one.official or is_cheap(host) or slip:
            return "spelling"
    if (one.official and model in whole) or (model in words and is_cheap(host)):
        return "name"
    return None


def _is_office(name: str, words: set[str]) -> bool:
    """An office's word alone or beside what lures, all that its owner wrote being such words."""
    parts = [part for part in re.split(r"[-\d]+", name) if part]
    offices = _words("offices")
    lured = bool(_words("lures") & words) or any(lure in name for lure in _words("lures") if len(lure) > _SHORT)
    if any(part in offices for part in parts):
        return len(parts) == 1 or len(offices & set(parts)) > 1 or lured
    return lured and any(len(office) >= _TOKEN and office in name.replace("-", "") for office in offices)


def _sight(host: str) -> str:
    """``host`` as the eye takes it in: digits as the letters they stand for, "rn" as "m"."""
    return host.translate(_SIGHT).replace("rn", "m").replace("vv", "w")


def _distance(one: str, other: str, most: int) -> int:
    """Letters to put in, take out, change or swap with the next to make ``one`` into ``other``; ``most`` + 1 where it takes more."""
    if abs(len(one) - len(other)) > most or len(set(one) ^ set(other)) > 2 * most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        last, row = row, [i]
        for j, b in enumerate(other, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and b == one[i - 2]:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
        before = last
    return min(row[-1], most + 1)


@lru_cache(maxsize=8)
def _own_hosts(known: tuple[Known, ...]) -> frozenset[str]:
    return frozenset(one.host for one in known)


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(_tables()[name])


@cache
def _tables() -> dict[str, Any]:
    return read_toml(_DATA)
