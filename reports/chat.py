"""The brief as one chat message: plain text for WhatsApp and Telegram, one to three screens of a phone, the same content as the pages.

It says what could not be heard, what is to be decided, what is talked about, and what needs checking; all else is in the PDF. Where a
message would be too long the least goes first, and the last lines say so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from reports.content import Block, BriefContent, Entry, Glance, Line, Note, Section, Table, Trend
from reports.harmless import harmless
from reports.letters import clean, web_address
from reports.wording import number, shorten

LIMIT = 4096
"""A message holds fewer UTF-16 units than this: Telegram counts so, and no other count of characters is higher."""

_TOLD = ("keputusan", "konklusi", "isu", "verifikasi")
_FOLLOWED = "tindak-lanjut"
_LIMITS = "keterbatasan"
_LONGEST_NAME = 120
_LONGEST_CELL = 90
_LONGEST_DESK = 500
SAMPLE = "CONTOH: semua media, orang, dan peristiwa di sini karangan."
"""What a sample says of itself."""

# What a program may read as formatting or leave off the end of an address, written as RFC 3986 (section 2.1) lets it be written.
_FRAGILE = re.compile(r"(?<![A-Za-z0-9])[*_~]|[*_~](?![A-Za-z0-9])|[.,:;!?'()\]]$")


@dataclass(frozen=True, slots=True)
class Step:
    """How much is said: ``entries`` of a list, the most characters of a ``text``, an ``alert``, an address and a ``reason`` (0: none).

    ``without`` names what the message then lacks.
    """

    entries: int
    text: int
    alert: int
    url: int
    reason: int
    without: str


STEPS = (
    Step(6, 160, 700, 100, 110, ""),
    Step(6, 160, 700, 0, 110, "tanpa tautan"),
    Step(6, 140, 500, 0, 0, "tanpa tautan dan alasan"),
    Step(6, 90, 400, 0, 0, "tanpa tautan dan alasan, teks dipotong"),
    Step(5, 60, 300, 0, 0, "tanpa tautan dan alasan, teks dipotong"),
    Step(3, 45, 200, 0, 0, "tanpa tautan dan alasan, teks dipotong, hanya bagian dan butir teratas"),
)
"""From the whole message to the shortest that is still worth sending."""


def chat_text(content: BriefContent) -> str:
    """The message: lines of plain text, shorter than :data:`LIMIT`. It is for sending as it stands, without any markup mode."""
    for step in STEPS:
        parts = ["\n".join(part) for part in _parts(content, step) if part]
        if units("\n\n".join(parts)) < LIMIT:
            break
    while units("\n\n".join(parts)) >= LIMIT:
        del parts[-2]  # the head and the foot stay
    return "\n\n".join(parts)


def units(text: str) -> int:
    """How long Telegram says it is: UTF-16 code units, two for an emoji."""
    return len(text.encode("utf-16-le")) // 2


def _parts(content: BriefContent, step: Step) -> Iterator[list[str]]:
    yield _head(content)
    notes = (block for section in content.sections for block in section.blocks if isinstance(block, Note))
    alerts = " ".join(_words(note.text) for note in notes if note.alert)
    yield [f"PERHATIAN: {_said(alerts, step.alert)}"] if alerts else []
    yield [*_answers(content)]
    for section in content.sections:
        if section.key in _TOLD:
            yield [_said(section.title, _LONGEST_NAME).upper(), *_section(section, step)]
    yield [*_corrections(content, step)]
    yield _foot(content, step)


def _head(content: BriefContent) -> list[str]:
    lines = [
        f"{_said(content.title, _LONGEST_NAME).upper()} – {_said(content.date_text, _LONGEST_NAME)}",
        f"{_said(content.office, _LONGEST_NAME)}, edisi {content.edition}",
    ]
    return [*lines, SAMPLE] if content.sample else lines


def _answers(content: BriefContent) -> Iterator[str]:
    glances = (block for section in content.sections if section.place == "lead" for block in section.blocks if isinstance(block, Glance))
    for answer in (answer for glance in glances for answer in glance.answers):
        yield f"{number(answer.value)} {_said(answer.unit, _LONGEST_NAME)}: {_said(answer.text, _LONGEST_NAME)}"


def _section(section: Section, step: Step) -> Iterator[str]:
    """Its lists, cut to so many entries, and its notes; a warning stands at the head of the message already."""
    entries = [lines for block in section.blocks for lines in _entries(block, step)]
    for lines in entries[: step.entries]:
        yield from lines
    if len(entries) > step.entries:
        yield f"dan {number(len(entries) - step.entries)} lainnya."
    notes = [block for block in section.blocks if isinstance(block, Note) and not block.alert]
    for note in notes[: step.entries]:
        yield _said(_words(note.text), 2 * step.text)


def _entries(block: Block, step: Step) -> Iterator[list[str]]:
    if isinstance(block, Entry):
        yield _issue(block, block.trend, step) if block.trend else _claim(block, step)
    elif isinstance(block, Table):
        for place, row in enumerate(block.rows, 1):
            yield _row(place, block, row, step)


def _issue(entry: Entry, trend: Trend, step: Step) -> list[str]:
    """One line; the address only where something grows, which is where one looks."""
    grown = ", ".join(_said(text, _LONGEST_CELL) for text in (f"{number(trend.value)} {trend.unit}", trend.word, *trend.changes[:1]))
    link = _link(entry.title, step) if trend.direction == "up" else []
    return [f"{_mark(entry)} {_said(_words(entry.title), step.text)}: {grown}", *link]


def _claim(entry: Entry, step: Step) -> list[str]:
    """The quoted claim, where it was read, and why it was marked."""
    where = "".join(f" ({_said(part.text, _LONGEST_CELL)})" for part in entry.title[1:2])
    lines = [f"{_mark(entry)} {_said(_words(entry.title[:1]), step.text)}{where}"]
    if step.reason and entry.lines:
        lines.append(_said(_words(entry.lines[0]), step.reason))
    return [*lines, *_link(entry.title, step)]


def _row(place: int, table: Table, row: tuple[Line, ...], step: Step) -> list[str]:
    """What it is about, with what stands under it where there is room for reasons, then every other cell by the name of its column."""
    first = [part for part in row[0] if part.role != "under"]
    under = " ".join(part.text for part in row[0] if part.role == "under")
    cells = zip(table.columns[1:], row[1:], strict=True)
    named = [f"{_said(column.title, _LONGEST_CELL)}: {_said(_words(cell), _LONGEST_CELL).rstrip('.')}" for column, cell in cells]
    lines = [f"{number(place)}) {_said(_words(tuple(first)), step.text)}"]
    if under and step.reason:
        lines.append(_said(f"Pemicu: {under}", step.reason))
    return [*lines, ". ".join(named) + "."] if named else lines


def _corrections(content: BriefContent, step: Step) -> Iterator[str]:
    """What earlier editions told wrongly: notes with a head, among those on what was asked before."""
    notes = (block for section in content.sections if section.key == _FOLLOWED for block in section.blocks if isinstance(block, Note))
    headed = [note for note in notes if note.text and note.text[0].role == "strong"]
    for note in headed[: step.entries]:
        yield _said(_words(note.text), 2 * step.text)
    if len(headed) > step.entries:
        yield f"dan {number(len(headed) - step.entries)} ralat lain."


def _foot(content: BriefContent, step: Step) -> list[str]:
    notes = [block for section in content.sections if section.key == _LIMITS for block in section.blocks if isinstance(block, Note)]
    lines = [_said(_words(note.text), 250) for note in notes[-1:]]
    if step.without:
        lines.append(f"Dipendekkan agar muat satu pesan: {step.without}.")
    address = web_address(content.desk)
    desk = f" Meja verifikasi: {_address(address)}" if address and len(address) <= _LONGEST_DESK else ""
    return [*lines, f"Selengkapnya, dengan sumber tiap kalimat, di PDF (hash isi {content.content_hash[:12]}).{desk}"]


def _link(line: Line, step: Step) -> list[str]:
    """The first address of a line on a line of its own, where it is short enough to be worth it."""
    address = next((part.url for part in line if part.url), None)
    return [_address(address)] if address and len(address) <= step.url else []


def _address(url: str) -> str:
    return _FRAGILE.sub(lambda sign: f"%{ord(sign.group()):02X}", url)


def _mark(entry: Entry) -> str:
    return f"{_said(entry.mark, 4)})"


def _words(line: Line) -> str:
    return " ".join(part.text for part in line if part.text)


def _said(text: str, limit: int) -> str:
    """At most so many characters that a reader sees; where signs cost more than they show (emoji, dots in words), fewer."""
    whole = clean(text)
    said = harmless(shorten(whole, limit))
    return said if units(said) <= 1.25 * limit + 8 else harmless(shorten(whole, limit // 2))
