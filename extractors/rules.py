"""The patterns of ``boilerplate.toml``, compiled once."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from extractors import ExtractorError

_FILE = "boilerplate.toml"
Pattern = re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Rules:
    """One field per entry of the file; see there what each pattern is for."""

    cut: Pattern
    drop: Pattern
    stop: Pattern
    date_line: Pattern
    credit: Pattern
    named_label: Pattern
    lone_label: Pattern
    author_labels: frozenset[str]
    editor_labels: frozenset[str]
    report_of: Pattern
    caption: Pattern
    photographer: Pattern
    towns: frozenset[str]
    never_towns: frozenset[str]
    paid: Pattern
    handout: Pattern
    paid_line: Pattern
    paid_title: Pattern
    paid_path: Pattern
    paid_note: Pattern
    paid_class: Pattern
    chatter_names: Pattern
    caption_names: Pattern
    published: tuple[str, ...]
    dated_label: Pattern
    listing_path: Pattern
    listing_title: Pattern
    missing_line: Pattern
    roundup_title: Pattern
    photo_title: Pattern
    photo_path: Pattern
    locked_line: Pattern
    locked_wide: Pattern
    section_title: Pattern
    page_link: Pattern
    reused: Pattern
    agency: Pattern
    outlet_word: Pattern
    nobody: Pattern
    no_name: Pattern
    author_label: Pattern
    by: Pattern
    missing_title: Pattern
    refused_title: Pattern


@cache
def rules() -> Rules:
    """The rules that come with the project.

    Raises:
        ExtractorError: an entry is missing or is no regular expression; the message names it.
    """
    return read_rules(files("extractors").joinpath(_FILE).read_text(encoding="utf-8"))


def read_rules(text: str) -> Rules:
    """The rules in the text of a file; raises ExtractorError as :func:`rules` does."""
    try:
        table: dict[str, Any] = tomllib.loads(text)
        credit, dateline, ending, page, origin = (table[name] for name in ("credit", "dateline", "ending", "page", "origin"))
        labels = _any_of([_words(label) for label in [*credit["author"], *credit["editor"], *credit["other"]]])
        return Rules(
            cut=_pattern(table["cut"]),
            drop=_pattern(table["drop"]),
            stop=_pattern(table["stop"]),
            date_line=_pattern(table["date_line"]),
            credit=_pattern(rf"(?<![^\s|,;/(*•>–—-])(?P<labels>{labels}(?:\s*/\s*{labels})*)\s*:\s*"),
            named_label=_pattern(rf"(?P<label>{labels})\s+(?P<name>(?-i:[A-Z])[\w.'’-]*(?:\s+(?-i:[A-Z])[\w.'’-]*){{1,3}})"),
            lone_label=_pattern(rf"(?P<labels>{labels})\s*:?"),
            author_labels=frozenset(label.casefold() for label in credit["author"]),
            editor_labels=frozenset(label.casefold() for label in credit["editor"]),
            report_of=_pattern(credit["report_of"]),
            caption=_pattern(table["caption"]["patterns"]),
            photographer=_pattern(table["caption"]["photographer"]),
            towns=frozenset(town.casefold() for town in dateline["towns"]),
            never_towns=frozenset(word.casefold() for word in dateline["never"]),
            paid=_pattern(ending["paid"]),
            handout=_pattern(ending["handout"]),
            paid_line=_pattern(ending["paid_line"]),
            paid_title=_pattern(ending["paid_title"]),
            paid_path=_pattern(ending["paid_path"]),
            paid_note=_pattern(ending["paid_note"]),
            paid_class=_pattern(ending["paid_class"]),
            chatter_names=_pattern(page["chatter_names"]),
            caption_names=_pattern(page["caption_names"]),
            published=tuple(page["published"]),
            dated_label=_pattern(page["dated_label"]),
            listing_path=_pattern(page["listing_path"]),
            listing_title=_pattern(page["listing_title"]),
            missing_line=_pattern(page["missing_line"]),
            roundup_title=_pattern(page["roundup_title"]),
            photo_title=_pattern(page["photo_title"]),
            photo_path=_pattern(page["photo_path"]),
            locked_line=_pattern(page["locked_line"]),
            locked_wide=_pattern(page["locked_wide"]),
            section_title=_pattern(page["section_title"]),
            page_link=_pattern(page["page_link"]),
            reused=_pattern(origin["reused"]),
            agency=_pattern(origin["agency"]),
            outlet_word=_pattern(origin["outlet_word"]),
            nobody=_pattern(credit["nobody"]),
            no_name=_pattern(credit["no_name"]),
            author_label=_pattern(credit["author_label"]),
            by=_pattern(credit["by"]),
            missing_title=_pattern(page["missing_title"]),
            refused_title=_pattern(page["refused_title"]),
        )
    except KeyError as error:
        raise ExtractorError(f"extractors/{_FILE}: {error.args[0]}: missing; put it back") from error
    except (tomllib.TOMLDecodeError, re.error) as error:
        raise ExtractorError(f"extractors/{_FILE}: {error}; put TOML patterns in single quotes") from error


def _any_of(patterns: Sequence[str]) -> str:
    return f"(?:{'|'.join(patterns)})"


def _pattern(patterns: str | Sequence[str]) -> Pattern:
    try:
        return re.compile(patterns if isinstance(patterns, str) else _any_of(patterns), re.IGNORECASE)
    except re.error as error:
        raise re.error(f"{patterns!r}: {error}") from error


def _words(label: str) -> str:
    return r"\s+".join(re.escape(word) for word in label.split())
