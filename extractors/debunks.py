"""One page of a fact-checker as the verdicts it states, each with the claim it is about.

A verdict may stand in the page's JSON-LD, in the headline, in a line of its own ("Rating: …", "[KATEGORI]: …"), in a box above the text,
or only in the words of its conclusion; a page may also gather several claims under headings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from extractors import ExtractorError
from extractors.addresses import canonical_url, is_web_address, same_site
from extractors.claimreview import ClaimReview
from extractors.markup import lines_of, parse
from extractors.sections import Part, circulated, opening, parts_of
from extractors.text import clean_line
from extractors.verdicts import label_of, verdict_in, verdict_in_prose

_BOXES = "article, main, section.article--main, .entry-content, .post-content, .detail-text, .read__content"
_GATHERED = re.compile(
    r"(?:\W*cek\s*fakta\W+)?(?:(?:kumpulan|deretan|daftar|sederet|rangkuman|sejumlah|aneka|ragam|top)\b.{0,40}|(?:\d{1,2}|[a-z]{3,8})\s+)"
    r"\b(?:hoaks|hoax|kabar\s+bohong|informasi\s+(?:palsu|keliru|hoaks)|klaim\s+(?:palsu|keliru)|cek\s+fakta|disinformasi)\b.*"
    r"|(?:\W*cek\s*fakta\W+)?(?:hoaks|hoax|kabar\s+bohong)\s+(?:terpopuler|pekan\s+ini|sepekan|seputar|tentang|soal)\b.*",
    re.IGNORECASE | re.DOTALL,
)
_NUMBERED = re.compile(r"\s*\d{1,2}\s*[.)]\s+(.*)", re.DOTALL)
_MORE = re.compile(r"selengkapnya|di\s*sini|tautan\s+ini|baca\s+juga|cek\s+fakta|artikel\s+berikut", re.IGNORECASE)
_ENOUGH_WORDS = 3
_MOST_CLAIMS = 30
_BOX_LINE = 40
_CLOSING = 3  # paragraphs
_HEAD = 200  # lines
_MOST_BOXES = 20
_SAYS_MORE = frozenset({"scam_or_impersonation", "satire", "manipulated", "out_of_context", "misleading"})


@dataclass(frozen=True, slots=True)
class Piece:
    """One of the claims that a page gathers: its heading, the text below it, and the page of its own where the heading leads to one."""

    title: str
    text: str
    url: str | None


@dataclass(frozen=True, slots=True)
class Debunk:
    """What the text of a page says; ``pieces`` is empty except for a page that gathers several claims under headings."""

    parts: dict[Part, str]
    lines: tuple[str, ...]
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """One claim and the checker's own word about it, which is ``None`` where the page gives none."""

    claim: str
    native: str | None


def read_debunk(html: bytes, url: str, title: str, selector: str | None, content_type: str | None = None) -> Debunk:
    """Read the parts of a page; ``selector`` finds its text where general rules do not.

    Raises:
        ExtractorError: nothing is left of the page.
    """
    tree, _ = parse(html, content_type)
    box = _box(tree, selector)
    if box is None:
        raise ExtractorError("halaman kosong")
    headings = frozenset(text for node in box.css("strong, b, h2, h3, h4, h5") if (text := clean_line(node.text())) and len(text) < 60)
    lines = lines_of(box)
    return Debunk(parts_of(lines, headings), tuple(lines), tuple(_pieces(box, url)) if gathers(title) else ())


def gathers(title: str) -> bool:
    """Whether a headline announces several claims at once ("Kumpulan hoaks …", "5 hoaks …")."""
    return _GATHERED.fullmatch(title[:500]) is not None


def finding(title: str, debunk: Debunk | None, review: ClaimReview | None = None, *, feed_text: str | None = None) -> Finding:
    """The claim of a page and the word for it, from the most explicit place that states them; ``feed_text`` is all a closed page leaves."""
    headline, announced = verdict_in(title)
    parts = debunk.parts if debunk else parts_of((feed_text or "").split("\n"))
    lines = debunk.lines if debunk else tuple((feed_text or "").split("\n"))
    return Finding(_claim(announced, parts, lines, review), _native(headline, parts, lines, review))


def _claim(announced: str, parts: dict[Part, str], lines: Sequence[str], review: ClaimReview | None) -> str:
    said = review.claim if review else None
    if said and _bare(verdict_in(said)[1]) != _bare(announced):
        return said
    if stated := parts.get("claim"):
        return stated.split("\n")[0]
    # What stands above the title is of the page, not of the check.
    start = next((place + 1 for place, line in enumerate(lines[:_HEAD]) if _bare(verdict_in(line)[1]) == _bare(announced)), 0)
    told = circulated(parts["narrative"]) if "narrative" in parts else opening(lines[start:])
    if told and len(told.split()) >= _ENOUGH_WORDS:
        return told
    return verdict_in(said)[1] if said else announced


def _native(headline: str | None, parts: dict[Part, str], lines: Sequence[str], review: ClaimReview | None) -> str | None:
    stated = review.label if review else None
    rating, category = ((parts.get(part) or "").split("\n")[0].strip() or None for part in ("rating", "category"))
    if stated and headline and label_of(stated) == "false" and label_of(headline) in _SAYS_MORE:
        return f"{headline} ({stated})"
    if known := next((word for word in (stated, rating) if label_of(word) != "unknown"), None):
        return known
    if label_of(headline) != "unknown":
        # How a thing deceives is another matter than whether it is true, and both words are the checker's.
        more = category if label_of(category) != "unknown" and _bare(category or "") != _bare(headline or "") else None
        return f"{headline} ({more})" if more else headline
    if label_of(category) != "unknown":
        return category
    found = _boxed(lines) or _concluded(parts, lines) or (review.degree if review else None)
    return found or stated or headline or rating or category


def _boxed(lines: Sequence[str]) -> str | None:
    """The word of a box such as "hoaks! Berdasarkan verifikasi …", on one line or on two."""
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        word, _, rest = line.partition("!") if "!" in line[:_BOX_LINE] else (line, "", "")
        because = (rest or following).strip().casefold()
        if len(word) <= _BOX_LINE and because.startswith("berdasarkan") and label_of(word) != "unknown":
            return word.strip()
    return None


def _concluded(parts: dict[Part, str], lines: Sequence[str]) -> str | None:
    if "conclusion" in parts:
        return verdict_in_prose(parts["conclusion"])
    text = (parts.get("explanation") or "").split("\n") if "explanation" in parts else lines
    closing = [line for line in text if len(line) > _BOX_LINE][-_CLOSING:]
    return next((word for line in reversed(closing) if (word := verdict_in_prose(line))), None)


def _box(tree: LexborHTMLParser, selector: str | None) -> LexborNode | None:
    for one in filter(None, (selector, _BOXES)):
        boxes = [node for node in tree.css(one)[:_MOST_BOXES] if lines_of(node)]
        if boxes:
            return max(boxes, key=lambda node: len(node.text()))
    return tree.body


def _pieces(box: LexborNode, url: str) -> Iterator[Piece]:
    """The claims of a compilation: headings of one level that state a verdict or are numbered, with the text up to the next."""
    found: list[tuple[str, str | None]] = []
    for node in box.css("h2, h3, h4, p > strong:first-child, p > b:first-child")[: 10 * _MOST_CLAIMS]:
        text = clean_line(node.text()) or ""
        alone = node.tag not in ("strong", "b") or text == clean_line(node.parent.text() if node.parent else "")
        numbered = _NUMBERED.fullmatch(text)
        heading = numbered[1] if numbered else text
        if alone and len(heading.split()) >= _ENOUGH_WORDS and (numbered or verdict_in(heading)[0] or _links(node, url)):
            found.append((text, _links(node, url)))
    lines = lines_of(box)
    places = [(lines.index(text), text, link) for text, link in found if text in lines][:_MOST_CLAIMS]
    if len(places) < 2:
        return
    for (start, text, link), following in zip(places, [*places[1:], (len(lines), "", None)], strict=True):
        numbered = _NUMBERED.fullmatch(text)
        yield Piece(numbered[1] if numbered else text, "\n\n".join(lines[start + 1 : following[0]]), link or _leads_to(box, text, url))


def _links(node: LexborNode, url: str) -> str | None:
    link = node if node.tag == "a" else node.css_first("a[href]")
    return _own_page(link.attributes.get("href"), url) if link else None


def _leads_to(box: LexborNode, heading: str, url: str) -> str | None:
    """The page that the text below a heading sends its readers to for the whole check."""
    below = False
    for node in box.css("h2, h3, h4, strong, b, a[href]"):
        text = clean_line(node.text()) or ""
        if node.tag != "a":
            if below and text != heading and _NUMBERED.fullmatch(text):
                return None
            below = below or text == heading
        elif below and _MORE.search(text) and (target := _own_page(node.attributes.get("href"), url)):
            return target
    return None


def _own_page(href: str | None, url: str) -> str | None:
    try:
        address = urljoin(url, (href or "").strip())
    except ValueError:
        return None
    path = urlsplit(address).path if is_web_address(address) else ""
    if not same_site(address, url) or path.count("-") < _ENOUGH_WORDS or "/tag/" in path:
        return None
    return None if canonical_url(address) == canonical_url(url) else canonical_url(address)


def _bare(text: str) -> str:
    return re.sub(r"\W+", " ", text).strip().casefold()
