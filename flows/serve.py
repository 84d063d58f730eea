"""Everything on one machine from one command: Prefect's server, the schedules, and the flows."""

import asyncio
import os
import signal
import socket
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
from rich.console import Console

from archive.settings import Settings
from flows import FlowError
from reports.delivery.recipients import load_recipients

if TYPE_CHECKING:
    from prefect.deployments.runner import RunnerDeployment

DEPLOYMENTS = Path(__file__).parent.parent / "prefect.yaml"
START_SECONDS = 120
END_SECONDS = 10
FLOWS_AT_ONCE = 4
"""A collection and an analysis that hang must not keep the brief, or its last call, waiting."""


def serve(settings: Settings, port: int) -> None:
    """Run until interrupted, by Ctrl-C or by a service manager's SIGTERM.

    The schedules are those of ``prefect.yaml``: one place to change them, whether one machine runs everything or a work pool does.

    Raises:
        FlowError: the port is taken, the server does not come up, or ``prefect.yaml`` is not beside the rooms.
        ReportError: the file of recipients is wrong.
    """
    # A slip in the file is found now and not at six in the morning.
    load_recipients(settings)
    # SIGTERM alone would end this process on the spot, and leave the server behind.
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        with prefect_server(settings.state, port) as api:
            # Prefect reads its address at import, so nothing of it may be imported before this line.
            os.environ["PREFECT_API_URL"] = api
            asyncio.run(end_runs_left_behind())
            board = api.removesuffix("/api")
            Console().print(f"Pantau Kaltim berjalan; papan Prefect di {board} (hentikan dengan Ctrl-C)", soft_wrap=True)
            _run(deployments())
    except KeyboardInterrupt:
        return


def _interrupt(*_: object) -> None:
    signal.raise_signal(signal.SIGINT)


def _run(ready: list["RunnerDeployment"]) -> None:
    from prefect.runner import Runner

    class Served(Runner):
        def handle_sigterm(self, *_: object, **__: object) -> None:
            # Prefect's own handler forgets to await its stop, so that flows which are running are left behind.
            _interrupt()

    # Schedules are not paused at the end: the server that would follow them ends with us, and asking it then may find it gone.
    runner = Served(limit=FLOWS_AT_ONCE, pause_on_shutdown=False)
    for deployment in ready:
        runner.add_deployment(deployment)
    asyncio.run(runner.start())


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
                parameters=entry.get("parameters"),
                schedules=[
                    Cron(s["cron"], timezone=s["timezone"], slug=s["slug"], parameters=s.get("parameters", {})) for s in entry["schedules"]
                ],
                concurrency_limit=ConcurrencyLimitConfig(**entry["concurrency_limit"]),
                entrypoint_type=EntrypointType.MODULE_PATH,
            )
        )
    return ready


@contextmanager
def prefect_server(state: Path, port: int) -> Iterator[str]:
    """A Prefect server on loopback for the length of the block; yields the address of its API.

    Raises:
        FlowError: the port is taken, or the server ended or did not answer in time; its log says why.
    """
    _refuse_taken(port)
    log = state / "prefect" / "server.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "flows.prefect_server", "server", "start", "--host", "127.0.0.1", "--port", str(port)]
    with (
        log.open("ab") as output,
        # In a session of its own: Ctrl-C is for us, and we end the server when the flows that speak to it have ended.
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=output, stderr=output, start_new_session=True) as server,  # noqa: S603 - fixed words
    ):
        try:
            _wait_until_healthy(server, f"http://127.0.0.1:{port}/api/health", log)
            yield f"http://127.0.0.1:{port}/api"
        finally:
            server.terminate()
            try:
                server.wait(END_SECONDS)
            except subprocess.TimeoutExpired:
                server.kill()


def _refuse_taken(port: int) -> None:
    # Asked first, because whoever answers there would otherwise be taken for the server that we start.
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except (OSError, OverflowError) as error:
            why = getattr(error, "strerror", None) or error
            raise FlowError(f"--port {port}: cannot be used ({why}); end what listens there, or choose another") from error


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
