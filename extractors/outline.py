"""A page as the lines that a reader sees, with what each is set in: the common ground of everything that looks for the story."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from selectolax.lexbor import LexborNode

from extractors.text import clean_line, without_left_over

# fmt: off
_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "br", "caption", "center", "dd", "details", "div", "dl", "dt", "fieldset",
    "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "option", "p",
    "pre", "section", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
    "amp-sidebar", "amp-carousel", "amp-ad", "amp-embed", "amp-twitter", "amp-instagram", "amp-facebook",
    "amp-youtube", "amp-tiktok", "amp-iframe", "summary", "menu",
})
# fmt: on
_UNSEEN = frozenset({"script", "style", "template", "noscript", "iframe", "svg", "select", "button", "textarea", "head"})
_HOLDERS = frozenset({"body", "main", "article", "section", "div", "header", "footer", "aside"})
_NAMES = 400  # characters
_LONG = 60  # characters
_PARAGRAPHS = 3
_MOST_SPANS = 200
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_NO_MARKS: Mapping[int, str] = {}
_CELL = 120  # characters; longer cells hold text, and the table is only there for the layout
_SENTENCE_END = (".", "!", "?", "”", '"', "…", ":", ")", "]")
_MARGIN = (45, 110)  # characters in a line of a text that was broken by hand
_LIST_ITEM = re.compile(r"\d{1,2}[.)]|[-–•*]|[A-Z][\w ]{2,20}:")


@dataclass(slots=True)
class Line:
    """One line: its text, how many of its characters are links, and the block element that it is set in."""

    text: str
    linked: int
    tag: str


@dataclass(frozen=True, slots=True)
class Box:
    """A block element: the lines from ``start`` up to ``end``; ``names`` are its classes and its id, in lower case."""

    start: int
    end: int
    tag: str
    names: str
    hidden: bool
    mark: str


@dataclass(slots=True)
class Outline:
    """The lines below a node, and its block elements, inner before outer; a box's ``mark`` is what the caller calls its node."""

    lines: list[Line] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)

    def place_of(self, title: str | None) -> int | None:
        """Where the title stands: the first heading that says it, or else the first line; letters' case aside."""
        wanted = (title or "").casefold()
        places = [n for n, line in enumerate(self.lines) if line.text.casefold() == wanted]
        return next((n for n in places if self.lines[n].tag in _HEADINGS), places[0] if places else None)

    def until(self, end: int) -> Outline:
        """The lines before ``end``, and the boxes as far as they reach."""
        boxes = [replace(box, end=min(box.end, end)) for box in self.boxes if box.start < end]
        return Outline(self.lines[:end], boxes)

    def marked(self, mark: str) -> list[Box]:
        """The boxes with this mark, as they stand on the page."""
        return sorted((box for box in self.boxes if box.mark == mark), key=lambda box: (box.start, -box.end))


class _Writer:
    """Collects pieces of text into lines."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self._pieces: list[str] = []
        self._linked = 0
        self._broken = False
        self._wrapped = False
        self._width = 0

    def write(self, text: str, *, linked: bool) -> None:
        self._pieces.append(text)
        if linked:
            self._linked += len(text.strip())

    def end_line(self, tag: str, *, broken: bool = False) -> None:
        """Close the line; ``broken`` where only a line break ends it, behind which a sentence may go on."""
        text = clean_line(without_left_over("".join(self._pieces))) if self._pieces else None
        if text:
            last = self.lines[-1] if self.lines else None
            if self._broken and last and self._goes_on(last.text, text):
                last.text, last.linked = f"{last.text} {text}", last.linked + self._linked
                self._wrapped = True
            else:
                self.lines.append(Line(text, self._linked, tag))
                self._wrapped = False
            self._width = len(text)
        self._broken = broken and text is not None
        self._pieces.clear()
        self._linked = 0

    def _goes_on(self, last: str, text: str) -> bool:
        """Whether a line break stands in the middle of a paragraph: some texts are broken at a margin."""
        if text[0].islower() and not last.endswith(_SENTENCE_END):
            return True
        at_margin = _MARGIN[0] <= self._width <= _MARGIN[1]
        return self._wrapped and at_margin and not _LIST_ITEM.match(text)

    def join_row(self, start: int, cells: int) -> bool:
        """Make one line of a row of a table whose cells are short; whether it did."""
        row = self.lines[start:]
        fits = 1 < len(row) <= cells and all(len(line.text) <= _CELL for line in row)
        if fits:
            self.lines[start:] = [Line(" | ".join(line.text for line in row), sum(line.linked for line in row), "tr")]
        return fits


@dataclass(slots=True)
class _Open:
    """A block element whose end has not come."""

    tag: str
    start: int
    names: str
    hidden: bool
    mark: str
    cells: int = 0


def outline(node: LexborNode, marks: Mapping[int, str] = _NO_MARKS) -> Outline:
    """Everything below ``node``; ``marks`` names nodes by their ``mem_id``."""
    found, writer = Outline(), _Writer()
    found.lines = writer.lines
    links = 0
    blocks: set[int] = set()
    waiting = [_Open(node.tag or "", 0, "", hidden=False, mark="")]
    top = node.mem_id  # comparing nodes themselves would compare their whole text
    current: LexborNode | None = node.child
    while current is not None:
        tag = current.tag or ""
        if tag == "-text":
            writer.write(" ".join((current.text_content or "").split("\n")), linked=links > 0)
        elif tag == "br":
            writer.end_line(waiting[-1].tag, broken=True)
        elif tag in _BLOCKS or current.mem_id in marks or _is_paragraph(current, tag, blocks):
            writer.end_line(waiting[-1].tag)
            if tag in ("td", "th"):
                waiting[-1].cells += 1
            waiting.append(_opened(current, tag, len(writer.lines), marks))
        elif tag == "a" and _leads_away(current):
            links += 1
        child = current.child
        if child is not None and tag not in _UNSEEN:
            current = child
            continue
        while current is not None:
            tag = current.tag or ""
            if tag == "a" and _leads_away(current):
                links -= 1
            elif tag != "br" and (tag in _BLOCKS or current.mem_id in marks or current.mem_id in blocks):
                _close(waiting.pop(), writer, found)
            if current.next is not None:
                current = current.next
                break
            current = current.parent
            if current is not None and current.mem_id == top:
                current = None
    writer.end_line(waiting[-1].tag)
    return found


def _is_paragraph(node: LexborNode, tag: str, blocks: set[int]) -> bool:
    """Whether an element that browsers set in a line is a block all the same: by its style, by its name, or beside others like it."""
    if node.mem_id in blocks:
        return True
    if tag == "span":
        style = (node.attributes.get("style") or "").replace(" ", "").lower()
        siblings = [node] if "display:block" in style else _long_spans(node)
        blocks.update(one.mem_id for one in siblings)
    elif "-" in tag[1:] and node.parent is not None and node.parent.tag in _HOLDERS:
        blocks.add(node.mem_id)
    return node.mem_id in blocks


def _long_spans(node: LexborNode) -> list[LexborNode]:
    """``node`` and the spans beside it, if they are paragraphs: several, long, and each ending like a sentence."""
    if not _is_long(node) or node.parent is None or node.parent.tag in ("p", "a", "li", "span", "h1", "h2", "h3"):
        return []
    spans = [one for one in node.parent.iter() if one.tag == "span"]
    long = [one for one in spans[:_MOST_SPANS] if _is_long(one)]
    return spans if len(long) >= _PARAGRAPHS else []


def _is_long(node: LexborNode) -> bool:
    text = node.text(deep=True).strip()
    return len(text) >= _LONG and text.endswith(_SENTENCE_END)


def _leads_away(link: LexborNode) -> bool:
    """Whether a link is more than the anchor of a heading, by which readers can point at it."""
    in_heading = link.parent is not None and link.parent.tag in _HEADINGS
    return not (in_heading and (link.attributes.get("href") or "").startswith("#"))


def _opened(node: LexborNode, tag: str, start: int, marks: Mapping[int, str]) -> _Open:
    attributes = node.attributes
    names = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"[:_NAMES].strip().lower()
    hidden = (
        "hidden" in attributes
        or attributes.get("aria-hidden") == "true"
        or "display:none" in (attributes.get("style") or "").replace(" ", "").lower()
    )
    return _Open(tag, start, names, hidden=hidden, mark=marks.get(node.mem_id, ""))


def _close(opened: _Open, writer: _Writer, found: Outline) -> None:
    writer.end_line(opened.tag)
    if opened.tag == "tr" and writer.join_row(opened.start, opened.cells):
        while found.boxes and found.boxes[-1].start >= opened.start:
            found.boxes.pop()
    found.boxes.append(Box(opened.start, len(writer.lines), opened.tag, opened.names, opened.hidden, opened.mark))
