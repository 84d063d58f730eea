"""What in a list of lines is the article, and what is something about it.

The same rules serve a page and a text that somebody pasted: both arrive as lines without markup. The words and patterns stand in
``boilerplate.toml``; here stands only their order, which follows how editors lay a story out: head, dateline, paragraphs, ending.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from extractors.dateline import split_dateline
from extractors.rules import Rules, rules

# Longer lines are prose: nothing that stands around an article takes more.
_SHORT = 400
_PARAGRAPH = 80
_NAME = 80
_CREDIT = 200
_TAIL = 12
_MOST_CAPTIONS = 100
_HEAD = 6

_ENDING = re.compile(r"(?P<before>^|.*?[.!?…”’\"'*)\]])\s*[(\[](?P<mark>[^()\[\]]{1,40})[)\]][.\s]*$", re.DOTALL)
_STARS = re.compile(r"^(?P<before>.*?[.!?…”’\"'])?\s*\*{1,3}\)?$", re.DOTALL)
_CODE = re.compile(r"\*|[A-Za-z]\w{0,4}|[\w*]+(?:\s?[/-]\s?[\w*.]+)+")
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


def credits_in(line: str) -> dict[str, str | None] | None:
    """The names of a credit line by "author" and "editor" (also "paid", if it says so); ``None`` when the line is something else."""
    known = rules()
    if len(line) > _CREDIT:
        return None
    if report := known.report_of.fullmatch(line):
        return {"author": report["name"].strip()}
    ending = re.search(r"\(([^()]{2,40})\)\s*$", line)
    paid = ending is not None and _says(known.paid, ending[1])
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
    head, *later = [*islice(waiting, 4)] or [""]
    return split_dateline(head, outlet) is None and any(split_dateline(line, outlet) for line in later)


def _take_credits(waiting: deque[str], sifted: Sifted) -> None:
    for line in islice(waiting, _TAIL):
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
    sifted.captions = sifted.captions[:_MOST_CAPTIONS]
    for index, line in enumerate(sifted.body):
        following = sifted.body[index + 1] if index + 1 < len(sifted.body) else ""
        doubled = len(line) >= 20 and any(_repeats(line, caption) for caption in sifted.captions)
        if doubled or (20 <= len(line) <= _SHORT and line == following):
            sifted.captions.append(line)
        else:
            body.append(line)
    captions = list(dict.fromkeys(sifted.captions))[:_MOST_CAPTIONS]
    sifted.captions = [one for one in captions if not any(one != other and _repeats(one, other) for other in captions)]
    sifted.body = body


def _repeats(line: str, caption: str) -> bool:
    """Whether ``caption`` says ``line`` again, perhaps with a credit behind it."""
    return caption.startswith(line.rstrip(" .")) and len(caption) - len(line) < 80


def _is_reported_from(line: str, outlet: str) -> bool:
    return len(line) >= _PARAGRAPH and split_dateline(line, outlet) is not None


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
