"""Which claims should people look at today? Ranked, with reasons, under a budget; "nothing today" is a normal day.

Base rate first: about one false claim about a provincial government is catalogued per month. So there is an absolute floor, and a budget
however many pass it. The score knows signals and the strength of a match, and nothing about tone, target or author.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from analysis.contexts import CheckedClaim, ClaimItem, NarrativeContext
from analysis.dates import date_in_words
from analysis.thresholds import Thresholds
from archive.records import Case, Flag, Signal, stable_id

DETECTED = "TERDETEKSI"


@dataclass(frozen=True, slots=True)
class Triage:
    """The outcome of one day: the flagged cases, their flags by rank, and how many candidates the budget left out."""

    cases: tuple[Case, ...]
    flags: tuple[Flag, ...]
    over_budget: int


def triage(contexts: Sequence[NarrativeContext], signals: Iterable[Signal], known: Iterable[Case], budget: int) -> Triage:
    """Rank the narratives of ``contexts`` and open cases for the best ``budget`` of them that reach ``[triage] floor``.

    A known case keeps its ``opened_at``, ``state`` and ``claim``: what people have seen does not change under them. Ranks go by score, then
    by case id. Contexts hold claim items only, so a narrative of the press alone, or of criticism alone, cannot come this far.
    """
    fired: dict[str, list[Signal]] = {}
    for signal in signals:
        fired.setdefault(signal.narrative_id, []).append(signal)
    cases = {case.id: case for case in known}
    candidates: list[tuple[float, str, NarrativeContext]] = []
    for context in contexts:
        if not context.claims:
            continue
        score = score_of(fired.get(context.narrative_id, ()), context.checks, context.thresholds)
        if score >= context.thresholds.triage.floor:
            candidates.append((score, stable_id("case", context.narrative_id), context))
    candidates.sort(key=lambda candidate: (-candidate[0], candidate[1]))
    chosen = candidates[:budget]
    opened = tuple(cases.get(case_id) or _open(case_id, context) for _, case_id, context in chosen)
    flags = tuple(
        _flag(case, rank, score, context, fired.get(context.narrative_id, ()))
        for rank, ((score, _, context), case) in enumerate(zip(chosen, opened, strict=True), start=1)
    )
    return Triage(opened, flags, len(candidates) - len(chosen))


def score_of(signals: Iterable[Signal], checks: Iterable[CheckedClaim], thresholds: Thresholds) -> float:
    """How sure we are that somebody should look, in [0, 1]: the chance that not every reason is idle, 1 - Π(1 - weight · score).

    Of a match only its strength counts, not its cosine: the wording of a claim must not move its rank.
    """
    idle = 1.0
    for signal in signals:
        idle *= 1 - signal.weight * signal.score
    idle *= 1 - max((_match_weight(check, thresholds) for check in checks), default=0.0)
    return round(1 - idle, 6)


def _match_weight(check: CheckedClaim, thresholds: Thresholds) -> float:
    if check.label == "true":
        return 0.0  # a claim that was checked and stood is no reason to check it again
    strong = check.strength == "strong" and check.label != "clarification"  # a denial is a response, not a verdict
    return thresholds.triage.strong_match if strong else thresholds.triage.suggested_match


def _open(case_id: str, context: NarrativeContext) -> Case:
    told = _telling(context)
    return Case(case_id, context.narrative_id, told.quote, told.item_id, context.now, DETECTED)


def _telling(context: NarrativeContext) -> ClaimItem:
    """The claim item to quote: the one that matches a fact-check best, else the earliest."""
    by_id = {claim.item_id: claim for claim in context.claims}
    return next((by_id[check.item_id] for check in context.checks if check.item_id in by_id), context.claims[0])


def _flag(case: Case, rank: int, score: float, context: NarrativeContext, signals: Sequence[Signal]) -> Flag:
    evidence = {claim.item_id for claim in context.claims}.union(*(signal.item_ids for signal in signals))
    reasons = [signal.reason for signal in signals] + [_match_reason(check, context.zone) for check in context.checks]
    checks = tuple(check.factcheck_id for check in context.checks)
    return Flag(case.id, context.day, rank, score, tuple(reasons), tuple(sorted(evidence)), checks)


def _match_reason(check: CheckedClaim, zone: str) -> str:
    """Words of a verdict appear here only between quotation marks and beside the name of the checker who gave it."""
    alike = "Sangat mirip dengan" if check.strength == "strong" else "Mungkin berkaitan dengan"
    day = f", {date_in_words(check.published_at, zone)}" if check.published_at else ""
    label = f"; label pemeriksa: “{check.native_label}”" if check.native_label else ""
    return f"{alike} klaim yang diperiksa {check.publisher}{day}: “{check.title}”{label}."
