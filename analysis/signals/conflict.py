"""Conflict: a number in the claim differs from what every report of the same event gives for the same thing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from analysis.conflicts import tells_of_now
from analysis.contexts import ClaimItem, NarrativeContext, Report
from analysis.quantities import Quantity, plain, quantities
from analysis.sentences import split
from analysis.signals import fired, limits
from archive.records import Signal

NAME = "conflict"
CHARACTERS = 5000
SENTENCE = 600
"""A longer sentence is a list or no sentence at all."""


@dataclass(frozen=True, slots=True)
class Limits:
    """See ``[conflict]`` in ``signals.toml``."""

    reports: int
    hours: float


@dataclass(frozen=True, slots=True)
class _Apart:
    claim: ClaimItem
    said: Quantity
    reported: tuple[Quantity, ...]


def score(context: NarrativeContext) -> Signal | None:
    """A score of n / (n + 1) for the n reports of the claim's event that all give another number for the same thing.

    Silent where fewer than ``reports`` of them give one, where a single report agrees, or where all were told so long before or after
    the claim that the number may have changed: a false contradiction does more harm than a missed one.
    """
    numbers = limits(NAME, Limits)
    given = {report.item_id: _numbers(report.text, report.at.year) for report in context.reports}
    apart = [one for claim in context.claims for one in _apart(claim, context.reports, given, numbers)]
    if not apart:
        return None
    most = max(apart, key=lambda one: (len(one.reported), one.claim.item_id))
    told = sorted({quantity.written for quantity in most.reported})
    reason = (
        f"Klaim menyebut {most.said.written} {most.said.subject}; {len(most.reported)} laporan tentang peristiwa yang sama menyebut "
        f"{' atau '.join(told[:3])}."
    )
    return fired(context, NAME, len(most.reported) / (len(most.reported) + 1), reason, (one.claim.item_id for one in apart))


def _apart(
    claim: ClaimItem, reports: tuple[Report, ...], given: dict[str, dict[tuple[str, str], Quantity]], numbers: Limits
) -> Iterator[_Apart]:
    fresh = [r for r in reports if r.event_id == claim.event_id and abs(claim.at - r.at) <= timedelta(hours=numbers.hours)]
    for key, said in _numbers(claim.text, claim.at.year).items():
        reported = tuple(given[report.item_id][key] for report in fresh if key in given[report.item_id])
        if len(reported) >= numbers.reports and all(said.differs(other) for other in reported):
            yield _Apart(claim, said, reported)


def _numbers(text: str, year: int) -> dict[tuple[str, str], Quantity]:
    """The one number that a text gives for each subject and unit; none for a subject where its numbers differ."""
    found: dict[tuple[str, str], list[Quantity]] = {}
    for sentence in split(text[:CHARACTERS]):
        if tells_of_now(sentence, year):
            for quantity in quantities(plain(sentence[:SENTENCE]), title=False):
                found.setdefault((quantity.subject, quantity.unit), []).append(quantity)
    return {key: same[0] for key, same in found.items() if not any(same[0].differs(other) for other in same)}
