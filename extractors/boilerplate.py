"""What in a list of lines is the article, and what is something about it.

The same rules serve a page and a text that somebody pasted: both arrive as lines without markup. The words and patterns stand in
``boilerplate.toml``; here stands only their order, which follows how editors lay a story out: head, dateline, paragraphs, ending.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from extractors.rules import Rules, rules

# Longer lines are prose: nothing that stands around an article takes more.
_SHORT = 400
_PARAGRAPH = 80
_NAME = 80
_CREDIT = 200
_DATELINE = 75
_TAIL = 12
_HEAD = 6

_ENDING = re.compile(r"(?P<before>^|.*?[.!?…”’\"'*)\]])\s*[(\[](?P<mark>[^()\[\]]{1,40})[)\]][.\s]*$", re.DOTALL)
_STARS = re.compile(r"^(?P<before>.*?[.!?…”’\"'])?\s*\*{1,3}\)?$", re.DOTALL)
_CODE = re.compile(r"\*|[A-Za-z]\w{0,4}|[\w*]+(?:\s?[/-]\s?[\w*.]+)+")
_SEPARATOR = re.compile(r"\s*[–—]{1,3}\s*|\s+-{1,3}\s*|-{1,3}\s+|(?<=[\w.)])-(?=[A-Z“\"'‘])|\s*:\s+")
_BRACKETED_HEAD = re.compile(r"\((?P<head>[A-Z][A-Z .]{2,30},\s*\d{1,2}\s+\w+\s+\d{4})\)\.?\s*")
_SITE = re.compile(r"(?:[\w-]+\.)+[a-z]{2,5}", re.IGNORECASE)
_NAME_WORD = re.compile(r"[A-Z\d][\w.'’&-]*|(?:[\w-]+\.)+[a-z]{2,5}|detik[A-Z]\w+")
_ONLY_A_CREDIT = re.compile(r"[\s|,;:.()\[\]*/•-]*")


@dataclass(slots=True)
class Sifted:
    """An article's lines sorted by what they are.

    ``head`` are the lines above the dateline (rubric, title, summary), empty when there is no dateline. ``datelines`` counts paragraphs
    that begin with one. ``handout`` marks an official release, ``advertorial`` a text that was paid for.
    """

    head: list[str] = field(default_factory=list)
    body: list[str] = field(default_factory=list)
    captions: list[str] = field(default_factory=list)
    author: str | None = None
    editor: str | None = None
    dateline: str | None = None
    advertorial: bool = False
    handout: bool = False
    datelines: int = 0


def sift(lines: Sequence[str], outlet: str = "", captions: Sequence[str] = ()) -> Sifted:
    """Sort ``lines`` (cleaned, one paragraph each). ``outlet`` is the source's name, ``captions`` are known already."""
    sifted = Sifted(captions=list(captions))
    _sort(lines, outlet, sifted)
    _collect_doubles(sifted)
    sifted.datelines = sum(1 for line in sifted.body if _is_reported_from(line, outlet))
    for index, line in enumerate(sifted.body[:_HEAD]):
        if found := split_dateline(line, outlet):
            sifted.dateline, rest = found
            sifted.head, sifted.body = sifted.body[:index], [rest, *sifted.body[index + 1 :]]
            break
    _cut_endings(sifted)
    return sifted


def split_dateline(line: str, outlet: str = "") -> tuple[str, str] | None:
    """The dateline that opens a paragraph, as printed, and the rest; ``None`` when there is none."""
    if bracketed := _BRACKETED_HEAD.match(line):
        return bracketed["head"], line[bracketed.end() :]
    best: tuple[str, str] | None = None
    for separator in _SEPARATOR.finditer(line[: _DATELINE + 10]):
        head, rest = line[: separator.start()].strip(" ,"), line[separator.end() :].lstrip("-–— ")
        if len(head) <= _DATELINE and len(rest) >= 15 and _is_dateline(head, ":" in separator[0], rest, outlet):
            best = head, rest
    return best


def credits_in(line: str) -> dict[str, str | None] | None:
    """The names of a credit line by "author" and "editor" (also "paid", if it says so); ``None`` when the line is something else."""
    known = rules()
    if len(line) > _CREDIT:
        return None
    if report := known.report_of.fullmatch(line):
        return {"author": report["name"].strip()}
    marks = list(known.credit.finditer(line))
    if not marks or not _ONLY_A_CREDIT.fullmatch(line[: marks[0].start()]):
        return None
    found: dict[str, str | None] = {}
    for mark, following in zip(marks, [*marks[1:], None], strict=True):
        value, *extra = line[mark.end() : following.start() if following else None].split("|")
        if any(known.paid_line.fullmatch(part.strip()) for part in [value, *extra]):
            found["paid"] = line
            value = "" if known.paid_line.fullmatch(value.strip()) else value
        roles = [_role(label) for label in mark["labels"].split("/")]
        names = [part.strip(" ,;/()[]*-–•") for part in value.split("/")]
        if any(len(name) > _NAME for name in names):
            return None
        for position, role in enumerate(roles):
            name = names[position] if len(names) == len(roles) else " / ".join(names)
            found[role] = found.get(role) or name or None
    return found


def is_caption(line: str) -> bool:
    """Whether a line stands below a picture."""
    known = rules()
    ending = _ENDING.match(line) if len(line) <= _SHORT else None
    return _fits(known.caption, line) and not (ending and _says(known.paid, ending["mark"]))


def is_noise(line: str) -> bool:
    """Whether a line is an invitation, a counter, a list of tags: nothing anyone reported."""
    return _fits(rules().drop, line) or _fits(rules().date_line, line)


def _sort(lines: Sequence[str], outlet: str, sifted: Sifted) -> None:
    known = rules()
    waiting = deque(line for raw in lines if (line := " ".join(known.cut.sub(" ", raw).split())))
    reached_text = False
    while waiting:
        line = waiting.popleft()
        following = waiting[0] if waiting else ""
        if _fits(known.stop, line):
            if reached_text:
                # Credits often stand at the very end, behind the first invitation.
                _take_credits(waiting, sifted)
                return
        elif is_noise(line):
            if line.endswith(":") and len(following) < 150 and not following.endswith((".", "”", '"')):
                _ = waiting.popleft() if waiting else None  # the title it announced
        elif _fits(known.paid_line, line):
            sifted.advertorial = True
        elif _fits(known.photographer, line):
            sifted.captions.append(line)
            if _is_before_dateline(waiting, outlet):
                sifted.captions.append(waiting.popleft())
        elif is_caption(line):
            sifted.captions.append(line)
        elif (label := known.lone_label.fullmatch(line)) and 0 < len(following) < 60 and not following.endswith("."):
            _note({_role(label["labels"]): waiting.popleft()}, sifted)
        elif (names := credits_in(line)) is not None:
            _note(names, sifted)
        else:
            sifted.body.append(line)
            reached_text = reached_text or len(line) >= _PARAGRAPH


def _fits(pattern: re.Pattern[str], line: str) -> bool:
    return len(line) <= _SHORT and pattern.fullmatch(line) is not None


def _is_before_dateline(waiting: deque[str], outlet: str) -> bool:
    """Whether the next line is still part of the head, because a dateline comes only after it."""
    head, *later = [*waiting][:4] or [""]
    return split_dateline(head, outlet) is None and any(split_dateline(line, outlet) for line in later)


def _take_credits(waiting: deque[str], sifted: Sifted) -> None:
    for line in [*waiting][:_TAIL]:
        if _fits(rules().paid_line, line):
            sifted.advertorial = True
        elif (names := credits_in(line)) is not None:
            _note(names, sifted)


def _note(names: dict[str, str | None], sifted: Sifted) -> None:
    sifted.author = sifted.author or names.get("author")
    sifted.editor = sifted.editor or names.get("editor")
    sifted.advertorial = sifted.advertorial or "paid" in names


def _role(label: str) -> str:
    label = " ".join(label.split()).casefold()
    known = rules()
    return "author" if label in known.author_labels else "editor" if label in known.editor_labels else "other"


def _collect_doubles(sifted: Sifted) -> None:
    """Templates print a caption again as a paragraph, with or without its credit; then both are captions, kept once at full length."""
    body: list[str] = []
    for index, line in enumerate(sifted.body):
        following = sifted.body[index + 1] if index + 1 < len(sifted.body) else ""
        doubled = len(line) >= 20 and any(_repeats(line, caption) for caption in sifted.captions)
        if doubled or (20 <= len(line) <= _SHORT and line == following):
            sifted.captions.append(line)
        else:
            body.append(line)
    unique: list[str] = []
    for caption in dict.fromkeys(sifted.captions):
        if not any(caption != other and _repeats(caption, other) for other in sifted.captions):
            unique.append(caption)
    sifted.body, sifted.captions = body, unique


def _repeats(line: str, caption: str) -> bool:
    """Whether ``caption`` says ``line`` again, perhaps with a credit behind it."""
    return caption.startswith(line.rstrip(" .")) and len(caption) - len(line) < 80


def _is_reported_from(line: str, outlet: str) -> bool:
    return len(line) >= _PARAGRAPH and split_dateline(line, outlet) is not None


def _is_dateline(head: str, colon: bool, rest: str, outlet: str) -> bool:
    known = rules()
    bracket = re.fullmatch(r"(.{2,50}?)\s*\(([^()]{2,30})\)", head)
    if bracket:
        head = bracket[1]
    parts = [part.strip() for part in re.split(r",|\||\s+[-–—/]+\s+", head)]
    if not 1 <= len(parts) <= 3 or not all(_is_name(part) for part in parts):
        return False
    if any(part.casefold() in known.never_towns for part in parts):
        return False
    sites = [bool(_SITE.fullmatch(part)) or part.startswith("detik") or _same(part, outlet) for part in parts]
    capitals = [part.isupper() and sum(map(str.isalpha, part)) >= 4 for part in parts]
    towns = [part.casefold() in known.towns for part in parts]
    begins = rest[0].isupper() or not rest[0].isalpha()
    if colon:
        return (len(parts) > 1 and any(sites)) or (len(parts) == 1 and capitals[0] and begins and (towns[0] or len(head) >= 5) and len(head.split()) == 1)
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


def _cut_endings(sifted: Sifted) -> None:
    """Read the brackets that close the text, then drop them."""
    known = rules()
    for index in range(len(sifted.body) - 1, -1, -1):
        line = sifted.body[index]
        last = index >= len(sifted.body) - 2
        for _ in range(3):
            ending = _STARS.match(line) or _ENDING.match(line)
            mark = ending.groupdict().get("mark", "*") if ending else None
            if ending is None or mark is None or not _is_mark(mark, last, known):
                break
            sifted.advertorial = sifted.advertorial or _says(known.paid, mark)
            sifted.handout = sifted.handout or _says(known.handout, mark)
            line = (ending["before"] or "").rstrip()
        sifted.body[index] = line
    sifted.body = [line for line in sifted.body if line]


def _is_mark(mark: str, last: bool, known: Rules) -> bool:
    return mark.strip() == "*" or _says(known.paid, mark) or (last and bool(_says(known.handout, mark) or _CODE.fullmatch(mark.strip())))


def _says(pattern: re.Pattern[str], mark: str) -> bool:
    return any(pattern.fullmatch(token) for token in _tokens(mark))


def _tokens(mark: str) -> Iterator[str]:
    return (token for token in re.split(r"[\s/.,&*-]+", mark) if token)
