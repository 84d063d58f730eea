"""Two pages hold the brief, however busy the day: when they do not, the least is left out first.

Each step takes more than the one before, and only from length: never an issue, a claim, its nearest fact-check or a decision. Facts stand
in order of worth, so contradicting numbers outlast events, and events outlast tone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from reports.content import Block, BriefContent, Entry, Line, Table, span
from reports.wording import number, shorten

PAGES = 2


@dataclass(frozen=True, slots=True)
class Step:
    """What is kept of an entry.

    ``sentences`` of an issue with so many ``sources`` each, ``facts`` in lines, and the most characters of a stretch of ``text``, a
    ``title`` and a ``fact``.
    """

    sentences: int
    sources: int
    facts: int
    text: int
    title: int
    fact: int


STEPS = (
    None,
    Step(3, 4, 6, 230, 150, 200),
    Step(3, 3, 5, 200, 150, 170),
    Step(2, 3, 5, 170, 120, 150),
    Step(2, 2, 4, 150, 105, 130),
    Step(1, 3, 4, 150, 105, 130),
    Step(1, 2, 3, 110, 90, 110),
    Step(1, 2, 2, 95, 80, 100),
    Step(1, 1, 2, 75, 60, 80),
    Step(1, 1, 2, 45, 32, 60),
    Step(1, 1, 1, 45, 32, 40),
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
    kept = [_fewer_sources(line, step.sources) for line in block.lines[: step.sentences]] if block.trend else block.lines
    return replace(
        block,
        title=_cut_line(block.title, step.title),
        lines=tuple(_cut_line(line, step.text) for line in kept),
        facts=tuple(_cut_line(line, step.fact) for line in block.facts[: step.facts]),
        trend=block.trend and replace(block.trend, changes=tuple(shorten(change, step.fact) for change in block.trend.changes)),
    )


def _fewer_sources(line: Line, most: int) -> Line:
    """``line`` with its first ``most`` sources, and how many more there are."""
    linked = [at for at, part in enumerate(line) if part.role == "quiet" and part.url]
    if len(linked) <= most:
        return line
    return (*line[: linked[most - 1] + 1], span(f"dan {number(len(linked) - most)} sumber lain", role="quiet"))


def _cut_line(line: Line, longest: int) -> Line:
    return tuple(replace(part, text=shorten(part.text, longest)) for part in line)
