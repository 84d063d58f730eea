"""What became of what the edition before asked for, and what earlier editions told wrongly."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from archive.records import Asked, Brief, Case, Correction, NarrativeDay, Response
from archive.settings import Settings
from archive.store import Store
from reports.period import Period

_LOOKING_BACK = timedelta(days=31)
"""An edition that was never printed must not swallow a correction; older ones are history."""


@dataclass(frozen=True, slots=True)
class Followed:
    """What was asked before, and how it stands now.

    ``case`` is the case it was about, ``answer`` what an office or outlet has answered since, ``issue`` its narrative in this period;
    each ``None`` where there is none.
    """

    asked: Asked
    case: Case | None
    answer: Response | None
    issue: NarrativeDay | None


def followed_for(store: Store, period: Period, issues: Iterable[NarrativeDay]) -> tuple[Followed, ...]:
    """What the last edition of the same kind before this one asked, in its order."""
    before = store.records(Asked, edition=period.edition, day_from=period.past[0][0], day_to=period.day)
    last = max((asked.day for asked in before), default=None)
    asked = sorted((one for one in before if one.day == last), key=lambda one: one.rank)
    cases = {case.id: case for case in store.records(Case, id=[one.case_id for one in asked if one.case_id])}
    owners = {i for case in cases.values() for i in case.narrative_ids} | {one.narrative_id for one in asked}
    answers = store.records(Response, narrative_id=sorted(owners), day=[day for day in period.days if last is None or day > last])
    now = {issue.narrative_id: issue for issue in issues}
    found = []
    for one in asked:
        case = cases.get(one.case_id or "")
        ids = {one.narrative_id, *(case.narrative_ids if case else ())}
        told = [answer for answer in answers if answer.narrative_id in ids]
        latest = max(told, key=lambda answer: (answer.by == "official", answer.at), default=None)
        found.append(Followed(one, case, latest, next((now[i] for i in sorted(ids) if i in now), None)))
    return tuple(found)


def corrections_for(store: Store, settings: Settings, period: Period) -> tuple[Correction, ...]:
    """The corrections made since the daily edition before this one was closed, oldest first.

    Every edition but the daily one carries those of its own period.
    """
    start, end = period.window(settings)
    if period.edition == "harian":
        printed = store.records(Brief, edition="harian", day_from=period.day - _LOOKING_BACK, day_to=period.day)
        last = max((brief.day for brief in printed), default=None)
        start = settings.window(last)[1] if last else start
    made = store.records(Correction, at_from=start, at_to=end)
    return tuple(sorted(made, key=lambda one: (one.at, one.id)))
