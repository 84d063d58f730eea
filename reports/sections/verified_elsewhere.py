"""Sudah diverifikasi pihak lain: what fact-checkers published about the region lately, in their own words."""

from __future__ import annotations

from archive.records import FactCheck
from reports.content import Block, Column, Line, Note, Section, Table, line, span
from reports.view import View
from reports.wording import number, short_date, shorten

ORDER = 60
TITLE = "Sudah diverifikasi pihak lain"

MOST = 3
_PATTERNS = 2
_COLUMNS = (Column("Label penerbit", 0.17), Column("Cek fakta", 0.53), Column("Penerbit", 0.17), Column("Terbit", 0.13))


def build(view: View) -> Section:
    """The newest first; labels are quoted, never ours."""
    span_of = "sebulan terakhir" if view.period.edition == "bulanan" else "7 hari terakhir"
    blocks: list[Block] = []
    if view.recent_checks:
        blocks.append(Table(_COLUMNS, tuple(_row(view, check) for check in view.recent_checks[:MOST])))
    else:
        blocks.append(Note(line(f"Tidak ada cek fakta tentang wilayah ini yang terbit dalam {span_of}.")))
    if len(view.recent_checks) > MOST:
        blocks.append(
            Note(line(span(f"{number(len(view.recent_checks) - MOST)} cek fakta lain tidak dimuat di halaman ini.", role="quiet")))
        )
    blocks += [_pattern(check) for check in _patterns(view)]
    return Section("terverifikasi", f"{TITLE}, {span_of}" if view.recent_checks else TITLE, tuple(blocks))


def _patterns(view: View) -> list[FactCheck]:
    """Fact-checks of the same form filled with other names and places, as far as a claim of this list brought them up."""
    shown = {check.id for check in view.recent_checks[:MOST]}
    alike = (check for one in view.flagged for check, match in one.checks if match and match.template)
    return list({check.id: check for check in alike if check.id not in shown}.values())[:_PATTERNS]


def _pattern(check: FactCheck) -> Note:
    label = f", label “{shorten(check.native_label, 40)}”" if check.native_label else ""
    head = span("Pola yang sama dengan isian lain:", role="strong")
    return Note(line(head, span(shorten(check.title, 140), check.url), span(f"({check.publisher}{label})", role="quiet")))


def _row(view: View, check: FactCheck) -> tuple[Line, ...]:
    when = short_date(check.published_at.astimezone(view.zone).date()) if check.published_at else "–"
    label = shorten(check.native_label, 28) if check.native_label else "tanpa label"
    return (
        line(span(label, role="strong")),
        line(span(shorten(check.title, 140), check.url)),
        line(shorten(check.publisher, 30)),
        line(when),
    )
