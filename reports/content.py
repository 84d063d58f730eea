"""What a brief says, apart from how it looks: sections made of a few kinds of block.

Sections choose among these blocks; every medium (a page, and whatever comes later) draws each kind once. Everything here is plain text
that has been cleaned, addresses that are http(s), and numbers: it turns into JSON as it stands, and the hash of that JSON names a brief.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from pydantic import TypeAdapter, ValidationError

from archive.records import Edition
from reports import ReportError
from reports.letters import clean, web_address

Role = Literal["plain", "strong", "quiet", "under"]
"""``under`` is quiet, on a line of its own below what went before."""

Place = Literal["lead", "page", "annex"]
Direction = Literal["up", "down", "flat"]


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text in one voice, perhaps a link. Made with :func:`span`, which cleans both."""

    text: str
    url: str | None
    role: Role


Line = tuple[Span, ...]


def span(text: str, url: str | None = None, role: Role = "plain") -> Span:
    """A clean stretch of text; an address that is not http(s) is left out and the text stays."""
    return Span(clean(text), web_address(url), role)


def line(*parts: str | Span) -> Line:
    """A line of several stretches; strings are plain ones. Spaces between stretches are the medium's business."""
    return tuple(part if isinstance(part, Span) else span(part) for part in parts)


@dataclass(frozen=True, slots=True)
class Note:
    """One sentence on its own. An alert is something that changes how the rest should be read."""

    text: Line
    alert: bool = False
    kind: Literal["note"] = field(default="note", init=False)


@dataclass(frozen=True, slots=True)
class Answer:
    """One cell of a :class:`Glance`: a number, what it counts, one line that says more, and the key of the section to go to."""

    value: int
    unit: str
    text: str
    target: str


@dataclass(frozen=True, slots=True)
class Glance:
    """The questions of the morning, answered side by side."""

    answers: tuple[Answer, ...]
    kind: Literal["glance"] = field(default="glance", init=False)


@dataclass(frozen=True, slots=True)
class Trend:
    """How much, and where it is going: ``history`` holds one number per window, oldest first, today last."""

    value: int
    unit: str
    word: str
    direction: Direction
    changes: tuple[str, ...]
    history: tuple[int, ...]
    spoken: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One issue or claim. ``lines`` stand in order of worth: where room is short the last is left out first."""

    mark: str
    title: Line
    lines: tuple[Line, ...]
    facts: tuple[Line, ...]
    trend: Trend | None = None
    kind: Literal["entry"] = field(default="entry", init=False)


@dataclass(frozen=True, slots=True)
class Column:
    """A table's column: its heading, its share of the width, and whether it holds numbers (set flush right)."""

    title: str
    share: float
    numeric: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of lines; a row never breaks across pages and the heading repeats."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Line, ...], ...]
    kind: Literal["table"] = field(default="table", init=False)


@dataclass(frozen=True, slots=True)
class Series:
    """One colour of a chart."""

    name: str
    values: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Bars:
    """A stacked bar chart from zero: ``labels`` name some bars (empty text for the rest), ``spoken`` says the same in words."""

    title: str
    unit: str
    source: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    spoken: str
    kind: Literal["bars"] = field(default="bars", init=False)


@dataclass(frozen=True, slots=True)
class Beside:
    """Two stacks of blocks next to each other."""

    left: tuple[Note | Table | Bars, ...]
    right: tuple[Note | Table | Bars, ...]
    kind: Literal["beside"] = field(default="beside", init=False)


Block = Note | Glance | Entry | Table | Bars | Beside


@dataclass(frozen=True, slots=True)
class Section:
    """A titled part. ``key`` is its address inside the document; the lead has no heading, the annex follows the pages."""

    key: str
    title: str
    blocks: tuple[Block, ...]
    place: Place = "page"


@dataclass(frozen=True, slots=True)
class BriefContent:
    """Everything one edition of the brief says.

    ``day`` is the date it bears, ``as_of`` the end of its window, an instant that does not depend on when it is printed. ``desk`` is the
    address of the desk, ``None`` where there is none.
    """

    edition: Edition
    day: date
    as_of: datetime
    office: str
    title: str
    date_text: str
    window_text: str
    sample: bool
    desk: str | None
    sections: tuple[Section, ...]

    def as_json(self) -> dict[str, Any]:
        """The content as JSON values: records as objects, lines as lists, dates in ISO 8601."""
        return {**asdict(self), "day": self.day.isoformat(), "as_of": self.as_of.isoformat()}

    @property
    def as_text(self) -> str:
        """The content as canonical JSON: sorted keys, no spaces, UTF-8. :meth:`from_text` reads it back."""
        return json.dumps(self.as_json(), sort_keys=True, ensure_ascii=False, separators=(",", ":"))

    @property
    def content_hash(self) -> str:
        """SHA-256 (64 hex digits) of :attr:`as_text`."""
        return hashlib.sha256(self.as_text.encode("utf-8")).hexdigest()

    @classmethod
    def from_text(cls, text: str) -> BriefContent:
        """The content that :attr:`as_text` wrote.

        Raises:
            ReportError: it was written in another form than this program's.
        """
        try:
            return _CONTENT.validate_json(text)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            where = ".".join(str(part) for part in first["loc"])
            raise ReportError(
                f"a stored brief cannot be read ({where}: {first['msg']}); it was kept by another version of the program"
            ) from error


_CONTENT = TypeAdapter(BriefContent)
