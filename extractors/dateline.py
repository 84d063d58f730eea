"""The dateline that opens a report: "SAMARINDA, Kabar Etam - …".

It says where the reporter sat, which is not always where it happened, and whose text it is: a foreign dateline means a re-used one.
"""

from __future__ import annotations

import re

from extractors.rules import rules

_LONGEST = 75
_SHORTEST_REST = 15

_SEPARATOR = re.compile(r"\s*[–—]{1,3}\s*|\s+-{1,3}\s*|-{1,3}\s+|(?<=[\w.)])-(?=[A-Z“\"'‘])|\s*:\s+")
_BRACKETED_HEAD = re.compile(r"\((?P<head>[A-Z][A-Z .]{2,30},\s*\d{1,2}\s+\w+\s+\d{4})\)\.?\s*")
_SITE = re.compile(r"(?:[\w-]+\.)+[a-z]{2,8}", re.IGNORECASE)
_NAME_WORD = re.compile(r"[A-Z\d][\w.'’&-]*|(?:[\w-]+\.)+[a-z]{2,8}|detik[A-Z]\w+")


def split_dateline(line: str, outlet: str = "") -> tuple[str, str] | None:
    """The dateline that opens a paragraph, as printed, and the rest; ``None`` when there is none."""
    if bracketed := _BRACKETED_HEAD.match(line):
        return bracketed["head"], line[bracketed.end() :]
    best: tuple[str, str] | None = None
    for separator in _SEPARATOR.finditer(line[: _LONGEST + 10]):
        head, rest = line[: separator.start()].strip(" ,"), line[separator.end() :].lstrip("-–— ")
        if len(head) <= _LONGEST and len(rest) > _SHORTEST_REST and _is_dateline(head, ":" in separator[0], rest, outlet):
            best = head, rest
    return best


def _is_dateline(head: str, colon: bool, rest: str, outlet: str) -> bool:
    known = rules()
    bracket = re.fullmatch(r"(.{2,50}?)\s*\(([^()]{2,30})\)", head)
    if bracket:
        head = bracket[1]
    first, *later = re.split(r"\s*[–—]+\s*|\s*-\s+|\s+-\s*", head)
    if any(part.casefold() not in known.towns and not _SITE.fullmatch(part) for part in later):
        return False  # what follows the first dash is already the sentence
    parts = [part.strip() for part in [*re.split(r"[,|]|\s/\s", first), *later]]
    if not 1 <= len(parts) <= 3 or not all(_is_name(part) for part in parts):
        return False
    if any(part.casefold() in known.never_towns for part in parts):
        return False
    sites = [bool(_SITE.fullmatch(part)) or part.startswith("detik") or _same(part, outlet) for part in parts]
    capitals = [part.isupper() and sum(map(str.isalpha, part)) >= 4 for part in parts]
    towns = [part.casefold() in known.towns for part in parts]
    begins = rest[0].isupper() or not rest[0].isalpha()
    if colon and len(parts) == 1:
        # "SAMARINDA: …"; acronyms and mixed case before a colon are speakers and headings.
        return capitals[0] and begins and (towns[0] or (len(head) >= 5 and " " not in head))
    if colon:
        return any(sites)
    if any(sites) or (bracket is not None and (bracket[2].isupper() or any(towns))):
        return True
    if len(parts) > 1:
        return all(a or b for a, b in zip(capitals, towns, strict=True)) or (any(towns) and begins)
    return (towns[0] and begins) or (capitals[0] and (towns[0] or len(head) >= 6))


def _is_name(part: str) -> bool:
    words = part.split()
    return 1 <= len(words) <= 4 and all(_NAME_WORD.fullmatch(word) for word in words)


def _same(part: str, outlet: str) -> bool:
    bare = re.sub(r"\W", "", part).casefold()
    return len(bare) >= 4 and bare == re.sub(r"\W", "", outlet).casefold()
