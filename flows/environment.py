"""Where Prefect keeps its things, and what it may send: decided before Prefect is imported.

Prefect reads its settings once, at import. Every command therefore calls :func:`prepare` first and imports the flows after it.
"""

import os
from pathlib import Path


def prepare(state: Path) -> None:
    """Point Prefect into ``state`` and switch its telemetry off; what the environment already says stays."""
    defaults = {
        "PREFECT_HOME": str((state / "prefect").resolve()),
        "DO_NOT_TRACK": "1",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        # A temporary server migrates its database on the first run ever, which takes longer than Prefect's 20 seconds on a small machine.
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "90",
        "PREFECT_LOGGING_LEVEL": "WARNING",
        "PREFECT_LOGGING_SERVER_LEVEL": "ERROR",
        # What goes wrong in a flow is raised to whoever started it, and its trace stands in the run's log on the server.
        "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "CRITICAL",
    }
    for name, value in defaults.items():
        os.environ.setdefault(name, value)
