"""Two programs at once, and one that is killed: real processes on both engines."""

import signal
import subprocess
import sys
import textwrap
from datetime import date
from pathlib import Path

from archive.records import Reading, Signal, Validator
from archive.store import open_store

BACK_AND_FORTH = """
    import sys
    from archive.records import Validator
    from archive.store import open_store
    order = range(30) if sys.argv[2] == "up" else range(29, -1, -1)
    with open_store(sys.argv[1]) as store:
        print("ready", flush=True)
        sys.stdin.readline()
        for round in range(8):
            with store.batch():
                for n in order:
                    store.put(Validator(f"u{n}", "s", sys.argv[2], str(round)))
"""

VISITS = """
    import datetime, sys
    from archive.records import Reading, Signal
    from archive.store import open_store
    day = datetime.date(2026, 11, 16)
    with open_store(sys.argv[1]) as store:
        for visit in range(int(sys.argv[2])):
            with store.batch():
                store.put(Reading(f"{visit}-{n}", True, 0.5, (), (), (), (), (), "1") for n in range(200))
                store.put(Signal(f"{visit}", "s", day, 1.0, "", (), "1"))
            print(visit, flush=True)
"""

COUNTER = """
    import sys
    from archive.records import Validator
    from archive.store import open_store
    with open_store(sys.argv[1]) as store:
        for _ in range(40):
            with store.batch():
                (kept,) = store.records(Validator)
                store.put(Validator("u", "s", str(int(kept.etag) + 1), None))
"""


def start(script: str, *arguments: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(script), *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def end(process: "subprocess.Popen[str]") -> None:
    _, trace = process.communicate("go\n", timeout=60)
    assert process.returncode == 0, trace


def test_writers_of_the_same_rows_in_opposite_order_never_block_each_other(url: str) -> None:
    writers = [start(BACK_AND_FORTH, url, way) for way in ("up", "down")]
    for writer in writers:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
    for writer in writers:
        assert writer.stdin is not None
        writer.stdin.write("go\n")
        writer.stdin.flush()
    for writer in writers:
        end(writer)
    with open_store(url) as store:
        assert len({validator.etag for validator in store.records(Validator)}) == 1, "a batch of one lies over a batch of the other"


def test_what_a_batch_read_is_still_true_when_it_writes(url: str) -> None:
    with open_store(url) as store:
        store.put(Validator("u", "s", "0", None))
        for writer in [start(COUNTER, url), start(COUNTER, url)]:
            end(writer)
        (kept,) = store.records(Validator)
    assert kept.etag == "80"


def test_a_program_killed_and_run_again_leaves_the_same_archive(url: str, tmp_path: Path) -> None:
    after, visits = 3, 12
    killed = start(VISITS, url, str(visits))
    assert killed.stdout is not None
    for _ in range(after):
        killed.stdout.readline()
    killed.kill()
    killed.communicate()
    assert killed.returncode == -signal.SIGKILL
    with open_store(url) as store:
        told = store.count(Signal)
        assert after <= told < visits
        assert store.count(Reading) == 200 * told, "every visit is kept whole or not at all"
    end(start(VISITS, url, str(visits)))
    with open_store(url) as store, open_store(f"sqlite:///{tmp_path / 'undisturbed.db'}") as other:
        for visit in reversed(range(visits)):
            other.put(Signal(f"{visit}", "s", date(2026, 11, 16), 1.0, "", (), "1"))
            other.put(Reading(f"{visit}-{n}", True, 0.5, (), (), (), (), (), "1") for n in range(200))
        assert store.fingerprint() == other.fingerprint()
