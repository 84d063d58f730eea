"""Recycled: an old text or an already checked claim goes round as if it were new."""

from __future__ import annotations

from datetime import datetime, timedelta

from analysis.contexts import CheckedClaim, Echo, NarrativeContext
from analysis.dates import date_in_words
from archive.records import Signal

NAME = "recycled"
WEIGHT = 0.6


def score(context: NarrativeContext) -> Signal | None:
    """1.0 when a claim item repeats an item, or a strongly matched fact-check, that is older than ``[signals] recycled_days``."""
    old = timedelta(days=context.thresholds.signals.recycled_days)
    said_at = {claim.item_id: claim.at for claim in context.claims}
    echoes = [echo for echo in context.echoes if echo.item_id in said_at and said_at[echo.item_id] - echo.older_at >= old]
    checks = [check for check in context.checks if check.strength == "strong" and _is_before(check, said_at.get(check.item_id), old)]
    if not echoes and not checks:
        return None
    reasons, item_ids = [], []
    if echoes:
        oldest = min(echoes, key=lambda echo: (echo.older_at, echo.item_id))
        reasons.append(_repeats(oldest, said_at[oldest.item_id], context.zone))
        item_ids += [echo.item_id for echo in echoes]
        item_ids += [echo.older_id for echo in echoes if echo.older_kind != "article"]  # a press item is never evidence here
    if checks:
        reasons.append(_checked(checks[0], said_at[checks[0].item_id], context.zone))
        item_ids += [check.item_id for check in checks]
    return Signal(
        context.narrative_id,
        NAME,
        context.day,
        1.0,
        WEIGHT,
        " ".join(reasons),
        tuple(sorted(set(item_ids))),
        context.thresholds.version,
    )


def _is_before(check: CheckedClaim, said: datetime | None, old: timedelta) -> bool:
    return check.label != "true" and said is not None and check.published_at is not None and said - check.published_at >= old


def _repeats(echo: Echo, said: datetime, zone: str) -> str:
    days = (said - echo.older_at).days
    return (
        f"Teks yang beredar pada {date_in_words(said, zone)} hampir sama dengan teks yang sudah terbit pada "
        f"{date_in_words(echo.older_at, zone)}, {days} hari sebelumnya."
    )


def _checked(check: CheckedClaim, said: datetime, zone: str) -> str:
    assert check.published_at is not None  # noqa: S101 - _is_before has seen to it
    days = (said - check.published_at).days
    return (
        f"Klaim serupa sudah diperiksa {check.publisher} pada {date_in_words(check.published_at, zone)}, {days} hari sebelum beredar lagi "
        f"pada {date_in_words(said, zone)}."
    )
