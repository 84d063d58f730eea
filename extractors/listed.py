"""Several whole stories on one page: tag pages and office sites print them one below the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser

from extractors.addresses import is_web_address, same_site
from extractors.dateline import split_dateline
from extractors.outline import Line, Outline
from extractors.text import clean_line

_HEADINGS = ("h1", "h2", "h3", "h4", "h5")
_SHORTEST_HEADLINE = 15
_PARAGRAPH = 80
_FULL = 2  # paragraphs; a teaser has one
_DATED = 3
_MOST = 200
_ABOVE = 3  # lines that may stand above a headline in its element: rubric, date, picture
_LINKED = 0.8


@dataclass(frozen=True, slots=True)
class Listed:
    """One of several stories on a page: its headline, where that leads ("" for nowhere), and its lines, from ``start`` of the page on."""

    title: str | None
    url: str
    lines: tuple[Line, ...]
    start: int


def boxed_stories(page: Outline, tree: LexborHTMLParser, url: str, title: str | None) -> tuple[Listed, ...]:
    """The stories that a page prints in full, each in an element of its own under a headline that is a link; fewer than two are none.

    A story under the page's own ``title`` is not among them, and neither are teasers and invitations amid a text.
    """
    links = _links(tree, url)
    stories: list[Listed] = []
    reach: dict[int, int] = {}
    for box in page.boxes:
        reach[box.start] = (
            max(reach.get(box.start, 0), box.end) if box.end - box.start < len(page.lines) / _FULL else reach.get(box.start, 0)
        )
    headlines = [n for n, line in enumerate(page.lines) if _is_headline(line)]
    for n, following in zip(headlines, [*headlines[1:], len(page.lines)], strict=False):
        end = min(following, max((reach.get(start, 0) for start in range(max(n - _ABOVE, 0), n + 1)), default=0))
        lines = tuple(page.lines[n + 1 : end])
        if page.lines[n].text != title and len(_paragraphs(lines)) >= _FULL:
            stories.append(Listed(page.lines[n].text, links.get(page.lines[n].text, ""), lines, n))
    return tuple(stories[:_MOST]) if len(stories) >= _FULL else ()


def dated_stories(page: Outline, outlet: str = "") -> tuple[Listed, ...]:
    """The stories that only their datelines tell apart; fewer than three are none."""
    starts = [n for n, line in enumerate(page.lines) if len(line.text) >= _PARAGRAPH and split_dateline(line.text, outlet)]
    if len(starts) < _DATED:
        return ()
    ends = [*starts[1:], len(page.lines)]
    return tuple(
        Listed(_headline_above(page, start), "", tuple(page.lines[start:end]), start)
        for start, end in zip(starts[:_MOST], ends[:_MOST], strict=True)
    )


def _is_headline(line: Line) -> bool:
    return line.tag in _HEADINGS and len(line.text) >= _SHORTEST_HEADLINE and line.linked >= _LINKED * len(line.text)


def _paragraphs(lines: Sequence[Line]) -> list[Line]:
    return [line for line in lines if len(line.text) >= _PARAGRAPH and line.linked < _LINKED * len(line.text)]


def _headline_above(page: Outline, start: int) -> str | None:
    """The nearest line above a dateline that may be a headline."""
    for line in reversed(page.lines[max(start - 4, 0) : start]):
        if _SHORTEST_HEADLINE <= len(line.text) < 200 and not line.text.endswith(".") and len(line.text.split()) > 3:
            return line.text
    return None


def _links(tree: LexborHTMLParser, url: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for node in tree.css("h1 a[href], h2 a[href], h3 a[href], h4 a[href], h5 a[href], a[href] > h2, a[href] > h3"):
        link = node if node.tag == "a" else node.parent
        text = clean_line(node.text())
        try:
            address = urljoin(url, ((link.attributes.get("href") if link else None) or "").strip())
        except ValueError:
            continue
        if text and is_web_address(address) and (not url or same_site(address, url)):
            found.setdefault(text, address)
    return found
