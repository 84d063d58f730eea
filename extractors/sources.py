"""The list of sources."""

from __future__ import annotations

from pathlib import Path

from archive.records import Source


def load_sources(path: Path | None) -> tuple[Source, ...]:
    """The sources of a file, or of the list that comes with the project."""
    raise NotImplementedError
