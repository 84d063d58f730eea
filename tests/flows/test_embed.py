"""A change of model: every text gets a vector of the new one, the two are never mixed, and a kill costs a portion at most."""

import time
from typing import Any

import pytest

from archive.records import Embedding, Night

AS_OF = "2026-11-16T05:30+08:00"


@pytest.fixture
def monitor(analysed: Any, new_monitor: Any) -> Any:
    return new_monitor(analysed[0])


def vectors(monitor: Any) -> dict[str, set[str]]:
    """The texts that have a vector, by model."""
    with monitor.store() as store:
        found: dict[str, set[str]] = {}
        for embedding in store.records(Embedding):
            found.setdefault(embedding.model_id, set()).add(embedding.text_hash)
        return found


def test_after_a_change_of_model_every_text_gets_a_vector_of_it_once(monitor: Any) -> None:
    [(old, texts)] = vectors(monitor).items()
    said = monitor.heard("embed", PANTAU_MODEL_PROMPT="query: ")
    assert said["model_id"] != old
    assert said["texts"] == len(texts)
    assert vectors(monitor) == {old: texts, said["model_id"]: texts}
    assert monitor.heard("embed", PANTAU_MODEL_PROMPT="query: ")["texts"] == 0
    monitor.heard("analyse", "--as-of", AS_OF, PANTAU_MODEL_PROMPT="query: ")
    with monitor.store() as store:
        assert {night.model_id for night in store.records(Night)} == {said["model_id"]}
    assert vectors(monitor) == {old: texts, said["model_id"]: texts}, "nothing was encoded twice"


def test_killed_midway_it_goes_on_where_it_was(monitor: Any) -> None:
    [(old, texts)] = vectors(monitor).items()
    process = monitor.start("embed", PANTAU_MODEL_PROMPT="lain: ")
    until = time.monotonic() + 120
    while len(vectors(monitor)) == 1 and time.monotonic() < until:
        time.sleep(0.1)
    process.kill()
    process.wait()
    done = sum(len(hashes) for model, hashes in vectors(monitor).items() if model != old)
    assert 0 < done <= len(texts)
    assert monitor.heard("embed", PANTAU_MODEL_PROMPT="lain: ")["texts"] == len(texts) - done
