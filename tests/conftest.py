"""What every test shares: an environment without the user's own settings, and a private PostgreSQL."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def _own_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No test sees the PANTAU_ variables of whoever runs it; each gets a state folder of its own."""
    for name in [name for name in os.environ if name.startswith("PANTAU_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PANTAU_STATE", str(tmp_path / "var"))


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The address of a PostgreSQL server that lives as long as the tests; ``{database}`` stands for a database name."""
    binaries = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb")) or [Path(p) for p in [shutil.which("initdb")] if p]
    if not binaries:
        pytest.fail("PostgreSQL's server programs are missing; on Debian: apt install postgresql")
    home = binaries[-1].parent
    # Not in pytest's own folder, which only the user who runs the tests may enter.
    data = Path(tempfile.mkdtemp(prefix="pantau-postgresql-"))
    # The server refuses to run as root; as root the tests run it as the user that the Debian package makes.
    as_owner = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    if as_owner:
        shutil.chown(data, "postgres")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    cluster = data / "cluster"
    subprocess.run(
        [*as_owner, home / "initdb", "-D", cluster, "-U", "pantau", "-A", "trust", "-E", "UTF8", "--no-sync"],
        check=True,
        capture_output=True,
    )
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={data} -c fsync=off -c full_page_writes=off"
    control = [*as_owner, home / "pg_ctl", "-D", cluster, "-w"]
    subprocess.run([*control, "-o", options, "-l", data / "log", "start"], check=True, capture_output=True)
    yield f"postgresql+psycopg://pantau@127.0.0.1:{port}/{{database}}"
    subprocess.run([*control, "-m", "fast", "stop"], check=True, capture_output=True)
    shutil.rmtree(data)
