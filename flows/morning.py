"""Bring the archive up to now before a brief is printed."""

import asyncio
from datetime import datetime

from archive.records import HEARD
from flows import FlowError
from flows.analyse import analyse
from flows.collect import collect


def refresh(as_of: datetime | str | None = None) -> None:
    """Collect, then analyse.

    Raises:
        FlowError: no source answered at all; an empty brief would look like a quiet day.
    """
    outcomes = asyncio.run(collect(as_of=as_of))
    if not any(outcome.status in HEARD for outcome in outcomes):
        first = next((outcome.reason for outcome in outcomes if outcome.reason), "no source is switched on")
        raise FlowError(
            f"none of {len(outcomes)} sources answered (first reason: {first}); check the network with `pantau sources`, "
            "or see the monitor work on its invented week with `make demo`"
        )
    analyse(as_of=as_of)
