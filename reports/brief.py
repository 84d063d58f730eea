"""A period of the archive becomes the content of its brief."""

from __future__ import annotations

from datetime import date

from archive.records import Edition
from archive.settings import Settings
from archive.store import Store
from reports.content import BriefContent
from reports.letters import clean
from reports.period import period_of
from reports.sections import build_all
from reports.view import View, read
from reports.wording import long_date, span_of_days, window


def build(store: Store, settings: Settings, day: date, edition: Edition = "harian") -> BriefContent:
    """The edition that bears ``day``: what its window held, how that was judged, and what to do about it.

    The same archive gives the same content, and so the same :attr:`~reports.content.BriefContent.content_hash`.

    Raises:
        archive.store.ArchiveError: the archive cannot be read.
    """
    return compose(read(store, settings, period_of(edition, day)))


def compose(view: View) -> BriefContent:
    """The brief of a period that has been read already."""
    period = view.period
    first, last = view.dated(0), view.dated(len(period.days) - 1)
    return BriefContent(
        edition=period.edition,
        day=period.day,
        as_of=view.end,
        office=clean(view.office),
        title=period.words.title,
        date_text=long_date(period.day) if period.edition == "harian" else span_of_days(first, last),
        window_text=window(view.start, view.end, view.zone),
        sample=view.sample,
        desk=view.desk,
        sections=build_all(view),
    )
