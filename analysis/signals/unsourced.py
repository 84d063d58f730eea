"""Unsourced: a claim lives only in posts while newsrooms and offices are silent about it."""

from __future__ import annotations

from datetime import timedelta

from analysis.contexts import NarrativeContext
from archive.records import Signal

NAME = "unsourced"
WEIGHT = 0.55


def score(context: NarrativeContext) -> Signal | None:
    """A score of n / (n + 1) for n claim items, after ``[signals] unsourced_hours`` of silence of outlets and offices.

    Silence means no article of tier A or B and no official item in the narrative. Fewer than ``unsourced_posts`` claim items say nothing:
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
        "dalam pantauan yang memberitakannya.",
        tuple(claim.item_id for claim in claims),
        context.thresholds.version,
    )
