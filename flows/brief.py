"""The scheduled printing of the brief, and its way to those who wait for it."""

from datetime import date, datetime
from pathlib import Path

from prefect import flow, task
from prefect.artifacts import create_link_artifact
from prefect.cache_policies import NO_CACHE

from archive.records import Brief, Edition
from archive.settings import Settings, load_settings
from archive.store import Store, open_store
from flows.clock import instant
from flows.printing import print_anew, wanted_day


@flow(name="brief")
def brief(edition: Edition = "harian", day: date | str | None = None, as_of: datetime | str | None = None) -> Brief:
    """Print the edition that bears ``day``: where none is given, the newest one whose window has closed.

    Raises ConfigError, ArchiveError or ReportError when it cannot be printed, and FlowError when no source was ever asked.
    """
    settings = load_settings()
    now = instant(as_of, settings)
    wanted = wanted_day(settings, edition, now) if day is None else date.fromisoformat(str(day))
    with open_store(settings.database) as store:
        printed = print_brief(store, settings, edition, wanted, now)
    create_link_artifact(
        key="brief",
        link=(Path(printed.path)).resolve().as_uri(),
        link_text=f"Brief {printed.edition} {printed.day.isoformat()}",
        description=f"{printed.pages} pages, content {printed.content_hash}",
    )
    return printed


@task(cache_policy=NO_CACHE)
def print_brief(store: Store, settings: Settings, edition: Edition, day: date, now: datetime) -> Brief:
    """Build the content, set it, write the file below the state folder, and keep the record."""
    return print_anew(store, settings, edition, day, now).brief
