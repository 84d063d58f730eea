"""Every sentence of every summary can be followed to an item that contains it: on mornings of the sample week, in every edition."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any, get_args

import pytest

from archive.records import Edition, Night
from archive.settings import Settings
from archive.store import Store
from reports.brief import build
from tests.eval.traced import sentences_of, untraced

MORNINGS = [date(2026, 11, 10) + timedelta(days=2 * n) for n in range(4)]
"""Every second one: each takes an analysis of its own, and the longer editions sum up all of them."""


@pytest.mark.slow
@pytest.mark.model
def test_every_sentence_of_mornings_of_the_week_is_followed(
    new_monitor: Callable[..., Any], collected: tuple[Any, Any], tmp_path: Path
) -> None:
    monitor = new_monitor(collected[0])
    for day in MORNINGS:
        monitor.heard("analyse", "--as-of", f"{day}T05:30+08:00")
    with monitor.store() as store:
        assert {night.day for night in store.records(Night)} >= set(MORNINGS)
        for edition in get_args(Edition):
            followed = 0
            for day in MORNINGS:
                content = build(store, Settings(state=tmp_path), day, edition)
                followed += len(sentences_of(content))
                assert untraced(store, content) == [], (edition, day)
            assert followed >= 2 * len(MORNINGS), "days that tell nothing prove nothing"


@pytest.mark.parametrize("edition", get_args(Edition))
def test_every_sentence_of_the_demo_is_followed(archive: Store, tmp_path: Path, edition: Edition) -> None:
    content = build(archive, Settings(state=tmp_path), MORNINGS[-1], edition)
    assert len(sentences_of(content)) >= 6
    assert untraced(archive, content) == []
