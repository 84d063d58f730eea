"""Who wrote a story, where no line of credits says it: in the page's data, in elements made for it, or alone under the title."""

from __future__ import annotations

import re
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from extractors.credits import is_name, people
from extractors.dates import BELOW_TITLE, LONGEST_INFO, holds_a_date
from extractors.markup import ARTICLES, linked_data, meta_of, short_text
from extractors.origin import is_own
from extractors.outline import Outline
from extractors.rules import rules
from extractors.text import clean_line

_MOST_PEOPLE = 8
_LONGEST_NAME = 60
_AUTHOR_WORDS = ("author-name", "author_name", "nama-penulis", "penulis", "reporter", "wartawan", "byline")
_AUTHOR_BOXES = ", ".join(f'[class*="{word}"]' for word in _AUTHOR_WORDS)


def authors_of(tree: LexborHTMLParser, own: frozenset[str]) -> tuple[str, ...]:
    """The authors that JSON-LD, an element marked for them or ``<meta>`` names; ``own`` are names of the outlet."""
    named: list[str] = []
    for thing in linked_data(tree, ARTICLES):
        named += _names(thing.get("author"), tree)
    if found := people("; ".join(named), own):
        return found
    for name in (meta_of(tree, "author"), meta_of(tree, "article:author"), meta_of(tree, "dable:author"), meta_of(tree, "content_Author")):
        if name and len(name) <= 120 and "://" not in name and (found := people(name, own)):
            return found
    if rules().author_label.fullmatch(meta_of(tree, "twitter:label1") or "") and (found := people(meta_of(tree, "twitter:data1"), own)):
        return found
    for node in [*tree.css('[rel~="author"], [itemprop="author"]')[:3], *tree.css(_AUTHOR_BOXES)[:3]]:
        text = short_text(node)
        if text and len(text) <= _LONGEST_NAME and not rules().no_name.search(text) and (found := people(text.split(":")[-1], own)):
            return found
    return ()


def editor_of(tree: LexborHTMLParser, own: frozenset[str]) -> str | None:
    """The editor that JSON-LD or ``<meta>`` names."""
    named = [name for thing in linked_data(tree, ARTICLES) for name in _names(thing.get("editor"), tree)]
    found = people("; ".join(named), own) or people(meta_of(tree, "editor") or meta_of(tree, "content_Editor"), own)
    return ", ".join(found) or None


def lone_author(page: Outline, title: str | None, own: frozenset[str]) -> tuple[str, ...]:
    """The name that stands under the title without any label, next to the date."""
    place = page.place_of(title)
    if place is None:
        return ()
    near = page.lines[place + 1 : place + 1 + BELOW_TITLE]
    dated = {n for n, line in enumerate(near) if len(line.text) <= LONGEST_INFO and holds_a_date(line.text)}
    for n, line in enumerate(near):
        if line.tag in ("h1", "h2", "h3", "h4", "h5", "th") or len(line.text) > LONGEST_INFO:
            continue
        before, _, behind = line.text.partition(" - ")
        name = re.sub(r"^(?:oleh|by)\s*:?\s+", "", before if behind and is_own(behind, own) else line.text, flags=re.IGNORECASE)
        if (
            is_name(name)
            and not rules().no_name.search(name)
            and name.casefold() not in rules().towns
            and {n - 2, n - 1, n + 1, n + 2} & dated
        ):
            return people(name, own)
    return ()


def _names(value: Any, tree: LexborHTMLParser) -> list[str]:
    """The names of people in a value of JSON-LD, which may be a name, a person, a reference to one, or a list of these."""
    named: list[str] = []
    for one in (value if isinstance(value, list) else [value])[:_MOST_PEOPLE]:
        if isinstance(one, dict) and "name" not in one and "@id" in one:
            one = next((thing for thing in linked_data(tree, frozenset({"Person"})) if thing.get("@id") == one["@id"]), one)
        if isinstance(one, dict):
            names = one.get("name") if "Organization" not in str(one.get("@type")) else None
            named += [name for name in (names if isinstance(names, list) else [names]) if isinstance(name, str)]
        elif isinstance(one, str) and "://" not in one:
            named.append(one)
    return [name for raw in named if (name := clean_line(raw))]
