"""Whatever happens to a run, running it again leaves the archive that an undisturbed run would have left."""

import sqlite3
import time
from collections.abc import Callable
from typing import Any

import pytest

from archive.records import Embedding, FactCheck, Item, Night, Outcome, StageTime

AS_OF = "2026-11-16T05:30+08:00"


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_a_collection_that_was_killed_and_run_again_leaves_the_same_archive(
    engine: str, new_monitor: Callable[..., Any], collected: Any, until: Any
) -> None:
    undisturbed, outcomes = collected
    monitor = new_monitor(engine=engine)
    with monitor.store() as store:
        # One request at a time, so that some visits have ended while others are under way.
        process = monitor.start("collect", "--as-of", AS_OF, PANTAU_PACE_SECONDS="0.03")
        until(lambda: store.count(Outcome) >= 4)
        process.kill()
        assert process.wait() == -9
        assert 4 <= store.count(Outcome) < len(outcomes)
        assert store.count(Item) > 0
    assert monitor.fingerprint() != undisturbed.fingerprint()
    monitor.heard("collect", "--as-of", AS_OF)
    assert monitor.fingerprint() == undisturbed.fingerprint()


@pytest.mark.slow
@pytest.mark.model
def test_an_analysis_that_was_killed_while_embedding_and_again_while_judging_ends_as_if_nothing_had_happened(
    new_monitor: Callable[..., Any], collected: Any, analysed: Any, until: Any
) -> None:
    undisturbed, _ = analysed
    monitor = new_monitor(collected[0])
    with undisturbed.store() as store:
        all_texts = store.count(Embedding)
    with monitor.store() as store:
        process = monitor.start("analyse", "--as-of", AS_OF)
        until(lambda: store.count(Embedding), every=0.01)
        process.kill()
        assert process.wait() == -9
        kept = store.count(Embedding)
        assert 0 < kept < all_texts

        process = monitor.start("analyse", "--as-of", AS_OF)
        until(lambda: store.count(StageTime, flow="analyse", stage="embed"), every=0.002)
        writer = sqlite3.connect(monitor.state / "pantau.db", isolation_level=None)
        writer.execute("begin immediate")
        # It thinks until it wants to write, and then waits for us: it is killed with its judgement in hand.
        time.sleep(1)
        assert process.poll() is None
        process.kill()
        process.wait()
        writer.close()
        (embedded,) = store.records(StageTime, flow="analyse", stage="embed")
        assert embedded.items == all_texts - kept, "what was kept is not encoded again"
        assert store.count(Night) == 0

    monitor.heard("analyse", "--as-of", AS_OF)
    assert monitor.fingerprint() == undisturbed.fingerprint()


@pytest.mark.slow
@pytest.mark.model
def test_every_flow_run_twice_leaves_the_archive_as_it_was(new_monitor: Callable[..., Any], analysed: Any) -> None:
    monitor = new_monitor(analysed[0])
    monitor.heard("brief", "--as-of", AS_OF)
    once = monitor.fingerprint()
    for command in ("collect", "analyse", "brief"):
        monitor.heard(command, "--as-of", AS_OF)
        assert monitor.fingerprint() == once, f"a second {command} changed the archive"


@pytest.mark.slow
def test_a_second_collection_asks_only_whether_something_changed(new_monitor: Callable[..., Any], collected: Any) -> None:
    monitor = new_monitor(collected[0])
    with monitor.store() as store:
        kept = store.count(Item), store.count(FactCheck)
        outcomes = monitor.heard("collect", "--as-of", "2026-11-16T06:00+08:00")
        assert (store.count(Item), store.count(FactCheck)) == kept
    assert {outcome["status"] for outcome in outcomes} == {"unchanged"}
    assert sum(outcome["new_items"] for outcome in outcomes) == 0
    asked, unchanged = sum(o["requests"] for o in outcomes), sum(o["not_modified"] for o in outcomes)
    # One request for robots.txt, whose answer is read anew in every run, and one for each source.
    assert (asked, unchanged) == (len(outcomes) + 1, len(outcomes))
