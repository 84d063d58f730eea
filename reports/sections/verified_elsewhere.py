"""Sudah diverifikasi pihak lain: what fact-checkers published about the region this week, in their own words."""

from __future__ import annotations

from archive.records import FactCheck
from reports.content import Block, Column, Line, Note, Section, Table, line, span
from reports.day import DayView
from reports.wording import number, short_date, shorten

ORDER = 60
TITLE = "Sudah diverifikasi pihak lain, 7 hari terakhir"

MOST = 4
_COLUMNS = (Column("Label penerbit", 0.17), Column("Cek fakta", 0.53), Column("Penerbit", 0.17), Column("Terbit", 0.13))


def build(day: DayView) -> Section:
    """The newest first; labels are quoted, never ours."""
    if not day.recent_checks:
        text = "Tidak ada cek fakta tentang wilayah ini yang terbit dalam tujuh hari terakhir."
        return Section("terverifikasi", TITLE, (Note(line(text)),))
    blocks: list[Block] = [Table(_COLUMNS, tuple(_row(day, check) for check in day.recent_checks[:MOST]))]
    if len(day.recent_checks) > MOST:
        blocks.append(
            Note(line(span(f"{number(len(day.recent_checks) - MOST)} cek fakta lain tidak dimuat di halaman ini.", role="quiet")))
        )
    return Section("terverifikasi", TITLE, tuple(blocks))


def _row(day: DayView, check: FactCheck) -> tuple[Line, ...]:
    when = short_date(check.published_at.astimezone(day.zone).date()) if check.published_at else "–"
    label = shorten(check.native_label, 28) if check.native_label else "tanpa label"
    return (
        line(span(label, role="strong")),
        line(span(shorten(check.title, 140), check.url)),
        line(shorten(check.publisher, 30)),
        line(when),
    )
