"""One real morning, shared by the tests of the flows: the sample week collected, analysed and printed by the very same flows as live.

Beside it a monitor in pieces: the same week behind one server, and archives that a single command left behind, to be copied and disturbed.
"""

import atexit
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest

from archive.records import Item
from archive.store import Store, open_store
from flows.environment import prepare
from tests.sample_day import serve
from tests.sample_day.sampleweb.week import read_week

ROOT = Path(__file__).parent.parent.parent
TRUTH = ROOT / "tests" / "sample_day" / "truth.toml"
AS_OF = "2026-11-16T05:30+08:00"

# Prefect reads its settings at import, before any fixture could set them: the tests' own home, never the user's.
_home = Path(tempfile.mkdtemp(prefix="pantau-prefect-"))
atexit.register(shutil.rmtree, _home, ignore_errors=True)
prepare(_home)

_databases = count(1)


@dataclass(frozen=True)
class Morning:
    """What ``make demo`` left behind: its output, its state folder, and the address of its archive."""

    printed: str
    state: Path
    database: str


@dataclass(frozen=True)
class Monitor:
    """A monitor of the sample week with a state folder and an archive of its own; ``run`` and ``start`` are the command ``pantau``."""

    state: Path
    database: str
    environment: dict[str, str] = field(repr=False)

    def run(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """The command from start to end, in a process of its own."""
        return run_module("flows.cli", *arguments, **(self.environment | environment))

    def heard(self, *arguments: str, **environment: str) -> Any:
        """The command with ``--json``, which must succeed, and what it printed."""
        ran = self.run(*arguments, "--json", **environment)
        assert ran.returncode == 0, ran.stderr[-3000:]
        return json.loads(ran.stdout)

    def start(self, *arguments: str, **environment: str) -> subprocess.Popen[bytes]:
        """The command under way."""
        command = [sys.executable, "-m", "flows.cli", *arguments]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        return subprocess.Popen(command, cwd=ROOT, env=_without_settings() | self.environment | environment, **quiet)

    def store(self) -> Store:
        """Its archive, opened."""
        return open_store(self.database)

    def fingerprint(self) -> str:
        """What its archive holds."""
        with self.store() as store:
            return store.fingerprint()


@dataclass(frozen=True)
class Told:
    """The truth about one collected item of the sample week."""

    slug: str
    storyline: str
    kind: str
    relevant: bool


@pytest.fixture(scope="session")
def morning(tmp_path_factory: pytest.TempPathFactory) -> Morning:
    """The sample week from start to finish in a process of its own, as ``make demo`` runs it."""
    state = tmp_path_factory.mktemp("morning") / "var"
    ran = run_module("tests.sample_day.demo", PANTAU_STATE=str(state))
    assert ran.returncode == 0, ran.stderr[-3000:]
    return Morning(ran.stdout, state, f"sqlite:///{state / 'demo' / 'pantau.db'}")


@pytest.fixture(scope="session")
def week() -> Iterator[str]:
    """The address of a server of the sample week."""
    served = serve.start()
    yield served.base
    served.stop()


@pytest.fixture(scope="session")
def prefect_api() -> Iterator[str]:
    """The address of a Prefect server that lives as long as the tests, so that not every command starts one of its own."""
    from flows.serve import prefect_server

    with prefect_server(_home, free_port()) as api:
        yield api


@pytest.fixture(scope="session")
def new_monitor(tmp_path_factory: pytest.TempPathFactory, week: str, request: pytest.FixtureRequest) -> Callable[..., Monitor]:
    """Makes monitors of the sample week. ``archive`` is a monitor whose archive, on SQLite, is copied; ``engine`` names the database."""

    def make(archive: Monitor | None = None, engine: str = "sqlite", own_server: bool = False) -> Monitor:
        state = tmp_path_factory.mktemp("monitor") / "var"
        state.mkdir()
        registry = state / "sources.toml"
        registry.write_text(serve.sources(week), encoding="utf-8")
        (state / "model").symlink_to(request.getfixturevalue("morning").state / "model")
        database = f"sqlite:///{state / 'pantau.db'}"
        if archive is not None:
            shutil.copy(archive.state / "pantau.db", state / "pantau.db")
        if engine == "postgresql":
            server, name = request.getfixturevalue("postgresql"), f"flows_{next(_databases)}"
            with psycopg.connect(server.format(database="postgres").replace("+psycopg", ""), autocommit=True) as connection:
                connection.execute(f"create database {name}")
            database = server.format(database=name)
        environment = {
            "PANTAU_STATE": str(state),
            "PANTAU_DATABASE_URL": database,
            "PANTAU_SOURCES": str(registry),
            "PANTAU_ALLOW_PRIVATE": week.removeprefix("http://"),
            "PANTAU_PACE_SECONDS": "0",
            # Each archive would make a key of its own, and authors would bear other pseudonyms in each.
            "PANTAU_PSEUDONYM_KEY": "a key of the tests",
        }
        if not own_server:
            environment["PREFECT_API_URL"] = request.getfixturevalue("prefect_api")
        return Monitor(state, database, environment)

    return make


@pytest.fixture(scope="session")
def collected(new_monitor: Callable[..., Monitor]) -> tuple[Monitor, list[dict[str, Any]]]:
    """A monitor that has collected the week, undisturbed, and the outcomes it printed. Its archive is for copying."""
    monitor = new_monitor()
    return monitor, monitor.heard("collect", "--as-of", AS_OF)


@pytest.fixture(scope="session")
def analysed(new_monitor: Callable[..., Monitor], collected: tuple[Monitor, Any]) -> tuple[Monitor, list[dict[str, Any]]]:
    """A monitor that has collected and analysed the week, undisturbed, and the nights it printed. Its archive is for copying."""
    monitor = new_monitor(collected[0])
    return monitor, monitor.heard("analyse", "--as-of", AS_OF)


@pytest.fixture
def archive(morning: Morning) -> Iterator[Store]:
    """The archive that the morning left behind."""
    with open_store(morning.database) as store:
        yield store


@pytest.fixture(scope="session")
def told() -> dict[str, Told]:
    """The truth by what the server sends: an article's guid, a post's number."""
    truth = {entry["slug"]: entry for entry in tomllib.loads(TRUTH.read_text(encoding="utf-8"))["item"]}
    week = read_week()
    articles = [article for listed in week.articles.values() for article in listed]
    external = {
        f"tag:{a.outlet},2026:{a.slug}" if week.outlets[a.outlet]["feed"] == "atom" else f"{a.outlet}-{a.slug}": a.slug for a in articles
    }
    external |= {post.number: post.slug for post in week.posts}
    return {
        sent: Told(slug, truth[slug]["storyline"], truth[slug]["kind"], truth[slug]["relevant"])
        for sent, slug in external.items()
        if not truth[slug].get("skipped")
    }


def run_module(module: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a module in a process of its own, without this process's own settings."""
    command = [sys.executable, "-m", module, *arguments]
    environment = _without_settings() | environment
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=600, check=False)


def _without_settings() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith(("PANTAU_", "PREFECT_"))}


def free_port() -> int:
    """A loopback port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(true: Callable[[], Any], seconds: float = 180, every: float = 0.05) -> Any:
    """What ``true`` returns once that is true; a failure when it does not come to pass in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if value := true():
            return value
        time.sleep(every)
    pytest.fail(f"it did not come to pass within {seconds} s")


def key_of(item: Item) -> str:
    """What the sample server called this item: its guid, or the number of a post."""
    return (item.external_id or "").rpartition("/")[2] if item.kind == "post" else (item.external_id or "")


@pytest.fixture
def key() -> Any:
    """See :func:`key_of`."""
    return key_of


@pytest.fixture(scope="session")
def run() -> Any:
    """See :func:`run_module`."""
    return run_module


@pytest.fixture(scope="session")
def port() -> Any:
    """See :func:`free_port`."""
    return free_port


@pytest.fixture(scope="session")
def until() -> Any:
    """See :func:`wait_until`."""
    return wait_until
