"""One real morning, shared by the tests of the flows: the sample week collected, analysed and printed by the very same flows as live."""

import os
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from archive.records import Item
from archive.store import Store, open_store
from tests.sample_day.sampleweb.week import read_week

ROOT = Path(__file__).parent.parent.parent
TRUTH = ROOT / "tests" / "sample_day" / "truth.toml"


@dataclass(frozen=True)
class Morning:
    """What ``make demo`` left behind: its output, its state folder, and the address of its archive."""

    printed: str
    state: Path
    database: str


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
    external = {f"{article.outlet}-{article.slug}": article.slug for article in week.articles}
    external |= {f"tag:{article.outlet},2026:{article.slug}": article.slug for article in week.articles}
    external |= {post.number: post.slug for post in week.posts}
    return {
        sent: Told(slug, truth[slug]["storyline"], truth[slug]["kind"], truth[slug]["relevant"])
        for sent, slug in external.items()
        if not truth[slug].get("skipped")
    }


def run_module(module: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a module in a process of its own, without this process's own settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PANTAU_", "PREFECT_"))}
    command = [sys.executable, "-m", module, *arguments]
    return subprocess.run(command, cwd=ROOT, env=kept | environment, capture_output=True, text=True, timeout=600, check=False)


def key_of(item: Item) -> str:
    """What the sample server called this item: its guid, or the number of a post."""
    return (item.external_id or "").rpartition("/")[2] if item.kind == "post" else (item.external_id or "")


@pytest.fixture
def key() -> Any:
    """See :func:`key_of`."""
    return key_of


@pytest.fixture
def run() -> Any:
    """See :func:`run_module`."""
    return run_module
