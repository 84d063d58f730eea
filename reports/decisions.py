"""What the chief is asked to decide, by rule only.

Each rule looks at facts of the day and says which fact triggered it. A narrative is asked about once, by the first rule that
applies; the nearest deadline comes first, and at most three decisions reach the page. No rule looks at tone, nor at who is spoken about.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from reports.day import DayView, Flagged
from reports.wording import STANCES, listed, moment, number, shorten

MOST = 3
OFFICE_OPENS = time(8)
CROSS_CHECK = timedelta(hours=3)
OFFICE_DAY = timedelta(hours=8)
COMPLAINTS = 5
_GROWING = ("baru", "naik", "muncul lagi")
_NO_OFFICE = "Belum dikenali"


@dataclass(frozen=True, slots=True)
class Decision:
    """Something to decide: what about, on which fact, what is advised, to whom it goes and by when."""

    narrative_id: str
    issue: str
    url: str | None
    trigger: str
    advice: str
    office: str
    due: datetime


def decisions(day: DayView) -> tuple[Decision, ...]:
    """Every decision the rules ask for, nearest deadline first, one for each narrative."""
    found: dict[str, Decision] = {}
    for rule in (_answered_elsewhere, _to_cross_check, _complaints_grow):
        for decision in rule(day):
            found.setdefault(decision.narrative_id, decision)
    return tuple(sorted(found.values(), key=lambda decision: decision.due))


def _answered_elsewhere(day: DayView) -> Iterator[Decision]:
    """A flagged claim that a fact-checker has already examined: no need to repeat the work, only to decide on telling people."""
    for flagged in day.flagged:
        strong = next((check for check, match in flagged.checks if match and match.strength == "strong"), None)
        if strong:
            label = f" dengan label “{strong.native_label}”" if strong.native_label else ""
            yield _about(
                day,
                flagged,
                trigger=f"Klaim serupa sudah diperiksa {strong.publisher}{label}.",
                advice="Baca cek fakta itu, lalu putuskan perlu tidaknya klarifikasi.",
                within=OFFICE_DAY,
            )


def _to_cross_check(day: DayView) -> Iterator[Decision]:
    """A flagged claim without an answer. Where an office has already spoken, its word is a response and needs a second source."""
    for flagged in day.flagged:
        response = next((one for one in flagged.responses if one.by == "official"), None) or next(iter(flagged.responses), None)
        item = day.items.get(response.item_id) if response else None
        if response and item:
            said = f"{day.outlet(item)}, {moment(item.at, day.zone)}"
            trigger = f"Sudah ada jawaban: {STANCES[response.stance]} ({said}); belum ada bukti kedua."
            advice = "Lengkapi bukti dari sumber di luar kantor terkait."
        else:
            trigger = flagged.flag.reasons[0] if flagged.flag.reasons else "Ditandai pada daftar hari ini."
            advice = "Kroscek ke OPD terkait." if _offices(flagged) else "Tentukan OPD yang berwenang, lalu kroscek."
        yield _about(day, flagged, trigger=trigger, advice=advice, within=CROSS_CHECK)


def _complaints_grow(day: DayView) -> Iterator[Decision]:
    """Complaints about a service of a named office, growing: people expect an answer, and soon."""
    for issue in day.issues:
        heard = (day.utterances[i].kind for i in issue.item_ids if i in day.utterances and i in day.items and day.items[i].kind == "post")
        complaints = sum(kind == "complaint" for kind in heard)
        if complaints >= COMPLAINTS and issue.phase in _GROWING and issue.offices:
            label = day.items.get(issue.label_item_id)
            yield Decision(
                narrative_id=issue.narrative_id,
                issue=issue.label,
                url=label.url if label else None,
                trigger=f"{number(complaints)} unggahan keluhan dalam 24 jam, fase {issue.phase}.",
                advice="Koordinasi OPD untuk jawaban layanan.",
                office=_named(issue.offices),
                due=_due(day, OFFICE_DAY),
            )


def _about(day: DayView, flagged: Flagged, *, trigger: str, advice: str, within: timedelta) -> Decision:
    item = day.items.get(flagged.case.claim_item_id)
    return Decision(
        narrative_id=flagged.case.narrative_id,
        issue=f"Klaim “{shorten(flagged.case.claim, 115)}”",
        url=item.url if item else None,
        trigger=trigger,
        advice=advice,
        office=_named(_offices(flagged)) or _NO_OFFICE,
        due=_due(day, within),
    )


def _offices(flagged: Flagged) -> tuple[str, ...]:
    return flagged.narrative.offices if flagged.narrative else ()


def _named(offices: tuple[str, ...]) -> str:
    return shorten(listed(offices, 2), 60)


def _due(day: DayView, within: timedelta) -> datetime:
    return datetime.combine(day.day, OFFICE_OPENS, day.zone) + within
