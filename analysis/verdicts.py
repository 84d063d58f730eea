"""A fact-checker who corrects or withdraws a verdict: cases that rest on it come back to people, with what changed as the reason."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from analysis.dates import date_in_words
from analysis.triage import DECIDED
from archive.records import Case, FactCheck, Flag, Verdict

REOPENED = "DIBUKA_KEMBALI"
JUDGED = DECIDED | {"PUTUSAN", "DISETUJUI", "KLARIFIKASI_TERBIT", "DIPANTAU", "DIKOREKSI"}
"""The states that rest on what people decided, also where they are not done with the case."""
_REMOVED_BY = "Turun dari daftar bila petugas menilai kembali kasus ini, atau bila pemeriksa fakta kembali ke penilaiannya semula."


@dataclass(frozen=True, slots=True)
class Reopening:
    """A case whose fact-check says something else now than when people decided, and the flag that says so; its rank is still to be given.

    ``due`` says whether the day lists it even if nothing else speaks for it: it comes back today, or stood on today's list before.
    """

    case: Case
    flag: Flag
    due: bool


def reopened(
    cases: Sequence[Case],
    flags: Iterable[Flag],
    verdicts: Iterable[Verdict],
    factchecks: Iterable[FactCheck],
    day: date,
    now: datetime,
    zone: str,
) -> list[Reopening]:
    """The cases that were listed before ``day`` with a fact-check whose verdict changed after people decided, until ``now``.

    A case keeps the evidence and the priority it was last listed with. It is open again since the first change: so a second analysis of
    the day, which cannot see any more when people decided, finds the same changes. ``flags`` are those of all days up to ``day``, as they
    stood before this analysis; ``zone`` is an IANA name.
    """
    last: dict[str, Flag] = {}
    today = set()
    for one in sorted(flags, key=lambda flag: flag.day):
        if one.day < day:
            last[one.case_id] = one
        elif one.day == day:
            today.add(one.case_id)
    check_of = {check.id: check for check in factchecks}
    changes: dict[str, list[Verdict]] = defaultdict(list)
    for verdict in sorted(verdicts, key=lambda verdict: verdict.until):
        if verdict.factcheck_id in check_of and verdict.until <= now:
            changes[verdict.factcheck_id].append(verdict)
    found = []
    for case in cases:
        if case.id not in last or case.state not in JUDGED | {REOPENED}:
            continue
        flag = last[case.id]
        since = [[verdict for verdict in changes[id_] if _concerns(verdict, case)] for id_ in flag.factcheck_ids]
        # What went away and came back is what people decided by.
        told = [changed for changed in since if changed and not _same(changed[0], check_of[changed[0].factcheck_id])]
        if told:
            told.sort(key=lambda changed: changed[-1].until)
            opened_at = min(changed[0].until for changed in told)
            opened = case if case.state == REOPENED else replace(case, state=REOPENED, state_at=opened_at)
            reasons = tuple(_changed(changed, check_of[changed[0].factcheck_id], zone) for changed in told)
            shown = replace(flag, day=day, rank=0, reasons=reasons, removed_by=(_REMOVED_BY,))
            found.append(Reopening(opened, shown, case.state != REOPENED or case.id in today))
    return found


def with_reopened(flags: Sequence[Flag], back: Iterable[Reopening]) -> tuple[Flag, ...]:
    """The ``flags`` of a day by rank, those of reopened cases before all others: no budget holds for what people decided by.

    A case that is listed for other reasons too keeps them, after what changed.
    """
    listed = {flag.case_id: flag for flag in flags}
    first = [_both(one.flag, listed.pop(one.case.id, None)) for one in back if one.due or one.case.id in listed]
    return tuple(replace(flag, rank=rank) for rank, flag in enumerate((*first, *listed.values()), start=1))


def _both(changed: Flag, flag: Flag | None) -> Flag:
    if flag is None:
        return changed
    return replace(
        flag,
        reasons=(*changed.reasons, *flag.reasons),
        removed_by=(*changed.removed_by, *flag.removed_by),
        item_ids=tuple(sorted({*changed.item_ids, *flag.item_ids})),
        factcheck_ids=tuple(dict.fromkeys((*flag.factcheck_ids, *changed.factcheck_ids))),
    )


def _concerns(verdict: Verdict, case: Case) -> bool:
    """Whether a change came after the decision; a reopened case is open since the first that did."""
    return verdict.until >= case.state_at if case.state == REOPENED else verdict.until > case.state_at


def _same(verdict: Verdict, check: FactCheck) -> bool:
    return (verdict.native_label or "").casefold() == (check.native_label or "").casefold()


def _changed(changed: Sequence[Verdict], check: FactCheck, zone: str) -> str:
    """From the verdict at the time of the decision to the one now, whatever it was in between."""
    before, after = (f"“{label}”" if label else "tanpa label" for label in (changed[0].native_label, check.native_label))
    day = date_in_words(changed[-1].until, zone)
    return f"{check.publisher} mengubah penilaiannya dari {before} menjadi {after} ({day}): “{check.title}”."
