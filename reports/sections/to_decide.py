"""Yang perlu diputuskan hari ini: at most three, each with the fact that triggered it."""

from __future__ import annotations

from reports.content import Block, Column, Line, Note, Section, Table, line, span
from reports.day import DayView
from reports.decisions import MOST, Decision, decisions
from reports.wording import number, office_time, shorten

ORDER = 10
TITLE = "Yang perlu diputuskan hari ini"

_COLUMNS = (Column("Isu dan pemicunya", 0.51), Column("Saran", 0.22), Column("OPD", 0.12), Column("Tenggat hari ini", 0.15))


def build(day: DayView) -> Section:
    """A table of decisions, or one calm sentence."""
    asked = decisions(day)
    blocks: list[Block] = []
    if asked:
        blocks.append(Table(_COLUMNS, tuple(_row(day, decision) for decision in asked[:MOST])))
    else:
        blocks.append(Note(line(day.nothing("Tidak ada yang perlu diputuskan pagi ini."))))
    if len(asked) > MOST:
        blocks.append(
            Note(line(span(f"{number(len(asked) - MOST)} hal lain memenuhi aturan yang sama; lihat bagian di bawah.", role="quiet")))
        )
    return Section(key="keputusan", title=TITLE, blocks=tuple(blocks))


def _row(day: DayView, decision: Decision) -> tuple[Line, ...]:
    issue = line(span(shorten(decision.issue, 140), decision.url, "strong"), span(shorten(decision.trigger, 160), role="under"))
    return (
        issue,
        line(decision.advice),
        line(decision.office),
        line(span(office_time(decision.due, day.zone), role="strong")),
    )
