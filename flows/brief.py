"""Print the brief of one day."""

from datetime import date, datetime
from pathlib import Path

from prefect import flow, task
from prefect.artifacts import create_link_artifact
from prefect.cache_policies import NO_CACHE

from archive.records import Brief, Outcome
from archive.settings import Settings, load_settings
from archive.store import Store, open_store
from flows import FlowError
from flows.clock import instant
from flows.stages import stage
from reports.brief import build
from reports.pdf import write


@flow(name="brief")
def brief(day: date | str | None = None, as_of: datetime | str | None = None) -> Brief:
    """Print the brief of ``day``: where none is given, of the last day whose window has closed.

    Raises ConfigError, ArchiveError or ReportError when it cannot be printed, and FlowError when no source was ever asked: an empty
    brief would look like a quiet day.
    """
    settings = load_settings()
    now = instant(as_of, settings)
    wanted = settings.closed_day(now) if day is None else date.fromisoformat(str(day))
    with open_store(settings.database) as store:
        if not store.count(Outcome):
            raise FlowError(
                "there is nothing to print: no source was ever asked; run `pantau brief --fresh` for the live sources, "
                "or `make demo` for the invented week"
            )
        printed = print_brief(store, settings, wanted, now)
    create_link_artifact(
        key="brief",
        link=(Path(printed.path)).resolve().as_uri(),
        link_text=f"Brief {printed.day.isoformat()}",
        description=f"{printed.pages} pages, content {printed.content_hash}",
    )
    return printed


@task(cache_policy=NO_CACHE)
def print_brief(store: Store, settings: Settings, day: date, now: datetime) -> Brief:
    """Build the content, render it, write the file below the state folder, and keep the record."""
    with stage(store, "brief", "build", now, total=1) as progress:
        content = build(store, settings, day)
        progress.advance()
    with stage(store, "brief", "print", now, total=1) as progress:
        printed = write(content, settings.state / "brief")
        store.put(printed)
        progress.advance()
    return printed
