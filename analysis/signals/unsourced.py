"""Unsourced: a claim lives only in posts while newsrooms and offices are silent about it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from analysis.contexts import Denial, NarrativeContext
from analysis.dates import date_in_words
from archive.records import Signal

NAME = "unsourced"
WEIGHT = 0.55


def score(context: NarrativeContext) -> Signal | None:
    """A score of n / (n + 1) for n claim items, after ``[signals] unsourced_hours`` of silence of outlets and offices.

    Silence means no article of tier A or B and no official item in the narrative that reports the claim; one that denies it is told in the
    reason and moves nothing, for a denial is a response, not a verdict. Fewer than ``unsourced_posts`` claim items say nothing:
    one person's rumour is not yet a thing that goes round.
    """
    limits = context.thresholds.signals
    claims = context.claims
    if context.report_times or len(claims) < limits.unsourced_posts:
        return None
    age = context.now - claims[0].at
    if age < timedelta(hours=limits.unsourced_hours):
        return None
    hours = int(age.total_seconds() // 3600)
    return Signal(
        context.narrative_id,
        NAME,
        context.day,
        len(claims) / (len(claims) + 1),
        WEIGHT,
        f"{len(claims)} unggahan menyampaikan klaim ini sejak {hours} jam lalu; belum ada media tingkat A atau B maupun sumber resmi "
        f"dalam pantauan yang {_response(context.denials, context.zone)}.",
        tuple(claim.item_id for claim in claims),
        context.thresholds.version,
    )


def _response(denials: Sequence[Denial], zone: str) -> str:
    """What nobody has done, and who has answered; an office's own words before what outlets tell of them."""
    if not denials:
        return "memberitakannya"
    first = min(denials, key=lambda denial: (denial.by != "official", denial.at))
    who = "sumber resmi sudah membantah" if first.by == "official" else "media sudah memberitakan bantahan"
    return f"membenarkannya; {who} pada {date_in_words(first.at, zone)}"
