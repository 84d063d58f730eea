"""Two pages hold the brief, however busy the day: when they do not, the least is left out first.

Each step takes more than the one before, and only from length: never an issue, a claim, its nearest fact-check or a decision. Facts stand
in order of worth, so contradicting numbers outlast events, and events outlast tone. The page says when it was cut.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from reports.content import Block, BriefContent, Entry, Line, Table, span
from reports.wording import number, shorten

PAGES = 2


@dataclass(frozen=True, slots=True)
class Step:
    """What is kept before the annex.

    ``sentences`` of an issue with so many ``sources`` each, ``facts`` in lines, among them so many ``extras`` (quiet ones after the first),
    the most characters of a stretch of ``text``, a ``title`` and a ``fact``.
    """

    sentences: int
    sources: int
    facts: int
    extras: int
    text: int
    title: int
    fact: int


STEPS = (
    None,
    Step(3, 4, 5, 1, 230, 150, 220),
    Step(2, 4, 5, 1, 230, 150, 220),
    Step(2, 3, 4, 0, 230, 150, 220),
    Step(2, 2, 4, 0, 230, 140, 200),
    Step(1, 3, 4, 0, 230, 140, 200),
    Step(1, 2, 4, 0, 200, 130, 180),
    Step(1, 2, 3, 0, 200, 120, 170),
    Step(1, 1, 3, 0, 170, 110, 150),
    Step(1, 1, 3, 0, 130, 95, 130),
    Step(1, 1, 2, 0, 95, 80, 100),
    Step(1, 1, 2, 0, 75, 60, 80),
    Step(1, 1, 2, 0, 45, 32, 60),
    Step(1, 1, 1, 0, 45, 32, 40),
    Step(1, 1, 1, 0, 40, 22, 30),
    Step(1, 1, 1, 0, 28, 18, 22),
)
"""From the whole content to the shortest that is still worth reading: whole sentences go before any is cut in its middle."""


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
        facts=tuple(_cut_line(line, step.fact) for line in _kept(block.facts, step)),
        trend=block.trend and replace(block.trend, changes=tuple(shorten(change, step.fact) for change in block.trend.changes)),
    )


def _kept(facts: tuple[Line, ...], step: Step) -> list[Line]:
    """The facts that stay: what has a strong head is asked or advised, what is quiet tells more."""
    kept: list[Line] = list(facts[:1])
    extras = 0
    for fact in facts[1:]:
        quiet = fact[0].role == "quiet"
        extras += quiet
        if len(kept) < step.facts and not (quiet and extras > step.extras):
            kept.append(fact)
    return kept


def _fewer_sources(line: Line, most: int) -> Line:
    """``line`` with its first ``most`` sources, and how many more there are."""
    linked = [at for at, part in enumerate(line) if part.role == "quiet" and part.url]
    if len(linked) <= most:
        return line
    return (*line[: linked[most - 1] + 1], span(f"dan {number(len(linked) - most)} sumber lain", role="quiet"))


def _cut_line(line: Line, longest: int) -> Line:
    return tuple(replace(part, text=_cut_text(part.text, longest)) for part in line)


def _cut_text(text: str, longest: int) -> str:
    """Shortened; what is quoted stays between its quotation marks."""
    quoted = text[:1] == "“" and text[-1:] == "”" and len(text) > longest
    return f"“{shorten(text[1:-1], longest - 2)}”" if quoted else shorten(text, longest)
