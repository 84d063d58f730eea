"""Print editions of the brief, keep what each said, and print an old one again as it was.

Nothing here needs Prefect: ``pantau brief`` must not wait for its server, and the scheduled flow calls the same functions.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from archive.records import Asked, Brief, Correction, Edition, Outcome, stable_id
from archive.settings import Settings
from archive.store import Store
from flows import FlowError
from flows.clock import EDITIONS
from flows.stages import stage
from reports.brief import compose
from reports.content import BriefContent
from reports.decisions import asked_in
from reports.follow_up import LONGEST
from reports.imprint import Imprint
from reports.letters import clean, web_address
from reports.logo import read as read_logo
from reports.pdf import Written, placed, write
from reports.period import last_of, period_of
from reports.view import View, read
from reports.wording import long_day

_OTHER_BYTES = (
    "isinya sama, tetapi berkasnya tidak lagi sama byte demi byte dengan cetakan semula: tata letak, pustaka, atau logo berubah sejak itu"
)
_CORRECTED = "ditandai dengan ralat yang dicatat sesudah terbit"


@dataclass(frozen=True, slots=True)
class Printed:
    """A printed edition, and remarks (Indonesian) that whoever asked for it should know."""

    brief: Brief
    remarks: tuple[str, ...] = ()


def wanted_day(settings: Settings, edition: Edition, now: datetime) -> date:
    """The date of the newest edition whose window has closed at ``now``."""
    return last_of(edition, settings.closed_day(now))


def print_again(store: Store, settings: Settings, edition: Edition, day: date) -> Printed | None:
    """Print a kept edition from what it said then; ``None`` where none is kept.

    The same bytes come out unless the program, its font or the logo changed, or the edition was corrected since: both are remarked.
    """
    kept = newest(store, edition, day)
    if kept is None or kept.content is None:
        return None
    content = BriefContent.from_text(kept.content)
    imprint = _imprint(store, settings, edition, day, kept.number)
    done = write(content, settings.state / "brief", imprint)
    remarks = list(done.warnings)
    if imprint.errata:
        remarks.append(_CORRECTED)
    elif done.pdf_hash != kept.pdf_hash:
        remarks.append(_OTHER_BYTES)
    if str(done.path) != kept.path:
        kept = replace(kept, path=str(done.path))
        store.put(kept)
    return Printed(kept, tuple(remarks))


def print_anew(store: Store, settings: Settings, edition: Edition, day: date, now: datetime) -> Printed:
    """Print an edition from what the archive knows now, and keep it; where it says something new it is a further printing.

    Raises:
        FlowError: no source was ever asked; an empty brief would look like a quiet day.
    """
    if not store.count(Outcome):
        raise FlowError(
            "there is nothing to print: no source was ever asked; run `pantau brief --fresh` for the live sources, "
            "or `make demo` for the invented week"
        )
    with stage(store, "brief", "build", now, total=1) as progress:
        view = read(store, settings, period_of(edition, day))
        content = compose(view)
        progress.advance()
    with stage(store, "brief", "print", now, total=1) as progress:
        before = newest(store, edition, day)
        same = before is not None and before.content_hash == content.content_hash
        number = (before.number + (not same)) if before else 1
        with placed(content, settings.state / "brief", _imprint(store, settings, edition, day, number)) as done:
            if before is not None and same:
                # What an erasure emptied, or an older program never kept, is known again.
                brief = replace(before, content=content.as_text, pdf_hash=before.pdf_hash or done.pdf_hash, path=str(done.path))
                store.put(brief)
            else:
                brief = _record(content, number, done, view)
                with store.batch():
                    store.delete(Asked, edition=edition, day=day)
                    store.put(brief, asked_in(view))
        progress.advance()
    return Printed(brief, done.warnings)


def print_without(store: Store, settings: Settings, edition: Edition, day: date) -> Brief:
    """Print an edition from what is left after an erasure, in the place of every earlier printing of it: those are gone."""
    before = newest(store, edition, day)
    view = read(store, settings, period_of(edition, day))
    content = compose(view)
    number = before.number if before else 1
    with placed(content, settings.state / "brief", _imprint(store, settings, edition, day, number)) as done, store.batch():
        brief = _record(content, number, done, view)
        store.delete(Brief, edition=edition, day=day)
        store.delete(Asked, edition=edition, day=day)
        store.put(brief, asked_in(view))
    return brief


def correct(store: Store, settings: Settings, edition: Edition, day: date, text: str, url: str | None, now: datetime) -> Printed:
    """Note what an edition told wrongly: the next daily edition says so, and this one is printed again with the mark.

    Raises:
        FlowError: no such edition was printed, the text is empty, or the address is none.
    """
    said = clean(text)
    if not said:
        raise FlowError("a correction says what was wrong and what is right; give it as text")
    if len(said) > LONGEST:
        raise FlowError(f"a correction of {len(said)} characters would be cut in its middle; say it in at most {LONGEST}")
    if url is not None and web_address(url) is None:
        raise FlowError(f"--url {url!r}: is no web address; begin with https:// or http://")
    if newest(store, edition, day) is None:
        raise FlowError(f"no {edition} edition of {day} was printed; `pantau brief --date {day} --edition {edition}` prints it")
    store.put(Correction(stable_id(edition, day.isoformat(), said), edition, day, now, said, url))
    return print_again(store, settings, edition, day) or print_anew(store, settings, edition, day, now)


def newest(store: Store, edition: Edition, day: date) -> Brief | None:
    """The last printing of an edition, ``None`` where there is none."""
    return max(store.records(Brief, edition=edition, day=day), key=lambda brief: brief.number, default=None)


def covering(store: Store, days: set[date]) -> list[tuple[Edition, date]]:
    """The printed editions whose period holds one of ``days``."""
    if not days:
        return []
    later = {"day_from": min(days), "day_to": max(days) + timedelta(days=32)}
    printed = ((edition, day) for edition in EDITIONS for day in store.days(Brief, edition=edition, **later))
    return [(edition, day) for edition, day in printed if days & set(period_of(edition, day).days)]


def _record(content: BriefContent, number: int, done: Written, view: View) -> Brief:
    night = view.nights[-1] if view.nights else None
    return Brief(
        edition=content.edition,
        day=content.day,
        number=number,
        made_at=datetime.now(UTC),
        content_hash=content.content_hash,
        content=content.as_text,
        pdf_hash=done.pdf_hash,
        model_id=night.model_id if night else None,
        thresholds=night.thresholds if night else None,
        path=str(done.path),
        pages=done.pages,
        sample=content.sample,
    )


def _imprint(store: Store, settings: Settings, edition: Edition, day: date, number: int) -> Imprint:
    corrections = sorted(store.records(Correction, edition=edition, day=day), key=lambda one: (one.at, one.id))
    zone = ZoneInfo(settings.timezone)
    errata = tuple(f"{long_day(one.at.astimezone(zone).date())}: {one.text}" for one in corrections)
    return Imprint(number, errata, read_logo(settings.logo))
