"""One text on its own: what the rules that open cases say of a message that somebody brought in."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from analysis.evidence import Archive, contexts_of
from analysis.factchecks import Near
from analysis.signals import score_all
from analysis.triage import Reason, listed, reasons_of, removed_by, score_of
from analysis.triage_rules import load_rules
from archive.records import Item, Match, Membership, Signal, Utterance

ALONE = "sendiri"
"""The narrative of a text that belongs to none."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """What speaks for looking at one text, and whether it would be put before the team.

    ``score`` is the priority in [0, 1], ``precision`` the part of claims with such a priority that deserved a look, ``removed_by`` what
    would take it off the list. A text that is no claim is never listed, whatever it resembles.
    """

    signals: tuple[Signal, ...]
    reasons: tuple[Reason, ...]
    score: float
    precision: float
    listed: bool
    removed_by: tuple[str, ...]


def weigh(item: Item, utterance: Utterance, nears: Sequence[Near], archive: Archive, now: datetime) -> Weighed:
    """Hold ``item`` against ``archive``, which need not hold it; ``nears`` are its nearest fact-checks, best first."""
    rules = load_rules()
    member = Membership(item.id, ALONE, ALONE, item.at, 1.0, "")
    alone = replace(
        archive,
        items=[*archive.items, item],
        utterances=[*archive.utterances, replace(utterance, kind="claim")],
        memberships=[member],
        events=[],
        narratives=[],
        copies=[],
    )
    day = now.astimezone(ZoneInfo(archive.zone)).date()
    matches = [
        Match(ALONE, item.id, near.factcheck.id, day, near.score, near.strength, "", near.template, near.repeats)
        for near in nears
        if near.strength is not None
    ]
    (context,) = contexts_of(day, now, (item.at, now), {ALONE: [item]}, matches, alone)
    signals = score_all([context])
    reasons = reasons_of(signals, context.checks, archive.zone, rules)
    shown = utterance.kind == "claim" and listed(reasons, context.claims, rules)
    score = score_of(reasons)
    return Weighed(tuple(signals), reasons, score, rules.expected(score), shown, removed_by(reasons, rules) if shown else ())
