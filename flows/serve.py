"""Everything on one machine from one command: Prefect's server, the schedules, and the flows."""

import asyncio
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from archive.settings import Settings
from flows import FlowError

if TYPE_CHECKING:
    from prefect.deployments.runner import RunnerDeployment

DEPLOYMENTS = Path(__file__).parent.parent / "prefect.yaml"
START_SECONDS = 120
FLOWS_AT_ONCE = 2


def serve(settings: Settings, port: int) -> None:
    """Run until interrupted.

    The schedules are those of ``prefect.yaml``: one place to change them, whether one machine runs everything or a work pool does.

    Raises:
        FlowError: the server does not come up, or ``prefect.yaml`` is not beside the rooms.
    """
    with prefect_server(settings.state, port) as api:
        # Prefect reads its address at import, so nothing of it may be imported before this line.
        os.environ["PREFECT_API_URL"] = api
        import prefect

        asyncio.run(end_runs_left_behind())
        prefect.serve(*deployments(), limit=FLOWS_AT_ONCE, print_starting_message=False)


def deployments(path: Path = DEPLOYMENTS) -> list["RunnerDeployment"]:
    """The deployments of ``prefect.yaml``, to be run by this process instead of a work pool.

    Raises:
        FlowError: the file is missing or not a Prefect project file.
    """
    from prefect.client.schemas.objects import ConcurrencyLimitConfig
    from prefect.schedules import Cron
    from prefect.types.entrypoint import EntrypointType

    try:
        entries = yaml.safe_load(path.read_text(encoding="utf-8"))["deployments"]
    except (OSError, yaml.YAMLError, KeyError, TypeError) as error:
        raise FlowError(f"{path}: not readable as a Prefect project file; restore it from the repository") from error
    ready = []
    for entry in entries:
        module, _, name = entry["entrypoint"].rpartition(".")
        flow: Any = getattr(import_module(module), name)
        ready.append(
            flow.to_deployment(
                entry["name"],
                description=entry["description"],
                schedules=[Cron(s["cron"], timezone=s["timezone"], slug=s["slug"]) for s in entry["schedules"]],
                concurrency_limit=ConcurrencyLimitConfig(**entry["concurrency_limit"]),
                entrypoint_type=EntrypointType.MODULE_PATH,
            )
        )
    return ready


@contextmanager
def prefect_server(state: Path, port: int) -> Iterator[str]:
    """A Prefect server on loopback for the length of the block; yields the address of its API.

    Raises:
        FlowError: the server ended or did not answer in time; its log says why.
    """
    log = state / "prefect" / "server.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)]
    with log.open("ab") as output, subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT) as server:  # noqa: S603 - fixed words
        try:
            _wait_until_healthy(server, f"http://127.0.0.1:{port}/api/health", log)
            yield f"http://127.0.0.1:{port}/api"
        finally:
            server.terminate()


def _wait_until_healthy(server: subprocess.Popen[bytes], address: str, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise FlowError(f"the Prefect server stopped at once; see {log}, or choose another --port")
        try:
            with urllib.request.urlopen(address, timeout=2):  # noqa: S310 - an http address made above
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
    raise FlowError(f"the Prefect server did not answer within {START_SECONDS} s; see {log}")


async def end_runs_left_behind() -> None:
    """Mark runs that an earlier, killed process left unfinished as crashed.

    Prefect keeps them as running for ever, and with a concurrency limit of one they would hold back every run after them.
    """
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterState, FlowRunFilterStateType
    from prefect.client.schemas.objects import StateType
    from prefect.states import Crashed

    unfinished = FlowRunFilter(
        state=FlowRunFilterState(type=FlowRunFilterStateType(any_=[StateType.RUNNING, StateType.PENDING, StateType.CANCELLING]))
    )
    async with get_client() as client:
        for run in await client.read_flow_runs(flow_run_filter=unfinished):
            await client.set_flow_run_state(run.id, Crashed(message="left behind by a process that ended"), force=True)
