from __future__ import annotations

import asyncio
import threading
import time

import pytest

from extractors.aside import LARGE_BYTES, aside


async def test_a_document_is_read_in_a_thread_and_its_fault_comes_back():
    def read(text: str, *, loud: bool) -> tuple[str, bool]:
        return text.upper() if loud else text, threading.current_thread() is threading.main_thread()

    assert await aside(10, read, "halo", loud=True) == ("HALO", False)
    with pytest.raises(ValueError, match="invalid literal"):
        await aside(10, int, "bukan angka")


async def test_large_documents_wait_for_each_other_and_small_ones_for_none():
    reading = 0
    most = 0

    def large() -> None:
        nonlocal reading, most
        reading += 1
        most = max(most, reading)
        time.sleep(0.1)
        reading -= 1

    waiting = [asyncio.create_task(aside(LARGE_BYTES + 1, large)) for _ in range(5)]
    started = time.monotonic()
    await asyncio.gather(*(aside(LARGE_BYTES, len, "halo") for _ in range(5)))
    assert time.monotonic() - started < 0.1
    await asyncio.gather(*waiting)
    assert most == 1
