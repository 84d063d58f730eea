"""Whose text a site re-used, where the page says so: a partner, an agency, a sister paper."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import permutations
from urllib.parse import urlsplit

from extractors.credits import bare
from extractors.rules import rules

_SITE = re.compile(r"(?:[\w-]+\.)+[a-z]{2,8}", re.IGNORECASE)
_LONGEST = 60
_LINE = 400
_PREFIX = 4  # letters of a host's label that stand for the whole ("tribun" for "tribunnews")


def own_names(url: str, *outlets: str | None) -> frozenset[str]:
    """Every way in which a site may name itself, see :func:`extractors.credits.bare`."""
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    labels = [label for label in host.split(".")[:-1] if len(label) > 2]
    names = {bare(host), *map(bare, labels), *("".join(pair) for pair in permutations(labels[:3], 2))}
    for outlet in filter(None, outlets):
        names |= {bare(outlet), bare(outlet.rpartition(".")[0] or outlet)}
    return frozenset(name for name in names if name)


def origin_of(lines: Sequence[str], dateline: str | None, endings: Iterable[str], own: frozenset[str]) -> str | None:
    """The outlet or agency whose text this is; ``None`` for a site's own. ``endings`` are the brackets that closed the text."""
    known = rules()
    for line in lines:
        if len(line) <= _LINE and (said := known.reused.search(line)):
            name = next(group for group in said.groups() if group).strip(" .,;:()[]\"'“”-–—")
            if name and len(name) <= _LONGEST and not is_own(name, own):
                return name
    for ending in endings:
        for token in re.split(r"[\s/,&]+", ending):
            if known.agency.fullmatch(token) and not is_own(token, own):
                return token.upper() if token.islower() else token
    for part in re.split(r"[,()|/]|\s[-–—]+\s?", dateline or ""):
        part = part.strip(" .-–—")
        if part and _is_outlet(part) and not is_own(part, own):
            return part
    return None


def is_own(name: str, own: frozenset[str]) -> bool:
    """Whether an outlet's name is the site's own, in whole or without its domain."""
    whole, label = bare(name), bare(name.rpartition(".")[0] or name)
    return any(
        mine
        and (
            one == mine
            or (len(one) >= _PREFIX and len(mine) >= _PREFIX and (one.startswith(mine) or mine.startswith(one)))
            or _made_of(one, own)
        )
        for one in (whole, label)
        for mine in own
    )


def _made_of(name: str, own: frozenset[str]) -> bool:
    """Whether ``name`` is the beginning of one of our names and another one in whole: "tribunkaltim" of kaltim.tribunnews.example."""
    return any(name.startswith(one[:size]) and name[size:] in own for one in own for size in range(_PREFIX, min(len(one), len(name)) + 1))


def _is_outlet(part: str) -> bool:
    known = rules()
    if part.casefold() in known.towns:
        return False
    return bool(_SITE.fullmatch(part) or known.agency.fullmatch(part) or known.outlet_word.search(part))
