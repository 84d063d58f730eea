"""Factchecked: a fact-checker has already looked at this claim."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.contexts import CheckedClaim, NarrativeContext
from analysis.dates import date_in_words
from analysis.signals import fired, limits
from archive.records import FactLabel, Signal

NAME = "factchecked"
NO_REASON: frozenset[FactLabel] = frozenset(("true", "clarification"))
"""A claim that was checked and stood needs no look, and a denial is a response, not a verdict."""
MOST_TOLD = 3


@dataclass(frozen=True, slots=True)
class Limits:
    """See ``[factchecked]`` in ``signals.toml``."""

    unlabelled: float


def score(context: NarrativeContext) -> Signal | None:
    """1.0 when a claim item strongly matches a fact-check whose label is a reason to look, less where its label says nothing we know.

    Verdicts that one checker took over from another count once: only first-hand ones are told. Checkers who differ are told side by side.
    Suggestions do not fire it; triage weighs them by themselves.
    """
    checks = [check for check in context.checks if check.strength == "strong" and check.repeats is None]
    telling = [check for check in checks if check.label not in NO_REASON]
    if not telling:
        return None
    known = any(check.label != "unknown" for check in telling)
    return fired(
        context, NAME, 1.0 if known else limits(NAME, Limits).unlabelled, _told(checks, context.zone), (c.item_id for c in telling)
    )


def _told(checks: Sequence[CheckedClaim], zone: str) -> str:
    """Words of a verdict appear here only between quotation marks and beside the name of the checker who gave it."""
    return f"Klaim ini sangat mirip dengan yang sudah diperiksa {'; dan '.join(_check(check, zone) for check in checks[:MOST_TOLD])}."


def _check(check: CheckedClaim, zone: str) -> str:
    day = f" pada {date_in_words(check.published_at, zone)}" if check.published_at else ""
    label = f" dengan label “{check.native_label}”" if check.native_label else " tanpa label"
    return f"{check.publisher}{day}{label}: “{check.title}”"
