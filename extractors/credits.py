"""Who made a text, as a line of credits names them: "Penulis: X dan Y | Editor: Z"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractors.outline import Outline
from extractors.rules import rules

_NAME = 80  # characters
_CREDIT = 200
_MOST = 8
_LONGEST = 500
_ONLY_A_CREDIT = re.compile(r"[\s|,;:.()\[\]*/•>–—-]*")
_JOINT = re.compile(r"\s*[,;|/+]\s*|\s+(?:&|dan|and|bersama)\s+", re.IGNORECASE)
# "Ani Basri, S.Sos" is one person: what follows the comma is a degree.
_DEGREE = re.compile(r"(?:[A-Z][a-z]{0,3}\.\s?)*[A-Z][A-Za-z]{0,5}\.?(?:\s?[A-Z][a-z]{0,5}\.?)?")
_DEGREES = re.compile(r"(?:S|M|A|D|Ph|Sp)\.\s?\w|(?:SE|SH|ST|SKM|SIP|SPd|SSos|SKom|MM|MH|MT|MSi|MPd|MAP|MKes|PhD)\b|Ph\.?D")
_ASIDE = re.compile(r"\s*\([^()]*\)\s*|\s*<[^<>]*>\s*")
_LABEL = 60
_NAME_LINE = re.compile(r"(?:[A-Z][\w.'’-]*\s+){1,4}[A-Z][\w.'’-]*(?:,\s?[A-Z][\w.]*)*")
_LETTER = re.compile(r"[^\W\d_]")


def people(named: str | None, outlets: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """The people that a credit names, each once; accounts, desks and the ``outlets`` (see :func:`bare`) are nobody."""
    found: list[str] = []
    named = (named or "")[:_LONGEST]
    if _is_nobody(" ".join(named.split()), outlets):
        return ()
    for raw in _JOINT.split(_ASIDE.sub(" ", named)):
        name = raw.strip(" .:*-–•|@\"'") if not _DEGREES.match(raw) else raw.strip()
        if found and _DEGREES.match(raw) and _DEGREE.fullmatch(raw):
            found[-1] += f", {name}"
        elif 1 < len(name) <= _NAME and _LETTER.search(name) and "://" not in name and not _is_nobody(name, outlets):
            found.append(" ".join(name.split()))
    return tuple(dict.fromkeys(found))[:_MOST]


def bare(name: str) -> str:
    """A name without what templates change about it: case, blanks, punctuation, "www."."""
    return re.sub(r"\W|_|^www\.", "", name).casefold()


def _is_nobody(name: str, outlets: frozenset[str]) -> bool:
    return "@" in name or bare(name) in outlets or rules().nobody.fullmatch(name) is not None


def credits_in(line: str) -> dict[str, str | None] | None:
    """The names of a credit line by "author" and "editor" (also "paid", if it says so); ``None`` when the line is something else."""
    known = rules()
    if len(line) > _CREDIT:
        return None
    if report := known.report_of.fullmatch(line):
        return {"author": report["name"].strip()}
    if by := known.by.fullmatch(line):
        return {"author": by["name"]}
    if named := known.named_label.fullmatch(line):
        return {role_of(named["label"]): named["name"]}
    ending = re.search(r"\(([^()]{2,40})\)\s*$", line)
    paid = ending is not None and says(known.paid, ending[1])
    if ending and paid:
        line = line[: ending.start()]
    marks = list(known.credit.finditer(line))
    if not marks or not _ONLY_A_CREDIT.fullmatch(line[: marks[0].start()]):
        return None
    found: dict[str, str | None] = {"paid": line} if paid else {}
    for mark, following in zip(marks, [*marks[1:], None], strict=True):
        value, *extra = line[mark.end() : following.start() if following else None].split("|")
        if any(known.paid_line.fullmatch(part.strip()) for part in [value, *extra]):
            found["paid"] = line
            value = "" if known.paid_line.fullmatch(value.strip()) else value
        roles = [role_of(label) for label in mark["labels"].split("/")]
        names = [part.strip(" ,;/()[]*-–•") for part in value.split("/")] if len(roles) > 1 else [value.strip(" ,;/()[]*-–•")]
        if any(len(name) > _NAME for name in names):
            return None
        for position, role in enumerate(roles):
            name = names[position] if len(names) == len(roles) else " / ".join(names)
            found[role] = found.get(role) or name or None
    return found


def labelled(page: Outline) -> dict[str, str | None]:
    """Names and labels that stand on lines of their own: side by side in one element, or else the name below its label."""
    found: dict[str, str | None] = {}
    lines = [line.text for line in page.lines]
    pairs = {box.start: box for box in page.boxes if box.end - box.start == 2}
    for n, line in enumerate(lines):
        if len(line) > _LABEL or not (label := rules().lone_label.fullmatch(line)):
            continue
        place = n + 1 if n in pairs else n - 1 if n - 1 in pairs else n + 1
        if place < len(lines) and is_name(lines[place]):
            found.setdefault(role_of(label["labels"]), lines[place])
    return found


def is_name(line: str) -> bool:
    """Whether a line may be a person's name and nothing else: two to five words that begin with capitals."""
    return len(line) <= _LABEL and _NAME_LINE.fullmatch(line) is not None and rules().lone_label.fullmatch(line) is None


def role_of(label: str) -> str:
    """Whether a label names the "author", the "editor" or somebody "other"."""
    label = " ".join(label.split()).casefold()
    known = rules()
    return "author" if label in known.author_labels else "editor" if label in known.editor_labels else "other"


def says(pattern: re.Pattern[str], mark: str) -> bool:
    """Whether one of the words of a closing bracket fits ``pattern``."""
    return any(pattern.fullmatch(token) for token in _tokens(mark))


def _tokens(mark: str) -> Iterator[str]:
    return (token for token in re.split(r"[\s/.,&*-]+", mark) if token)
