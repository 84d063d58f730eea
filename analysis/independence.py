"""Who reports a thing by themselves: how many newsrooms and offices stand behind the reports of one event or narrative."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from archive.records import Copy, Item

_LETTERS = re.compile(r"\w+")
_DOMAIN = re.compile(r"\.(?:com|co\.id|or\.id|go\.id|net|org|id|news|tv)\b.*$")
_SHORTEST = 4
"""Letters that a name must have before its beginning stands for the whole ("antara" for "antaranewskaltim")."""


@dataclass(frozen=True, slots=True)
class Voice:
    """One newsroom, agency or office with everything that rests on it, earliest first.

    ``name`` is for people. ``key`` is the id of a source, or else "credit:" with the bare name that was credited, or "text:" with the id of
    an origin that nobody at hand published.
    """

    key: str
    name: str
    item_ids: tuple[str, ...]


def voices(items: Sequence[Item], copies: Iterable[Copy], names: Mapping[str, str]) -> tuple[Voice, ...]:
    """The independent voices behind ``items``, in the order in which they first spoke.

    ``items`` are those of one event or narrative; origins of copies may be among them or not. ``names`` gives the name of each source by
    its id. The rules:

    - Posts and texts that people handed in are no reports; paid texts are nobody's, and a copy of a paid text is paid for too.
    - A copy counts to the voice of its origin. Copies of an origin that is not at hand, or that is a post, are one voice together: somebody
      wrote it, once.
    - A report that credits an agency or outlet is not its publisher's own. Reports that credit the same name are one voice, and the same
      one as that outlet's own reports; names match without their domain, and by their beginning ("Antara", "ANTARA News Kaltim").
    - Everything else is its publisher's own; several reports of one publisher are one voice.
    """
    reports = {item.id: item for item in sorted(items, key=lambda item: (item.at, item.id))}
    origin_of = {copy.item_id: copy.origin_id for copy in copies}
    known = _known_names({item.source_id for item in items}, names)
    spoken: dict[str, list[str]] = defaultdict(list)
    printed: dict[str, str] = {}
    for item in reports.values():
        if item.kind != "article" or item.advertorial:
            continue
        origin = reports.get(origin_of.get(item.id, item.id))
        if origin is not None and origin.advertorial:
            continue
        if origin is None or origin.kind != "article":
            key, name = f"text:{origin_of[item.id]}", names.get(item.source_id, item.source_id)
        else:
            key, name = _speaker(origin, known, names)
        spoken[key].append(item.id)
        printed.setdefault(key, name)
    return tuple(Voice(key, printed[key], tuple(ids)) for key, ids in spoken.items())


def _speaker(item: Item, known: Mapping[str, str], names: Mapping[str, str]) -> tuple[str, str]:
    credited = _bare(item.origin or "")
    if item.origin is None or not credited:
        return item.source_id, names.get(item.source_id, item.source_id)
    source_id = known.get(credited)
    if source_id is None and len(credited) >= _SHORTEST:
        source_id = next((one for name, one in known.items() if name.startswith(credited) or _begins(credited, name)), None)
    return (source_id, names.get(source_id, source_id)) if source_id is not None else (f"credit:{credited}", item.origin)


def _begins(credited: str, name: str) -> bool:
    return len(name) >= _SHORTEST and credited.startswith(name)


def _known_names(present: set[str], names: Mapping[str, str]) -> dict[str, str]:
    """Source ids by bare name: sources that report here before others, shorter names before longer ones."""
    bare_of = {source_id: _bare(name) for source_id, name in names.items()}
    order = sorted(names, key=lambda source_id: (source_id not in present, len(bare_of[source_id]), bare_of[source_id], source_id))
    known: dict[str, str] = {}
    for source_id in order:
        if bare_of[source_id]:
            known.setdefault(bare_of[source_id], source_id)
    return known


def _bare(name: str) -> str:
    """A name without its domain, spaces and marks: "Antara News Kaltim" and "antaranewskaltim.com" are the same."""
    return "".join(_LETTERS.findall(_DOMAIN.sub("", name.casefold().strip().removeprefix("www.")))).replace("_", "")
