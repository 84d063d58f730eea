"""Two pages hold the brief, however busy the day: when they do not, the least is left out first.

Each step takes more than the one before, and only from length: never an issue, a claim, its nearest fact-check or a decision.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from reports.content import Block, BriefContent, Entry, Line, Table
from reports.wording import shorten

PAGES = 2


@dataclass(frozen=True, slots=True)
class Step:
    """What is kept: sentences of an issue, and the most characters of a stretch of text, a heading and a fact."""

    sentences: int
    text: int
    title: int
    fact: int


STEPS = (
    None,
    Step(3, 170, 150, 150),
    Step(2, 170, 120, 130),
    Step(2, 130, 105, 110),
    Step(1, 130, 105, 100),
    Step(1, 95, 80, 90),
    Step(1, 75, 60, 80),
    Step(1, 45, 32, 40),
)
"""From the whole content to the shortest that is still worth reading."""


def shortened(content: BriefContent, step: Step | None) -> BriefContent:
    """``content`` with what stands before the annex cut to ``step``; ``None`` keeps all of it."""
    if step is None:
        return content
    sections = tuple(
        section if section.place == "annex" else replace(section, blocks=tuple(_cut(block, step) for block in section.blocks))
        for section in content.sections
    )
    return replace(content, sections=sections)


def _cut(block: Block, step: Step) -> Block:
    if isinstance(block, Table):
        return replace(block, rows=tuple(tuple(_cut_line(cell, step.title) for cell in row) for row in block.rows))
    if not isinstance(block, Entry):
        return block
    kept = block.lines[: step.sentences] if block.trend else block.lines
    return replace(
        block,
        title=_cut_line(block.title, step.title),
        lines=tuple(_cut_line(line, step.text) for line in kept),
        facts=tuple(_cut_line(line, step.fact) for line in block.facts),
    )


def _cut_line(line: Line, longest: int) -> Line:
    return tuple(replace(part, text=shorten(part.text, longest)) for part in line)
