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
LONGEST = 300
"""Characters of a correction: it is printed whole or it misleads."""


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


def followed_for(store: Store, settings: Settings, period: Period, issues: Iterable[NarrativeDay]) -> tuple[Followed, ...]:
    """What the last edition of the same kind before this one asked, in its order; one that asked nothing leaves nothing to follow."""
    printed = store.days(Brief, edition=period.edition, day_from=period.past[0][0], day_to=period.day)
    asked = store.records(Asked, edition=period.edition, day=printed[-1:])
    if not asked:
        return ()
    last, living = printed[-1], store.merged_narratives()
    cases = {case.id: case for case in store.records(Case, id=[one.case_id for one in asked if one.case_id])}
    owners = {i for case in cases.values() for i in case.narrative_ids} | {one.narrative_id for one in asked}
    owners |= {living[i] for i in owners if i in living}
    days = [last + timedelta(days=number) for number in range(1, (period.day - last).days + 1)]
    # An answer is listed again while its claim goes round: news is what was said after the edition that asked was closed.
    closed = settings.window(last)[1]
    answers = [one for one in store.records(Response, narrative_id=sorted(owners), day=days) if one.at > closed]
    now = {issue.narrative_id: issue for issue in issues}
    found = []
    for one in asked:
        case = cases.get(one.case_id or "")
        ids = {one.narrative_id, *(case.narrative_ids if case else ())}
        ids |= {living[i] for i in ids if i in living}
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
        printed = store.days(Brief, edition="harian", day_from=period.day - _LOOKING_BACK, day_to=period.day)
        start = settings.window(printed[-1] if printed else period.day - _LOOKING_BACK)[1]
    made = store.records(Correction, at_from=start, at_to=end)
    return tuple(sorted(made, key=lambda one: (one.at, one.id)))
