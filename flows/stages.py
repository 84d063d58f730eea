"""Where the time goes: every stage of a flow is timed, counted, shown to whoever waits, and kept for ``pantau status``."""

import resource
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from archive.records import StageTime
from archive.store import Store

Listener = Callable[["Stage"], None]
"""Called when a stage starts, advances and ends."""

_listeners: list[Listener] = []


@dataclass(slots=True, eq=False)
class Stage:
    """One stage under way: ``done`` of ``total`` (``None`` when unknown), and whether it has ended."""

    flow: str
    name: str
    total: int | None = None
    done: int = 0
    ended: bool = False

    def advance(self, count: int = 1) -> None:
        """Count ``count`` more items as done."""
        self.done += count
        self._tell()

    def _tell(self) -> None:
        for listener in _listeners:
            listener(self)


@contextmanager
def listening(listener: Listener) -> Iterator[None]:
    """Let ``listener`` hear of every stage inside the block."""
    _listeners.append(listener)
    try:
        yield
    finally:
        _listeners.remove(listener)


@contextmanager
def stage(store: Store, flow: str, name: str, as_of: datetime, total: int | None = None) -> Iterator[Stage]:
    """Time the block and keep a :class:`StageTime` when it ends without an error."""
    current = Stage(flow, name, total)
    current._tell()
    started = time.perf_counter()
    try:
        yield current
    finally:
        current.ended = True
        current._tell()
    seconds = time.perf_counter() - started
    peak_mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    store.put(StageTime(flow, name, as_of, round(seconds, 3), current.done, round(peak_mib, 1)))
