"""Tindak lanjut dan ralat: what became of what was asked before, and what earlier editions told wrongly."""

from __future__ import annotations

from archive.records import Correction
from reports.content import Block, Column, Line, Note, Section, Table, line, span
from reports.follow_up import LONGEST, Followed
from reports.view import View
from reports.wording import STANCES, day_month, long_day, number, shorten, state

ORDER = 70
TITLE = "Tindak lanjut dan ralat"

_COLUMNS = (Column("Yang diminta", 0.5), Column("Keadaan sekarang", 0.5))


def build(view: View) -> Section:
    """A row for everything that was asked, and a note for every correction."""
    blocks: list[Block] = []
    if view.followed:
        blocks.append(Table(_COLUMNS, tuple(_row(view, followed) for followed in view.followed)))
    blocks += [_correction(correction) for correction in view.corrections]
    if not blocks:
        blocks.append(Note(line(f"Tidak ada permintaan dari taklimat {view.period.words.before} dan tidak ada ralat.")))
    return Section("tindak-lanjut", TITLE, tuple(blocks))


def _row(view: View, followed: Followed) -> tuple[Line, ...]:
    asked = followed.asked
    request = span(f"{asked.advice.rstrip('.')} ({asked.office}, {day_month(asked.day)}).", role="under")
    return line(span(shorten(asked.issue, 110)), request), line(shorten(_now(view, followed), 150))


def _now(view: View, followed: Followed) -> str:
    parts = []
    if followed.case:
        parts.append(f"Kasus {state(followed.case.state)}")
    if followed.answer:
        who = followed.answer.office or followed.answer.speaker or "narasumber"
        parts.append(f"sejak itu {STANCES[followed.answer.stance]} {who}, {view.when(followed.answer.at)}")
    if followed.issue:
        parts.append(f"{number(followed.issue.total)} item {view.period.words.now}, fase {followed.issue.phase}")
    elif view.nights:
        parts.append(f"tidak muncul lagi {view.period.words.now}")
    else:
        parts.append(f"{view.period.words.now} belum dianalisis")
    return "; ".join(parts) + "."


def _correction(correction: Correction) -> Note:
    head = span(f"Ralat atas taklimat {correction.edition} {long_day(correction.day)}:", role="strong")
    return Note(line(head, span(shorten(correction.text, LONGEST), correction.url)))
