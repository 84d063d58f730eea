"""What in a list of lines is the article, and what is something about it.

The same rules serve a page and a text that somebody pasted: both arrive as lines without markup. The words and patterns stand in
``boilerplate.toml``; here stands only their order, which follows how editors lay a story out: head, dateline, paragraphs, ending.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice

from extractors.credits import credits_in, role_of, says
from extractors.dateline import split_dateline
from extractors.rules import Rules, rules

# Longer lines are prose: nothing that stands around an article takes more.
_SHORT = 400
_PARAGRAPH = 80
_TAIL = 12
_MOST_CAPTIONS = 100
_HEAD = 6

_ENDING = re.compile(r"(?P<before>^|.*?[.!?…”’\"'*)\]])\s*[(\[](?P<mark>[^()\[\]]{1,40})[)\]][.\s]*$", re.DOTALL)
_STARS = re.compile(r"^(?P<before>.*?[.!?…”’\"'])?\s*\*{1,3}\)?$", re.DOTALL)
_FULL_STOPS = (".", "!", "?", "…", "”", '"')
_CODE = re.compile(r"\*|[A-Za-z]\w{0,4}|[\w*]+(?:\s?[/-]\s?[\w*.]+)+")


@dataclass(slots=True)
class Sifted:
    """An article's lines sorted by what they are.

    ``head`` are the lines above the dateline (rubric, title, summary), empty when there is no dateline. ``all_datelines`` are those of
    every paragraph that begins with one, ``endings`` the brackets that closed the text, last first. ``handout`` marks an official release,
    ``advertorial`` a text that was paid for.
    """

    head: list[str] = field(default_factory=list)
    body: list[str] = field(default_factory=list)
    captions: list[str] = field(default_factory=list)
    author: str | None = None
    editor: str | None = None
    dateline: str | None = None
    advertorial: bool = False
    handout: bool = False
    all_datelines: list[str] = field(default_factory=list)
    endings: list[str] = field(default_factory=list)

    @property
    def datelines(self) -> int:
        """How many paragraphs begin with a dateline."""
        return len(self.all_datelines)


def sift(lines: Sequence[str], outlet: str = "", captions: Sequence[str] = ()) -> Sifted:
    """Sort ``lines`` (cleaned, one paragraph each). ``outlet`` is the source's name, ``captions`` are known already."""
    sifted = Sifted(captions=list(captions))
    _sort(lines, outlet, sifted)
    _collect_doubles(sifted)
    found_in = [split_dateline(line, outlet) for line in sifted.body if len(line) >= _PARAGRAPH]
    sifted.all_datelines = [found[0] for found in found_in if found]
    for index, line in enumerate(sifted.body[:_HEAD]):
        # Below the second paragraph it would be a sentence that looks like one.
        if sum(map(bool, map(_prose, sifted.body[:index]))) > 1:
            break
        if found := split_dateline(line, outlet):
            sifted.dateline, rest = found
            sifted.head, sifted.body = sifted.body[:index], [rest, *sifted.body[index + 1 :]]
            break
    _cut_endings(sifted)
    return sifted


def is_caption(line: str) -> bool:
    """Whether a line stands below a picture."""
    known = rules()
    ending = _ENDING.match(line) if len(line) <= _SHORT else None
    return _fits(known.caption, line) and not (ending and says(known.paid, ending["mark"]))


def is_noise(line: str) -> bool:
    """Whether a line is an invitation, a counter, a list of tags: nothing anyone reported."""
    return _fits(rules().drop, line) or _fits(rules().date_line, line)


def _sort(lines: Sequence[str], outlet: str, sifted: Sifted) -> None:
    known = rules()
    waiting = deque(line for raw in lines if (line := " ".join(known.cut.sub(" ", raw).split())))
    reached = 0
    ahead = sum(map(_prose, waiting))
    while waiting:
        line = waiting.popleft()
        ahead -= _prose(line)
        following = waiting[0] if waiting else ""
        if reached and _fits(known.locked_line, line):
            return
        if _fits(known.stop, line):
            # What closes a text has more of it above than below; elsewhere it is a slip into the middle.
            if reached and reached >= ahead:
                # Credits often stand at the very end, behind the first invitation.
                _take_credits(waiting, sifted)
                return
        elif is_noise(line):
            if line.endswith(":") and len(following) < 150 and not following.endswith((".", "”", '"')):
                _ = waiting.popleft() if waiting else None  # the title it announced
        elif _fits(known.paid_line, line) or _fits(known.paid_note, line):
            sifted.advertorial = True
        elif _fits(known.photographer, line):
            sifted.captions.append(line)
            if _is_before_dateline(waiting, outlet):
                sifted.captions.append(waiting.popleft())
        elif is_caption(line):
            sifted.captions.append(line)
        elif (label := known.lone_label.fullmatch(line)) and 0 < len(following) < 60 and not following.endswith("."):
            _note({role_of(label["labels"]): waiting.popleft()}, sifted)
        elif (names := credits_in(line)) is not None:
            _note(names, sifted)
        else:
            sifted.body.append(line)
            reached += _prose(line)


def _prose(line: str) -> int:
    return len(line) if len(line) >= _PARAGRAPH else 0


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


def _cut_endings(sifted: Sifted) -> None:
    """Read the brackets that close the text, then drop them."""
    known = rules()
    for index in range(len(sifted.body) - 1, -1, -1):
        line = sifted.body[index]
        last = index >= len(sifted.body) - 2
        for _ in range(3):
            ending = _STARS.match(line) or _ENDING.match(line)
            mark = ending.groupdict().get("mark", "*") if ending else None
            before = (ending["before"] or "").rstrip() if ending else ""
            # A bracket behind the last full stop, or on a line of its own, is a signature whatever it says.
            signed = last and index > 0 and (not before or before.endswith(_FULL_STOPS))
            if ending is None or mark is None or not (signed or _is_mark(mark, last, known)):
                break
            sifted.advertorial = sifted.advertorial or says(known.paid, mark)
            sifted.handout = sifted.handout or says(known.handout, mark)
            sifted.endings.append(mark)
            if report := known.report_of.fullmatch(f"({mark})"):
                sifted.author = sifted.author or report["name"].strip()
            line = before
        sifted.body[index] = line
    sifted.body = [line for line in sifted.body if line]


def _is_mark(mark: str, last: bool, known: Rules) -> bool:
    if last and known.report_of.fullmatch(f"({mark})"):
        return True
    return mark.strip() == "*" or says(known.paid, mark) or (last and bool(says(known.handout, mark) or _CODE.fullmatch(mark.strip())))
