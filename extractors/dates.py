"""Every time of publication that a page states: for machines, in its address, and in print near its title."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from extractors.markup import ARTICLES, linked_data, meta_of, text_of
from extractors.outline import Line, Outline
from extractors.published import Stated
from extractors.rules import rules
from extractors.text import clean_line

BELOW_TITLE = 15
"""How many lines below the title a printed date still belongs to it: bylines and share bars stand between."""
LONGEST_INFO = 120
"""Characters in a line of information; longer ones are sentences."""
_ABOVE_TITLE = 3
_LONGEST_BOX = 60  # lines; a longer element is the page, and a date at its top is today's
_PATH_DATE = re.compile(r"/(\d{4}/\d{2}/\d{2}(?:/\d{6,10})?)(?=/|$)")
_CHANGED = re.compile(
    r"\(?\b(?:di(?:perbarui|update|perbaharui|ubah|edit)|(?:last )?(?:updated?|modified)|pembaruan|terakhir diubah)\b[^|•·]*", re.IGNORECASE
)
_DATE = re.compile(
    r"(?<![\d(/])(?:\d{1,2}[/-]\d{1,2}[/-](?:20)?\d\d\b|\d{1,2}\.\d{1,2}\.20\d\d\b|\d{1,2}[\s-]*[a-z]{3,9}\.?[\s,-]+20\d\d\b"
    r"|[a-z]{3,9}\.? \d{1,2}, 20\d\d\b|20\d\d-\d\d-\d\d|(?:\d{1,3}|se)\s*(?:menit|jam|hari|minggu)\s+(?:yang\s+)?lalu\b"
    r"|\d{1,2}\s+[a-z]{3,9}[\s,|•·-]+(?:pukul\s+|jam\s+)?\d{1,2}[.:]\d\d\b)"
    r"(?!\))",
    re.IGNORECASE,
)


def times_of(tree: LexborHTMLParser, url: str, title: str | None, page: Outline) -> tuple[Stated, ...]:
    """Every time of publication the page states, best first: machine-readable, in the address, printed below the title."""
    machine = [meta_of(tree, name) for name in rules().published]
    machine += [text_of(thing, "datePublished") for thing in linked_data(tree, ARTICLES)]
    machine += [text_of(thing, "datePublished") for thing in linked_data(tree, frozenset({"WebPage", "VideoObject"}))]
    machine += [text_of(thing, "uploadDate") for thing in linked_data(tree, frozenset({"VideoObject"}))]
    machine += [clean_line(node.attributes.get("datetime")) for node in _published_elements(tree)]
    in_path = _PATH_DATE.search(urlsplit(url).path)
    stated = [Stated(raw, "machine") for raw in machine if raw]
    stated += [Stated(in_path[1], "address")] if in_path else []
    stated += [Stated(raw, "printed") for raw in _printed(title, page)]
    return tuple({one.raw: one for one in reversed(stated)}.values())[::-1]


def holds_a_date(line: str) -> bool:
    """Whether a line of information names a day or an age."""
    return len(line) <= LONGEST_INFO and _DATE.search(line) is not None


def _published_elements(tree: LexborHTMLParser) -> list[LexborNode]:
    """The first ``<time>`` that is not of a change and not inside a list of other stories."""
    marked = tree.css('time[itemprop="datePublished"], time.published, time.entry-date.published, [itemprop="datePublished"][datetime]')
    rest = [node for node in tree.css("time[datetime]") if not _is_of_a_change(node)]
    return (marked or rest)[:1]


def _is_of_a_change(node: LexborNode) -> bool:
    return any(
        word in f"{node.attributes.get('class') or ''} {node.attributes.get('itemprop') or ''}".lower() for word in ("updated", "modified")
    )


def _printed(title: str | None, page: Outline) -> Iterator[str]:
    """The dates under the title, as far as the text has not begun, then the one that stands right above it in the same element."""
    lines = page.lines
    start = page.place_of(title)
    if start is None:
        start = -1
    else:
        yield from printed_dates(lines[start + 1 :])
    above = min((box.start for box in page.boxes if box.start < start < box.end and box.end - box.start <= _LONGEST_BOX), default=start)
    yield from printed_dates(lines[max(above, start - _ABOVE_TITLE) : start])
    yield from (
        line.text for line in lines if len(line.text) <= LONGEST_INFO and rules().dated_label.match(line.text) and _DATE.search(line.text)
    )


def printed_dates(lines: Sequence[Line]) -> Iterator[str]:
    """The dates among the first ``lines`` of a story, before its second paragraph; those in links are of other stories."""
    sentences = 0
    for line in lines[:BELOW_TITLE]:
        sentences += len(line.text) > LONGEST_INFO
        if sentences > 1:
            return
        text = _CHANGED.sub("", line.text).strip(" |•·-–") if len(line.text) <= 2 * LONGEST_INFO else ""
        # A date in brackets is the day of what a caption or a sentence tells.
        dated = len(text) <= LONGEST_INFO and not text.endswith(".") and _DATE.search(text)
        if text and 2 * line.linked <= len(line.text) and (rules().date_line.fullmatch(text) or dated):
            yield text
