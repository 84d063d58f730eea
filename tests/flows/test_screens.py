"""What ``pantau status`` tells people to do something about."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from archive.records import FactCheck, FactLabel
from archive.settings import load_settings
from archive.store import Store, open_store
from flows.screens import show_status

AT = datetime(2026, 11, 20, 3, tzinfo=UTC)


def check(number: int, label: FactLabel, native: str | None) -> FactCheck:
    title = f"Jembatan {number} ditutup"
    return FactCheck(
        f"f{number}", "cek", f"https://cek.example/{number}", title, title, label, native, "Cek Etam", None, None, AT, None, None, AT
    )


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(f"sqlite:///{tmp_path}/pantau.db") as opened:
        opened.put(check(1, "unknown", "Ngawur"), check(2, "unknown", "Ngawur"), check(3, "unknown", None), check(4, "false", "Salah"))
        yield opened


def test_a_checkers_label_that_nobody_sorted_is_reported_with_the_file_to_mend(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    show_status(store, load_settings(), False)
    said = capsys.readouterr().out
    assert "“Ngawur” (2)" in said
    assert "extractors/fact_labels.toml" in said
    assert "Salah" not in said
    show_status(store, load_settings(), True)
    assert json.loads(capsys.readouterr().out)["unsorted_labels"] == {"Ngawur": 2}
