"""One day of the archive becomes the content of its brief."""

from __future__ import annotations

from datetime import date

from archive.settings import Settings
from archive.store import Store
from reports.content import BriefContent
from reports.day import DayView, read
from reports.letters import clean
from reports.sections import build_all
from reports.wording import long_date, window

TITLE = "Taklimat Pagi"


def build(store: Store, settings: Settings, day: date) -> BriefContent:
    """The brief of ``day``: what its window held, how that was judged, and what to do about it.

    The same archive gives the same content, and so the same :attr:`~reports.content.BriefContent.content_hash`.

    Raises:
        archive.store.ArchiveError: the archive cannot be read.
    """
    return compose(read(store, settings, day))


def compose(day: DayView) -> BriefContent:
    """The brief of a day that has been read already."""
    return BriefContent(
        day=day.day,
        as_of=day.end,
        office=clean(day.office),
        title=TITLE,
        date_text=long_date(day.day),
        window_text=window(day.start, day.end, day.zone),
        sample=day.sample,
        sections=build_all(day),
    )
