"""How fast we ask: one turn after another on each host, and no word where a host asked for silence."""

from __future__ import annotations

import asyncio
import email.utils
import random
import time
from collections import defaultdict

from extractors.faults import FetchError

# No clock of a server is so far off that a longer silence was meant.
_LONGEST_SILENCE = 24 * 3600.0


class Pace:
    """Turns per host, shared by every source on it. Times are seconds of the running event loop's clock."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._free_at: defaultdict[str, float] = defaultdict(float)
        self._closed_until: defaultdict[str, float] = defaultdict(float)
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def turn(self, host: str, delay: float) -> None:
        """Wait for the next turn on ``host``: the pace, or ``delay`` where that is longer, after the turn before.

        Raises:
            FetchError: the host wants silence (``later``).
        """
        clock = asyncio.get_running_loop().time
        self._heed(host)
        async with self._locks[host]:
            # Asked again after every wait, because an answer may have moved the turn meanwhile.
            while (wait := self._free_at[host] - clock()) > 0:  # noqa: ASYNC110 - it is a clock we wait for, not an event
                await asyncio.sleep(wait)
            self._heed(host)  # it may have asked for silence while we waited
            self._free_at[host] = clock() + max(self._seconds, delay)

    def pause(self, host: str, seconds: float) -> None:
        """The host asked for a moment; every visit's next turn on it comes after that."""
        self._free_at[host] = max(self._free_at[host], asyncio.get_running_loop().time() + seconds)

    def close(self, host: str, seconds: float) -> None:
        """The host asked for ``seconds`` of silence: nobody waits that long, so there are no turns until then."""
        until = asyncio.get_running_loop().time() + min(seconds, _LONGEST_SILENCE)
        self._closed_until[host] = max(self._closed_until[host], until)

    def closed_for(self, host: str) -> float:
        """Seconds of silence that are left; 0.0 when we may ask."""
        return max(self._closed_until[host] - asyncio.get_running_loop().time(), 0.0)

    def _heed(self, host: str) -> None:
        if seconds := self.closed_for(host):
            raise FetchError("later", f"minta ditunda {seconds:.0f} detik")


def retry_wait(attempt: int, first: float) -> float:
    """Seconds to wait after failed ``attempt`` (1, 2, …): doubling from ``first``, with jitter so that sources do not knock together."""
    return float(first * 2 ** (attempt - 1) * random.uniform(0.75, 1.25))  # noqa: S311 - spreads load, guards nothing


def asked_wait(retry_after: str | None) -> float | None:
    """The seconds that a ``Retry-After`` header asks for, in either of its forms (RFC 9110); ``None`` when it says nothing usable."""
    if not retry_after:
        return None
    if retry_after.strip().isdecimal() and len(retry_after) < 10:
        return float(retry_after)
    try:
        at = email.utils.parsedate_to_datetime(retry_after).timestamp()
    except (ValueError, TypeError, OverflowError):
        return None
    return max(at - time.time(), 0.0)
