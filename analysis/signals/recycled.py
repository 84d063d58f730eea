"""Recycled: an old text or an old form goes round as if it were new."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from analysis.contexts import Echo, NarrativeContext
from analysis.dates import date_in_words
from analysis.signals import fired, limits
from archive.records import Signal

NAME = "recycled"


@dataclass(frozen=True, slots=True)
class Limits:
    """See ``[recycled]`` in ``signals.toml``."""

    days: int


def score(context: NarrativeContext) -> Signal | None:
    """1.0 when a claim item repeats an item, or fills its form anew, that is older than ``[recycled] days``.

    A fact-check of long ago is told by the signal *factchecked*, with its date: one piece of evidence counts once.
    """
    old = timedelta(days=limits(NAME, Limits).days)
    said_at = {claim.item_id: claim.at for claim in context.claims}
    echoes = [echo for echo in context.echoes if echo.item_id in said_at and said_at[echo.item_id] - echo.older_at >= old]
    if not echoes:
        return None
    oldest = min(echoes, key=lambda echo: (echo.older_at, echo.item_id))
    item_ids = [echo.item_id for echo in echoes]
    item_ids += [echo.older_id for echo in echoes if echo.older_kind != "article"]  # a press item is never evidence here
    return fired(context, NAME, 1.0, _repeats(oldest, said_at[oldest.item_id], context.zone), item_ids)


def _repeats(echo: Echo, said: datetime, zone: str) -> str:
    days = (said - echo.older_at).days
    alike = "hanya berbeda nama, tempat, angka, atau tanggal dari" if echo.template else "hampir sama dengan"
    return (
        f"Teks yang beredar pada {date_in_words(said, zone)} {alike} teks yang sudah terbit pada "
        f"{date_in_words(echo.older_at, zone)}, {days} hari sebelumnya."
    )
