from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from archive import ArchiveError
from archive.border import values_of
from archive.records import Embedding, Night, Reading, Validator

READING = Reading("s", True, 0.5, ("alasan",), (), (), (), (), "1")
NIGHT = Night(date(2026, 11, 16), datetime(2026, 11, 15, 21, tzinfo=UTC), "m", "1", 0, 0, 0, 0, None, None, 5, 0)


@pytest.mark.parametrize(
    ("record", "said"),
    [
        (replace(READING, version="a\0b"), r"Reading\.version holds a character"),
        (replace(READING, places=("Samarinda", "half \ud83d a pair")), r"Reading\.places holds a character"),
        (replace(READING, score=float("nan")), r"Reading\.score is nan"),
        (replace(READING, score=True), r"Reading\.score is a bool"),
        (replace(READING, places="Samarinda"), r"Reading\.places is a str; make it a tuple"),
        (replace(READING, places=["Samarinda"]), r"Reading\.places is a list; make it a tuple"),
        (replace(READING, places=(7,)), r"Reading\.places is a int; make it a str"),
        (replace(READING, relevant=1), r"Reading\.relevant is a int; make it a bool"),
        (replace(READING, version=None), r"Reading\.version is missing"),
        (replace(NIGHT, items_in_window=True), r"Night\.items_in_window is a bool"),
        (replace(NIGHT, items_in_window=2**63), r"Night\.items_in_window is beyond 64 bits"),
        (replace(NIGHT, as_of=datetime(2026, 11, 15, 21)), r"Night\.as_of is .* without a zone"),  # noqa: DTZ001 - that is the fault
        (replace(NIGHT, day=datetime(2026, 11, 15, tzinfo=UTC)), r"Night\.day is a datetime; make it a date"),
        (Embedding("h", "m", 1, "text"), r"Embedding\.values is a str; make it a bytes"),  # type: ignore[arg-type]
        (Validator("https://x.example/" + "é" * 1500, "s", None, None), r"Validator\.source_id/url is over 2600 bytes"),
    ],
)
def test_what_the_engines_would_not_keep_alike_is_refused_with_record_and_field(record: Any, said: str) -> None:
    with pytest.raises(ArchiveError, match=said):
        values_of(record)


def test_a_record_in_order_passes_unchanged() -> None:
    assert values_of(READING)["reasons"] == ("alasan",)
    assert values_of(NIGHT)["stability"] is None


def test_what_is_no_record_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(TypeError, match="str is not a record"):
        values_of("Samarinda")
