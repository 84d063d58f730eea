"""The scheduled printing of the brief, and its way to those who wait for it."""

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from prefect import flow, get_run_logger, task
from prefect.artifacts import create_link_artifact
from prefect.cache_policies import NO_CACHE

from archive import ArchiveError
from archive.records import Brief, Delivery, Edition, Night
from archive.settings import Settings, load_settings
from archive.store import Store, open_store
from flows.clock import EDITIONS, instant
from flows.delivery import deliver, tell
from flows.printing import newest, print_anew, wanted_day
from reports import ReportError
from reports.delivery.recipients import load_recipients


@flow(name="brief")
def brief(edition: Edition = "harian", day: date | str | None = None, as_of: datetime | str | None = None) -> Brief:
    """Print the edition that bears ``day``, where none is given the newest one whose window has closed, and send it.

    What nobody has analysed since its window closed is printed and kept back: :func:`last_call` sends it when its time has come. A replay
    of a past moment, and a sample, are sent to nobody.

    Raises ConfigError, ArchiveError or ReportError when it cannot be printed, and FlowError when no source was ever asked.
    """
    settings = load_settings()
    now = instant(as_of, settings)
    wanted = wanted_day(settings, edition, now) if day is None else date.fromisoformat(str(day))
    with open_store(settings.database) as store:
        printed = print_brief(store, settings, edition, wanted, now)
        if as_of is None and not settings.sample:
            if analysed(store, settings, wanted) or due(settings, now):
                deliver(store, settings, printed)
            else:
                get_run_logger().warning("%s edition of %s kept back until %s: not analysed yet", edition, wanted, settings.due_by)
    create_link_artifact(
        key="brief",
        link=(Path(printed.path)).resolve().as_uri(),
        link_text=f"Brief {printed.edition} {printed.day.isoformat()}",
        description=f"{printed.pages} pages, content {printed.content_hash}",
    )
    return printed


@flow(name="last-call")
def last_call(as_of: datetime | str | None = None) -> None:
    """See to it that this morning's editions have gone out: what is known goes, and says what is missing; who failed is tried again.

    Raises ConfigError, ArchiveError or ReportError when an edition could not be sent, after those who take alerts were told.
    """
    settings = load_settings()
    now = instant(as_of, settings)
    groups = load_recipients(settings)
    failed: list[Exception] = []
    with open_store(settings.database) as store:
        for edition in EDITIONS:
            day = wanted_day(settings, edition, now)
            if day != settings.closed_day(now) or not any(edition in group.editions for group in groups):
                continue
            kept = newest(store, edition, day)
            if kept is None or not store.count(Delivery, edition=edition, day=day):
                try:
                    kept = print_brief(store, settings, edition, day, now)
                except (ArchiveError, ReportError) as error:
                    tell(settings, f"Taklimat {edition} {day.isoformat()} gagal dicetak: {error}")
                    if kept is None:
                        failed.append(error)
                        continue
            deliver(store, settings, kept)
    if failed:
        raise failed[0]


@task(cache_policy=NO_CACHE)
def print_brief(store: Store, settings: Settings, edition: Edition, day: date, now: datetime) -> Brief:
    """Build the content, set it, write the file below the state folder, and keep the record."""
    printed = print_anew(store, settings, edition, day, now)
    for remark in printed.remarks:
        get_run_logger().warning("%s edition of %s: %s", edition, day, remark)
    return printed.brief


def analysed(store: Store, settings: Settings, day: date) -> bool:
    """Whether an analysis has seen the whole window of ``day``."""
    return any(night.as_of >= settings.window(day)[1] for night in store.records(Night, day=day))


def due(settings: Settings, now: datetime) -> bool:
    """Whether a brief has to go out, whatever is missing: from ``due_by`` on, and at any time of the evening before."""
    local = now.astimezone(ZoneInfo(settings.timezone)).time()
    return not settings.cutoff <= local < settings.due_by
