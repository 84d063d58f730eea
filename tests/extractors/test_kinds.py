"""The contract of every kind of source: a recorded example, and the records that it must give."""

from __future__ import annotations

import json

import pytest

from extractors.visit import kinds
from tests.examples.replayed import folders, replay


@pytest.mark.parametrize("kind", kinds())
def test_every_kind_has_a_recorded_example(kind):
    assert folders(kind), f"tests/examples/{kind}/ holds no recorded visit; see tests/examples/README.md"


@pytest.mark.parametrize(
    "folder", [folder for kind in kinds() for folder in folders(kind)], ids=lambda path: f"{path.parent.name}/{path.name}"
)
def test_a_recorded_visit_gives_the_records_it_must(folder):
    assert replay(folder) == json.loads((folder / "expected.json").read_text(encoding="utf-8"))
