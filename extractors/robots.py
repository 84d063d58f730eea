"""What each origin's robots.txt allows us (RFC 9309)."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import httpx
from protego import Protego

from extractors.faults import FetchError

# RFC 9309 asks for at least 500 KiB of robots.txt; what lies beyond is not read.
ROBOTS_BYTES = 512 * 1024
_KEPT_SECONDS = 24 * 3600.0
# A file that could not be had is asked for again, but not by every address of a visit.
_FAULT_SECONDS = 600.0
# Rules longer than this take long enough to parse that other visits would feel it.
_QUICK_BYTES = 32 * 1024

Reader = Callable[[httpx.URL], Awaitable[bytes]]
"""Reads the start of a robots.txt behind all its redirects, or raises FetchError."""


@dataclass(frozen=True, slots=True)
class _Known:
    rules: Protego | FetchError
    until: float


class Robots:
    """Rules per origin, read once and kept for a day at most. ``product`` is our name in the rules."""

    def __init__(self, product: str) -> None:
        self._product = product
        self._known: dict[str, _Known] = {}
        self._locks: dict[str, asyncio.Lock] = {}

    async def delay(self, target: httpx.URL, read: Reader) -> float:
        """The seconds that must lie between two requests to the origin of ``target`` (0.0 where it asks for none).

        Raises:
            FetchError: the rules forbid ``target``, or could not be had, which forbids the whole origin for now.
        """
        origin = f"{target.scheme}://{target.netloc.decode('ascii')}"
        clock = asyncio.get_running_loop().time
        async with self._locks.setdefault(origin, asyncio.Lock()):
            known = self._known.get(origin)
            if known is None or known.until < clock():
                rules = await _rules(httpx.URL(f"{origin}/robots.txt"), read)
                kept = _FAULT_SECONDS if isinstance(rules, FetchError) else _KEPT_SECONDS
                known = self._known[origin] = _Known(rules, clock() + kept)
        if isinstance(known.rules, FetchError):
            raise FetchError(known.rules.kind, str(known.rules), known.rules.status)
        if not known.rules.can_fetch(str(target), self._product):
            raise FetchError("refused", "robots.txt melarang alamat ini")
        return float(known.rules.crawl_delay(self._product) or 0.0)


async def _rules(target: httpx.URL, read: Reader) -> Protego | FetchError:
    """No file (4xx) allows everything, a file that cannot be had (5xx, network) allows nothing for now."""
    try:
        text = (await read(target)).decode("utf-8-sig", "replace")
    except FetchError as error:
        if error.status is not None and 400 <= error.status < 500 and error.status != 429:
            return Protego.parse("")
        if error.kind == "address":
            return error  # the whole host is out of bounds, not just its robots.txt
        return FetchError(error.kind, f"robots.txt tidak terbaca: {error}", error.status)
    if text.lstrip().startswith("<"):
        # A web page in its place, whatever its status, is no robots.txt; words inside it are not rules.
        return Protego.parse("")
    if len(text) > _QUICK_BYTES:
        return await asyncio.to_thread(Protego.parse, text)
    return Protego.parse(text)
