"""The monitor by itself: deployments of a server of one's own, and ``pantau serve``, which is everything on one machine."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from archive.records import Item, Outcome
from flows.serve import deployments

ROOT = Path(__file__).parent.parent.parent
AS_OF = "2026-11-16T05:30+08:00"
SCHEDULES = {
    "collect": {("*/30 * * * *", "Asia/Makassar", None), ("50 4 * * *", "Asia/Makassar", False)},
    "analyse": {("20 * * * *", "Asia/Makassar", None)},
    "brief": {("30 5 * * *", "Asia/Makassar", None)},
    "last-call": {("50 5 * * *", "Asia/Makassar", None)},
    "brief-weekly": {("35 5 * * 1", "Asia/Makassar", None)},
    "brief-monthly": {("40 5 1 * *", "Asia/Makassar", None)},
    "weekly": {("45 5 * * 1", "Asia/Makassar", None)},
}
"""Cron, zone, and whether only sources whose time has come are asked, where a schedule says so itself."""
ENDED = {"COMPLETED", "FAILED", "CRASHED", "CANCELLED"}


class Board:
    """Prefect's API as its own pages use it."""

    def __init__(self, api: str) -> None:
        self.api = api

    def healthy(self) -> bool:
        try:
            return httpx.get(f"{self.api}/health", timeout=5).status_code == 200
        except httpx.HTTPError:
            return False

    def ask(self, path: str, **body: Any) -> Any:
        answer = httpx.post(f"{self.api}{path}", json=body, timeout=30) if body else httpx.get(f"{self.api}{path}", timeout=30)
        answer.raise_for_status()
        return answer.json()

    def ready(self) -> bool:
        """Whether somebody serves the deployments."""
        found = self.ask("/deployments/filter", limit=10) if self.healthy() else []
        return len(found) == len(SCHEDULES) and all(deployment["status"] == "READY" for deployment in found)

    def start(self, flow: str, **parameters: str) -> str:
        deployment = self.ask(f"/deployments/name/{flow}/{flow}")
        return self.ask(f"/deployments/{deployment['id']}/create_flow_run", parameters=parameters, state={"type": "SCHEDULED"})["id"]

    def state(self, run_id: str) -> str:
        return self.ask(f"/flow_runs/{run_id}")["state_type"]


@pytest.fixture
def serving(until: Any) -> Iterator[Callable[[Any], Any]]:
    """Starts ``pantau serve`` for a monitor and waits until it takes work; whatever a test leaves behind is ended."""
    started: list[subprocess.Popen[bytes]] = []

    def serve(monitor: Any, number: int) -> tuple[subprocess.Popen[bytes], Board]:
        process = monitor.start("serve", "--port", str(number))
        started.append(process)
        board = Board(f"http://127.0.0.1:{number}/api")
        until(lambda: process.poll() is not None or board.ready(), 120, 0.3)
        assert process.poll() is None
        return process, board

    yield serve
    for process in started:
        process.kill()
        process.wait()


def children_of(pid: int) -> set[int]:
    """The processes below one, by id."""
    listed = subprocess.run(["ps", "-e", "-o", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    parents = [tuple(map(int, line.split())) for line in listed.splitlines()]
    found, known = {pid}, set[int]()
    while found - known:
        known |= found
        found |= {child for child, parent in parents if parent in known}
    return found - {pid}


def alive(pids: set[int]) -> set[int]:
    """Those of ``pids`` that still run."""
    listed = subprocess.run(["ps", "-e", "-o", "pid=,stat="], capture_output=True, text=True, check=True).stdout
    return pids & {int(line.split()[0]) for line in listed.splitlines() if not line.split()[1].startswith("Z")}


def entries() -> dict[str, Any]:
    """The deployments of the project file, by name."""
    return {entry["name"]: entry for entry in yaml.safe_load((ROOT / "prefect.yaml").read_text(encoding="utf-8"))["deployments"]}


def test_the_deployments_of_serve_are_those_of_the_project_file() -> None:
    written = entries()
    ready = {deployment.name: deployment for deployment in deployments()}
    assert set(ready) == set(written) == set(SCHEDULES)
    for name, deployment in ready.items():
        found = {(s.schedule.cron, s.schedule.timezone, s.parameters.get("only_due")) for s in deployment.schedules}
        assert found == SCHEDULES[name]
        assert deployment.parameters == written[name].get("parameters", {})
        assert [s.slug for s in deployment.schedules] == [s["slug"] for s in written[name]["schedules"]]
        assert deployment.entrypoint == written[name]["entrypoint"]
        assert deployment.concurrency_limit == 1


@pytest.mark.slow
def test_the_project_file_deploys_on_a_server_of_ones_own(prefect_api: str) -> None:
    environment = os.environ | {"PREFECT_API_URL": prefect_api, "PROJECT_ROOT": str(ROOT)}
    for command in (
        ["work-pool", "create", "pantau", "--type", "process", "--overwrite"],
        ["work-pool", "set-concurrency-limit", "pantau", "4"],
        ["--no-prompt", "deploy", "--all"],
    ):
        ran = subprocess.run([sys.executable, "-m", "prefect", *command], cwd=ROOT, env=environment, capture_output=True, text=True)
        assert ran.returncode == 0, ran.stdout[-2000:] + ran.stderr[-2000:]
    board, written = Board(prefect_api), entries()
    found = {deployment["name"]: deployment for deployment in board.ask("/deployments/filter", limit=10)}
    assert set(found) == set(SCHEDULES)
    for name, deployment in found.items():
        schedules = {(s["schedule"]["cron"], s["schedule"]["timezone"], s["parameters"].get("only_due")) for s in deployment["schedules"]}
        assert schedules == SCHEDULES[name]
        assert deployment["global_concurrency_limit"]["limit"] == 1
        assert deployment["concurrency_options"]["collision_strategy"] == "CANCEL_NEW"
        assert (deployment["work_pool_name"], deployment["entrypoint"]) == ("pantau", written[name]["entrypoint"])
    assert board.ask("/work_pools/pantau")["concurrency_limit"] == 4


@pytest.mark.slow
def test_a_run_left_behind_is_marked_as_crashed_and_a_finished_one_is_left_alone(prefect_api: str) -> None:
    board = Board(prefect_api)
    flow = board.ask("/flows/", name="left-behind")["id"]
    runs = {kind: board.ask("/flow_runs/", flow_id=flow, state={"type": kind})["id"] for kind in ("RUNNING", "PENDING", "COMPLETED")}
    mended = "import asyncio; from flows.serve import end_runs_left_behind; asyncio.run(end_runs_left_behind())"
    subprocess.run([sys.executable, "-c", mended], cwd=ROOT, env=os.environ | {"PREFECT_API_URL": prefect_api}, check=True)
    assert {kind: board.state(run_id) for kind, run_id in runs.items()} == {
        "RUNNING": "CRASHED",
        "PENDING": "CRASHED",
        "COMPLETED": "COMPLETED",
    }


@pytest.mark.slow
def test_the_monitor_works_by_itself_survives_a_kill_and_ends_when_told(
    serving: Any, new_monitor: Callable[..., Any], port: Any, until: Any
) -> None:
    monitor, number = new_monitor(own_server=True), port()
    patient = {"PANTAU_PACE_SECONDS": "0.3"}
    slow = type(monitor)(monitor.state, monitor.database, monitor.environment | patient)

    # Killed while it collects: its server ends with it, and we end the collection, as a machine without power would.
    process, board = serving(slow, number)
    interrupted = board.start("collect", as_of=AS_OF)
    with monitor.store() as store:
        until(lambda: store.count(Outcome), 60)
        heard = store.count(Outcome)
    below = children_of(process.pid)
    process.kill()
    process.wait()
    until(lambda: not board.healthy(), 30)
    for left in alive(below):
        os.kill(left, signal.SIGKILL)

    # At the next start the port is free, the interrupted run holds nothing back, and a collection runs to its end.
    process, board = serving(monitor, number)
    until(lambda: board.state(interrupted) == "CRASHED", 30)
    again = board.start("collect", as_of=AS_OF)
    until(lambda: board.state(again) in ENDED, 120, 0.3)
    assert board.state(again) == "COMPLETED"
    assert not any(deployment["paused"] for deployment in board.ask("/deployments/filter", limit=10))
    with monitor.store() as store:
        assert store.count(Outcome) > heard
        assert store.count(Item) > 200

    # Told to end while it collects once more, it takes everything along.
    last = board.start("collect", as_of=AS_OF)
    until(lambda: board.state(last) == "RUNNING", 60)
    below = children_of(process.pid)
    process.send_signal(signal.SIGTERM)
    assert process.wait(30) == 0
    until(lambda: not alive(below), 30)
    assert not board.healthy()


@pytest.mark.slow
def test_a_monitor_that_is_told_to_end_while_it_starts_leaves_no_server_behind(
    new_monitor: Callable[..., Any], port: Any, until: Any
) -> None:
    process = new_monitor(own_server=True).start("serve", "--port", str(port()))
    below = until(lambda: children_of(process.pid))
    process.send_signal(signal.SIGTERM)
    assert process.wait(30) == 0
    until(lambda: not alive(below), 30)
