"""Reading documents off the event loop, where a large one keeps nobody waiting but other large ones."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

LARGE_BYTES = 500_000
# Threads share one interpreter: a document that takes seconds takes them from everybody, so that only one may be read at a time, and the
# interpreter changes threads ten times as often as it would (seconds), because the event loop asks for its turn at every step of a visit.
_LARGE = ThreadPoolExecutor(1, thread_name_prefix="large", initializer=sys.setswitchinterval, initargs=(0.0005,))


async def aside(size: int, read: Callable[P, T], *args: P.args, **named: P.kwargs) -> T:
    """What ``read`` returns or raises, called in a thread for a document of ``size`` bytes."""
    lane = _LARGE if size > LARGE_BYTES else None
    return await asyncio.get_running_loop().run_in_executor(lane, partial(read, *args, **named))
