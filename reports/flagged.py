"""The claims of a period that people should check, each with what is known about it."""

from __future__ import annotations

from dataclasses import dataclass

from archive.records import Case, FactCheck, Flag, Match, NarrativeDay, Response
from archive.store import Store
from reports.period import Period
from reports.stories import Stories

DECIDED = frozenset(("SELESAI", "DITUTUP", "DITUTUP_BUKAN_KLAIM", "DIRUJUK_SP4N", "JALUR_PERS"))
"""The states in which people are done with a case; nothing more is asked about it."""


@dataclass(frozen=True, slots=True)
class Flagged:
    """A case that stood on the list, with the narrative it belongs to and what fact-checkers have said, nearest first.

    ``responses`` are what offices and outlets have answered, oldest first; ``decided`` is a decided case about the same claim; ``days`` is
    on how many days of the period it stood on the list.
    """

    case: Case
    flag: Flag
    narrative: NarrativeDay | None
    checks: tuple[tuple[FactCheck, Match | None], ...]
    responses: tuple[Response, ...] = ()
    decided: Case | None = None
    days: int = 1

    @property
    def narrative_ids(self) -> frozenset[str]:
        """The narratives that carry it: under the ids they had when it was listed, and the one that lives on in the period."""
        return frozenset((*self.case.narrative_ids, *((self.narrative.narrative_id,) if self.narrative else ())))

    @property
    def open(self) -> bool:
        """Whether people still have to do with it. A longer edition also lists what was decided since it stood on the list."""
        return self.case.state not in DECIDED


def flagged_in(store: Store, period: Period, stories: Stories) -> tuple[Flagged, ...]:
    """The cases on the lists of the period's days: by rank where it is one day, else those of the highest priority first."""
    latest: dict[str, Flag] = {}
    times: dict[str, int] = {}
    for flag in sorted(store.records(Flag, day=list(period.days)), key=lambda flag: (flag.day, flag.rank)):
        latest[flag.case_id] = flag
        times[flag.case_id] = times.get(flag.case_id, 0) + 1
    flags = list(latest.values()) if period.edition == "harian" else sorted(latest.values(), key=lambda flag: (-flag.score, flag.case_id))
    cases = {case.id: case for case in store.records(Case, id=list(latest))}
    decided = {case.id: case for case in store.records(Case, id=[case.like_case_id for case in cases.values() if case.like_case_id])}
    narratives = {part.narrative_id: issue for issue in stories.issues for part in stories.days[issue.narrative_id]}
    narratives |= {issue.narrative_id: issue for issue in stories.issues}
    owners = sorted({narrative_id for case in cases.values() for narrative_id in case.narrative_ids})
    days = sorted({flag.day for flag in flags})
    answers = sorted(store.records(Response, day=days, narrative_id=owners), key=lambda response: (response.at, response.item_id))
    matches = sorted(store.records(Match, day=days, narrative_id=owners), key=lambda match: (-match.score, match.factcheck_id))
    wanted = {match.factcheck_id for match in matches} | {i for flag in flags for i in flag.factcheck_ids}
    checks = {check.id: check for check in store.records(FactCheck, id=sorted(wanted))}
    said_of: dict[str, list[Response]] = {}
    for answer in answers:
        said_of.setdefault(answer.narrative_id, []).append(answer)
    like: dict[str, list[Match]] = {}
    for match in matches:
        like.setdefault(match.narrative_id, []).append(match)
    found = []
    for flag in flags:
        case = cases.get(flag.case_id)
        if case is None:
            continue
        near = sorted(
            (match for i in case.narrative_ids for match in like.get(i, ())), key=lambda match: (-match.score, match.factcheck_id)
        )
        nearest: dict[str, Match] = {}
        for match in near:
            nearest.setdefault(match.factcheck_id, match)
        pairs = tuple((checks[i], nearest.get(i)) for i in dict.fromkeys([*nearest, *flag.factcheck_ids]) if i in checks)
        heard = sorted((answer for i in case.narrative_ids for answer in said_of.get(i, ())), key=lambda one: (one.at, one.item_id))
        told = tuple({response.item_id: response for response in heard}.values())
        narrative = next((narratives[i] for i in case.narrative_ids if i in narratives), None)
        found.append(Flagged(case, flag, narrative, pairs, told, decided.get(case.like_case_id or ""), times[flag.case_id]))
    return tuple(found)
