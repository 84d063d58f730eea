"""What a first run would otherwise wait for."""

import subprocess
import sys

from rich.console import Console

from analysis.embedding import load
from archive.settings import Settings
from archive.store import open_store


def setup(settings: Settings) -> None:
    """Migrate the archive and Prefect's own database, and write the embedding model into the state folder.

    Raises:
        ArchiveError: the archive cannot be opened.
        AnalysisError: the model cannot be prepared.
    """
    console = Console()
    open_store(settings.database).close()
    console.print("arsip siap")
    subprocess.run([sys.executable, "-m", "prefect", "server", "database", "upgrade", "--yes"], check=True, capture_output=True)
    console.print("basis data Prefect siap")
    encoder = load(settings.model, settings.state / "model", settings.model_prompt, settings.device)
    console.print(f"model siap: {encoder.model_id}")
