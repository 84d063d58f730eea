"""Where the story stands on a page.

Two opinions are heard. One is trafilatura's (A. Barbaresi, ACL 2021), which knows the templates of the world's sites. The other weighs
every element of the page by its prose against its chatter: links, labels, counters. The element that holds most of what both take for
text is the story, and its lines are taken as the page broke them. Where the two disagree, trafilatura's text stands.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from lxml.html import HtmlElement  # type: ignore[import-untyped]  # lxml ships no types

from extractors.outline import Box, Line, Outline
from extractors.rules import rules
from extractors.text import clean_line

_PROSE = 60  # characters; shorter lines are prose when they end like a sentence
_SHORTEST_PROSE = 25
_LINKED = 0.4  # of a line's characters; more is a link and not prose
_MOSTLY_LINKED = 0.85
_COMPARED = 80  # characters by which a line is known again
_UNKNOWN = 0.1  # what prose is worth that only one of the two takes for text
_MOST_SILENCED = 0.2  # of the text that an element named like noise may hold
_MOST_SILENCED_IN_ALL = 0.3
_LINKS_OF_A_PAGE = 10
_DUMPED = 0.85
_SET_APART_ENOUGH = 0.8
_NOTICE = 300  # characters
_TEASER = 15  # characters
_TEASERS = 3
_MOSTLY_TEASERS = 0.65
_FEW = 0.1  # of the text may stand around it though only we take it for text
# Of what both take for text, so much may stand outside the chosen element: a share, or a larger one where it is only some lines.
_NEIGHBOURS = 3
_OUTSIDE = 0.03
_OUTSIDE_OF_LITTLE = 0.3
_LITTLE = 300  # characters
_SENTENCE_END = (".", "!", "?", "”", '"', "…", ")", "]", "’")
_CAPTION_BOXES = frozenset({"figcaption"})
_CHATTER_TAGS = frozenset(
    {"nav", "aside", "footer", "form", "figure", "figcaption", "menu", "amp-sidebar", "amp-ad", "amp-embed", "amp-carousel"}
    | {"amp-twitter", "amp-instagram", "amp-facebook", "amp-youtube", "amp-tiktok", "amp-iframe"}
)
# What is set apart on purpose amid the text: headings, lists, tables.
_SET_APART = frozenset({"h2", "h3", "h4", "h5", "li", "dt", "dd", "tr"})
_KEPT_TAGS = frozenset({"html", "body", "main", "article"})


@dataclass(slots=True)
class Story:
    """The lines of the story in order, and the captions of its pictures."""

    lines: list[str]
    captions: list[str]


def find_story(
    page: Outline, tree: HtmlElement, title: str | None, summary: str | None, alts: Collection[str] = (), *, locked: bool = False
) -> Story:
    """The story of a page. Boxes of ``page`` marked "strip" are none of it; ``tree`` is only read.

    A ``summary`` that is printed once more between ``title`` and text belongs to the headline, a line that says what one of ``alts`` (the
    texts that stand for pictures) says to its picture. ``locked`` when the page says that its text is not free to the end.
    """
    found = _by_trafilatura(tree)
    held = _squeezed("".join(found))
    known = [_squeezed(line.text)[:_COMPARED] in held for line in page.lines]
    teasers = teasers_in(page)
    alone = not found or _is_dump(page, known) or _are_only(teasers, page, known)
    if alone:
        place = page.place_of(title) or -1
        known = [n > place and _is_prose(line) and not teasers[n] for n, line in enumerate(page.lines)]
    silent, captions = _chatter(page, [size_of(line) if both else 0 for line, both in zip(page.lines, known, strict=True)])
    shown = {_squeezed(alt) for alt in alts}
    for n, line in enumerate(page.lines):
        if (
            not silent[n]
            and len(line.text) >= _SHORTEST_PROSE
            and _squeezed(line.text) in shown
            and 2 * line.linked <= len(line.text)
            and line.text != title
        ):
            silent[n] = True
            captions.append(line.text)
    _lock(page, silent, known, title, rules().locked_wide if locked else rules().locked_line)
    weights = [_weight(*each) for each in zip(page.lines, known, silent, strict=True)]
    box = _heaviest(page.boxes, weights)
    lines: list[str] = []
    if box and (alone or _agree(page, box, known, silent)):
        lines = _with_lead(page, _without_teasers(page, box), silent, known, title, summary)
    if not lines:
        unheard = {line.text for line, is_silent in zip(page.lines, silent, strict=True) if is_silent}
        lines = [line for line in found if line not in unheard]
    if not lines:
        lines = [line.text for line, is_silent in zip(page.lines, silent, strict=True) if not is_silent and _is_prose(line)]
    start = (page.place_of(title) or 0) + 1
    below = page.lines[start : max(box.end + _NEIGHBOURS, start) if box else start]
    captions += [line.text for line in below if not line.linked and line.text not in lines and rules().caption.fullmatch(line.text)]
    return Story(lines, list(dict.fromkeys(captions)))


def _lock(page: Outline, silent: list[bool], known: Sequence[bool], title: str | None, notice: re.Pattern[str]) -> None:
    """Silence what stands below the notice of a paywall: it is the notice's, or the page's."""
    start = (page.place_of(title) or 0) + 1
    free = 0
    for n in range(start, len(page.lines)):
        line = page.lines[n]
        if free >= _PROSE and len(line.text) <= _NOTICE and notice.fullmatch(line.text):
            silent[n:] = [True] * (len(silent) - n)
            return
        free += size_of(line) if known[n] and not silent[n] else 0


def _is_dump(page: Outline, known: Sequence[bool]) -> bool:
    """Whether the links of the page are taken for text along with the rest: then nothing was found, and all of it given back."""
    links = [is_known for line, is_known in zip(page.lines, known, strict=True) if line.linked >= _MOSTLY_LINKED * len(line.text)]
    return len(links) >= _LINKS_OF_A_PAGE and sum(links) > _DUMPED * len(links)


def teasers_in(page: Outline) -> list[bool]:
    """Which lines are the one sentence or two below the linked headline of another story."""
    found = [False] * len(page.lines)
    links = [n for n, line in enumerate(page.lines) if len(line.text) >= _TEASER and _is_link(line)]
    for link, following in zip(links, [*links[1:], len(page.lines)], strict=False):
        below = [n for n in range(link + 1, min(link + 4, following)) if _is_prose(page.lines[n])]
        beyond = [n for n in range(link + 4, following) if _is_prose(page.lines[n])]
        if len(below) == 1 and not beyond:
            found[below[0]] = True
    return found


def _are_only(teasers: Sequence[bool], page: Outline, known: Sequence[bool]) -> bool:
    """Whether what was taken for text is little else than teasers, while as much other prose stands on the page."""
    if sum(is_known and teaser for is_known, teaser in zip(known, teasers, strict=True)) <= _TEASERS:
        return False
    taken = sum(size_of(line) for line, is_known in zip(page.lines, known, strict=True) if is_known)
    teased = sum(size_of(line) for line, is_known, teaser in zip(page.lines, known, teasers, strict=True) if is_known and teaser)
    missed = sum(size_of(line) for line, is_known, teaser in zip(page.lines, known, teasers, strict=True) if not is_known and not teaser)
    return teased >= _MOSTLY_TEASERS * taken and missed > max(taken - teased, _LITTLE)


def lines_in(page: Outline, box: Box) -> Story:
    """The story of a page whose own element is known."""
    inside = [size_of(line) if box.start <= n < box.end else 0 for n, line in enumerate(page.lines)]
    silent, captions = _chatter(page, inside)
    return Story([line.text for line in _kept(page, box, silent, [True] * len(page.lines))], captions)


def size_of(line: Line) -> int:
    """Characters of prose in a line; 0 for anything else."""
    return len(line.text) if _is_prose(line) else 0


def _chatter(page: Outline, text: Sequence[int]) -> tuple[list[bool], list[str]]:
    """Which lines stand in an element that is never part of a story, and those of them that are captions.

    ``text`` holds, per line, how many characters are taken for the story's: some templates wrap the whole page in a form, or name the
    story's own boxes like noise. So no name counts that would silence too much of it.
    """
    known = rules()
    sums = [0, *accumulate(text)]
    sizes = [0, *accumulate(len(line.text) for line in page.lines)]
    captions: list[str] = []
    boxes: list[Box] = []
    for box in page.boxes:
        if box.start == box.end or box.tag in _KEPT_TAGS:
            continue
        is_caption = box.tag in _CAPTION_BOXES or bool(box.names and known.caption_names.search(box.names))
        named = is_caption or box.tag in _CHATTER_TAGS or box.hidden or bool(box.names and known.chatter_names.search(box.names))
        large = 2 * (sizes[box.end] - sizes[box.start]) > sizes[-1] or sums[box.end] - sums[box.start] > _MOST_SILENCED * sums[-1] > 0
        if named and not large:
            boxes.append(box)
            if is_caption:
                captions += [line.text for line in page.lines[box.start : box.end] if line.text not in captions]
    silent = _silenced(page, boxes)
    if sum(size for size, is_silent in zip(text, silent, strict=True) if is_silent) > _MOST_SILENCED_IN_ALL * sums[-1]:
        silent = _silenced(page, [box for box in boxes if box.tag in _CHATTER_TAGS])
    return silent, captions


def _silenced(page: Outline, boxes: Sequence[Box]) -> list[bool]:
    silent = [False] * len(page.lines)
    for box in [*boxes, *page.marked("strip")]:
        silent[box.start : box.end] = [True] * (box.end - box.start)
    return silent


def _by_trafilatura(tree: HtmlElement) -> list[str]:
    import trafilatura  # half a second to load, and pages with a selector of their own never need it

    text = trafilatura.extract(tree, fast=True, include_comments=False) or ""
    lines = [line.removeprefix("- ") for raw in text.split("\n") if (line := clean_line(raw))]
    # Old sites set the whole page in tables, and their cells come back as rows of data.
    rows = sum(len(line) for line in lines if line.startswith("|"))
    return lines if 2 * rows <= sum(map(len, lines)) else []


def _squeezed(text: str) -> str:
    return "".join(filter(str.isalnum, text))


def _is_prose(line: Line) -> bool:
    long = len(line.text) >= _PROSE or (len(line.text) >= _SHORTEST_PROSE and line.text.endswith(_SENTENCE_END))
    return long and line.linked <= _LINKED * len(line.text)


def _weight(line: Line, known: bool, silent: bool) -> float:
    """What a line says for or against the element that it stands in."""
    size = len(line.text)
    if silent:
        return -0.1 * size
    if _is_prose(line):
        return size if known else _UNKNOWN * size
    return -(20 + size) if line.linked > _LINKED * size else -5


def _heaviest(boxes: Sequence[Box], weights: Sequence[float]) -> Box | None:
    """The box whose lines weigh most; of equals the innermost, which comes first.

    Where no box holds the story apart from what surrounds it, the run of lines that weighs most.
    """
    sums = [0.0, *accumulate(weights)]
    heaviest = max(boxes, key=lambda box: sums[box.end] - sums[box.start], default=None)
    lowest = best = (0, 0)
    for end in range(1, len(sums)):
        if sums[end] - sums[lowest[0]] > sums[best[1]] - sums[best[0]]:
            best = lowest[0], end
        if sums[end] < sums[lowest[0]]:
            lowest = end, end
    run = sums[best[1]] - sums[best[0]]
    if heaviest and sums[heaviest.end] - sums[heaviest.start] >= _SET_APART_ENOUGH * run > 0:
        return heaviest
    return Box(*best, tag="", names="", hidden=False, mark="") if run > 0 else None


def _without_teasers(page: Outline, box: Box) -> Box:
    """``box`` up to where it goes on with a list of other stories: linked headlines of one kind, each over a sentence at most."""
    links = [n for n in range(box.start, box.end) if len(page.lines[n].text) >= _TEASER and _is_link(page.lines[n])]
    kind = page.lines[links[-1]].tag if links else ""
    headlines = [n for n in links if page.lines[n].tag == kind]
    first, end = len(headlines), box.end
    while first and sum(_is_prose(page.lines[n]) for n in range(headlines[first - 1] + 1, end)) <= 1:
        first -= 1
        end = headlines[first]
    return replace(box, end=end) if len(headlines) - first >= _TEASERS else box


def _is_link(line: Line) -> bool:
    return line.linked >= _MOSTLY_LINKED * len(line.text)


def _kept(page: Outline, box: Box, silent: Sequence[bool], known: Sequence[bool]) -> list[Line]:
    """The lines of a box that are neither chatter nor links; of those that only we take for text, not more than belong to the rest.

    Short ones count amid the text, long ones around it as long as they are few: else they are the teasers of other stories.
    """
    inside = [n for n in range(box.start, box.end) if known[n] and not silent[n] and _is_prose(page.lines[n])]
    first, last = (inside[0], inside[-1]) if inside else (box.start, box.start)
    around = [n for n in range(box.start, box.end) if not known[n] and not silent[n] and not first < n < last and _is_prose(page.lines[n])]
    few = sum(len(page.lines[n].text) for n in around) <= _FEW * sum(len(page.lines[n].text) for n in inside)
    kept: dict[str, Line] = {}
    for n in range(box.start, box.end):
        line = page.lines[n]
        amid = first < n < last and (line.tag in _SET_APART or _is_prose(line) or _is_amid(page, n))
        ours = known[n] or amid or (few and n in around) or rules().caption.fullmatch(line.text) is not None
        if ours and not silent[n] and not _is_link(line):
            # Templates print paragraphs twice, for two kinds of device; the later one is the one people see.
            key = line.text if len(line.text) >= _PROSE else str(n)
            kept.pop(key, None)
            kept[key] = line
    return list(kept.values())


def _is_amid(page: Outline, n: int) -> bool:
    """Whether a short line stands between two paragraphs that are set as it is: a subheading without a heading's element."""
    near = page.lines[n - 1 : n + 2]
    return (
        len(near) == _NEIGHBOURS
        and len({line.tag for line in near}) == 1
        and _is_prose(near[0])
        and _is_prose(near[2])
        and not near[1].linked
    )


def _with_lead(page: Outline, box: Box, silent: Sequence[bool], known: Sequence[bool], title: str | None, summary: str | None) -> list[str]:
    """The lines of the story's element, below the title, and the leading sentences that a template sets apart above it."""
    place = page.place_of(title)
    lead: list[str] = []
    if place is not None and place < box.start:
        lead = [page.lines[n].text for n in range(place + 1, box.start) if not silent[n] and known[n] and _is_prose(page.lines[n])]
    elif place is not None and place < box.end and not any(known[n] and _is_prose(page.lines[n]) for n in range(box.start, place)):
        box = replace(box, start=place + 1)
    said = _squeezed(summary or "")[:_COMPARED]
    return [line for line in lead if not said or _squeezed(line)[:_COMPARED] != said] + [
        line.text for line in _kept(page, box, silent, known)
    ]


def _agree(page: Outline, box: Box, known: Sequence[bool], silent: Sequence[bool]) -> bool:
    """Whether ``box`` holds nearly all of what both take for text."""
    sizes = [size_of(line) if both and not is_silent else 0 for line, both, is_silent in zip(page.lines, known, silent, strict=True)]
    outside = sum(sizes) - sum(sizes[box.start : box.end])
    return outside <= _OUTSIDE * sum(sizes) or (outside <= _LITTLE and outside <= _OUTSIDE_OF_LITTLE * sum(sizes))
