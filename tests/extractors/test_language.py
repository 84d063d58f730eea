"""The language of a text, also when the first texts of a run are read in several threads at once."""

from __future__ import annotations

import subprocess
import sys

import pytest

from extractors.language import language_of

INDONESIAN = "Pemerintah kota menutup sementara jembatan gantung di hulu karena dua tali bajanya berkarat sejak musim hujan."
# A fresh interpreter, because a process loads its language model once.
COLD_START = f"""
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from extractors.language import language_of
together = Barrier(8)
def read(_):
    together.wait()
    return language_of({INDONESIAN!r} * 8)
with ThreadPoolExecutor(8) as threads:
    assert set(threads.map(read, range(8))) == {{"id"}}
"""


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (INDONESIAN, "id"),
        ("The council said on Tuesday that the new timetable would give the children more time in the morning.", "en"),
        ("Ya.", None),
        (None, None),
    ],
)
def test_a_long_enough_text_tells_its_language(text, language):
    assert language_of(text) == language


def test_the_first_texts_of_a_run_may_be_read_at_the_same_time():
    subprocess.run([sys.executable, "-c", COLD_START], check=True)
