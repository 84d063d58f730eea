"""Yang perlu diputuskan hari ini: at most three, each with the fact that triggered it."""

from __future__ import annotations

from reports.content import Block, Column, Line, Note, Section, Table, line, span
from reports.decisions import MOST, Decision, decisions
from reports.view import View
from reports.wording import number, shorten

ORDER = 10
TITLE = "Yang perlu diputuskan"

_COLUMNS = (Column("Isu dan pemicunya", 0.48), Column("Saran", 0.24), Column("OPD", 0.16), Column("Tenggat", 0.12))


def build(view: View) -> Section:
    """A table of decisions, or one calm sentence."""
    asked = decisions(view)
    blocks: list[Block] = []
    if asked:
        blocks.append(Table(_COLUMNS, tuple(_row(view, decision) for decision in asked[:MOST])))
    else:
        blocks.append(Note(line(view.nothing("Tidak ada yang perlu diputuskan saat ini."))))
    if len(asked) > MOST:
        blocks.append(
            Note(line(span(f"{number(len(asked) - MOST)} hal lain memenuhi aturan yang sama; lihat bagian di bawah.", role="quiet")))
        )
    return Section(key="keputusan", title=f"{TITLE} {view.period.words.now}", blocks=tuple(blocks))


def _row(view: View, decision: Decision) -> tuple[Line, ...]:
    issue = line(span(shorten(decision.issue, 140), decision.url, "strong"), span(shorten(decision.trigger, 160), role="under"))
    return (
        issue,
        line(decision.advice),
        line(decision.office),
        line(span(view.by(decision.due), role="strong")),
    )
