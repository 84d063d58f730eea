"""Unsourced: a claim lives only in posts while newsrooms and offices are silent about it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from analysis.contexts import ClaimItem, NarrativeContext
from analysis.dates import date_in_words
from analysis.signals import fired, limits
from archive.records import Response, Signal

NAME = "unsourced"


@dataclass(frozen=True, slots=True)
class Limits:
    """See ``[unsourced]`` in ``signals.toml``."""

    hours: float
    posts: int


def score(context: NarrativeContext) -> Signal | None:
    """A score of n / (n + 1) for the n claim items of the event that outlets and offices have been silent about for ``hours``.

    Silence is asked of the event, not of the whole narrative: that newsrooms write about the flood says nothing of the crocodile in it. It
    means no text of tier A or B and none of an office reports the event; an answer that denies is told in the reason and moves nothing, one
    that confirms ends the silence. Fewer than ``posts`` items say nothing: one person's rumour is not yet a thing that goes round.
    """
    numbers = limits(NAME, Limits)
    if any(response.stance == "confirms" for response in context.responses):
        return None
    reported = {report.event_id for report in context.reports}
    by_event: dict[str, list[ClaimItem]] = defaultdict(list)
    for claim in context.claims:
        if claim.event_id not in reported:
            by_event[claim.event_id].append(claim)
    silent = max(by_event.values(), key=len, default=[])
    if len(silent) < numbers.posts:
        return None
    age = context.now - silent[0].at
    if age < timedelta(hours=numbers.hours):
        return None
    hours = int(age.total_seconds() // 3600)
    reason = (
        f"{len(silent)} unggahan menyampaikan klaim ini sejak {hours} jam lalu; belum ada media tingkat A atau B maupun sumber resmi "
        f"dalam pantauan yang {_response(context.responses, context.zone)}."
    )
    return fired(context, NAME, len(silent) / (len(silent) + 1), reason, (claim.item_id for claim in silent))


def _response(responses: Sequence[Response], zone: str) -> str:
    """What nobody has done, and who has answered; an office's own words before what outlets tell of them."""
    denials = [response for response in responses if response.stance in ("denies", "partly")]
    if not denials:
        return "memberitakannya"
    first = min(denials, key=lambda denial: (denial.by != "official", denial.at))
    denied = first.stance == "denies"
    if first.by == "official":
        who = f"sumber resmi sudah {'membantah' if denied else 'membenarkan sebagian saja'}"
    else:
        who = f"media sudah memberitakan {'bantahan' if denied else 'pembenaran sebagian'}"
    return f"membenarkannya; {who} pada {date_in_words(first.at, zone)}"
