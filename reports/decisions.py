"""What the chief is asked to decide, by rule only.

Each rule looks at facts of the period and says which fact triggered it. A narrative is asked about once, by the first rule that
applies; the nearest deadline comes first, and at most three decisions reach the page. No rule looks at tone, nor at who is spoken about.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from archive.records import Asked
from reports.flagged import Flagged
from reports.view import View
from reports.wording import STANCES, day_month, listed, number, shorten

MOST = 3
COMPLAINTS = 5
"""So many complaints about one thing are no single person's bad day."""
GROWING = ("baru", "naik", "muncul lagi")
NO_OFFICE = "Belum dikenali"


@dataclass(frozen=True, slots=True)
class Decision:
    """Something to decide: what about, on which fact, what is advised, to whom it goes and by when."""

    narrative_id: str
    case_id: str | None
    issue: str
    url: str | None
    trigger: str
    advice: str
    office: str
    due: datetime


def decisions(view: View) -> tuple[Decision, ...]:
    """Every decision the rules ask for, nearest deadline first, one for each narrative."""
    found: dict[str, Decision] = {}
    for rule in (_answered_elsewhere, _to_cross_check, _complaints_grow):
        for decision in rule(view):
            found.setdefault(decision.narrative_id, decision)
    return tuple(sorted(found.values(), key=lambda decision: decision.due))


def asked_in(view: View) -> tuple[Asked, ...]:
    """What the page asks, to be kept so that the next edition can say what became of it."""
    period = view.period
    return tuple(
        Asked(
            edition=period.edition,
            day=period.day,
            rank=rank,
            narrative_id=one.narrative_id,
            case_id=one.case_id,
            issue=one.issue,
            trigger=one.trigger,
            advice=one.advice,
            office=one.office,
            due=one.due,
        )
        for rank, one in enumerate(decisions(view)[:MOST], 1)
    )


def _answered_elsewhere(view: View) -> Iterator[Decision]:
    """A flagged claim that a fact-checker has already examined: no need to repeat the work, only to decide on telling people."""
    for flagged in _open(view):
        strong = next((check for check, match in flagged.checks if match and match.strength == "strong"), None)
        if strong:
            label = f" dengan label “{strong.native_label}”" if strong.native_label else ""
            yield _about(
                view,
                flagged,
                trigger=f"Klaim serupa sudah diperiksa {strong.publisher}{label}.",
                advice="Baca cek fakta itu, lalu putuskan perlu tidaknya klarifikasi.",
                due=view.deadlines.to_answer(view.period.day),
            )


def _to_cross_check(view: View) -> Iterator[Decision]:
    """A flagged claim without an answer. Where an office has already spoken, its word is a response and needs a second source."""
    for flagged in _open(view):
        response = next((one for one in flagged.responses if one.by == "official"), None) or next(iter(flagged.responses), None)
        item = view.items.get(response.item_id) if response else None
        if response and item:
            said = f"{view.outlet(item)}, {view.when(item.at)}"
            trigger = f"Sudah ada jawaban: {STANCES[response.stance]} ({said}); belum ada bukti kedua."
            advice = "Lengkapi bukti dari sumber di luar kantor terkait."
        else:
            trigger = flagged.flag.reasons[0] if flagged.flag.reasons else "Ditandai pada daftar."
            advice = "Kroscek ke OPD terkait." if _offices(flagged) else "Tentukan OPD yang berwenang, lalu kroscek."
        yield _about(view, flagged, trigger=trigger, advice=advice, due=view.deadlines.to_check(view.period.day))


def _complaints_grow(view: View) -> Iterator[Decision]:
    """Complaints about a service of a named office, growing: people expect an answer, and soon.

    What was asked of an office before and still grows goes to those above it.
    """
    before = {followed.asked.narrative_id: followed.asked for followed in view.followed}
    for theme in view.themes:
        issue = theme.narrative
        if theme.complaints >= COMPLAINTS and issue.phase in GROWING and issue.offices:
            label = view.items.get(issue.label_item_id)
            grown = f"{number(theme.complaints)} unggahan keluhan dalam {view.period.words.span}, fase {issue.phase}."
            again = before.get(issue.narrative_id)
            yield Decision(
                narrative_id=issue.narrative_id,
                case_id=None,
                issue=issue.label,
                url=label.url if label else None,
                trigger=f"{grown} Sudah diminta pada {day_month(again.day)}." if again else grown,
                advice="Eskalasi ke pimpinan OPD." if again else "Koordinasi OPD untuk jawaban layanan.",
                office=named(issue.offices),
                due=view.deadlines.to_answer(view.period.day),
            )


def _open(view: View) -> Iterator[Flagged]:
    return (flagged for flagged in view.flagged if flagged.open)


def _about(view: View, flagged: Flagged, *, trigger: str, advice: str, due: datetime) -> Decision:
    item = view.items.get(flagged.case.claim_item_id)
    return Decision(
        narrative_id=flagged.narrative.narrative_id if flagged.narrative else flagged.case.narrative_id,
        case_id=flagged.case.id,
        issue=f"Klaim “{shorten(flagged.case.claim, 115)}”",
        url=item.url if item else None,
        trigger=trigger,
        advice=advice,
        office=named(_offices(flagged)) or NO_OFFICE,
        due=due,
    )


def _offices(flagged: Flagged) -> tuple[str, ...]:
    return flagged.narrative.offices if flagged.narrative else ()


def named(offices: tuple[str, ...]) -> str:
    """The offices to name in a narrow column; empty where none is known."""
    return shorten(listed(offices, 2), 60)
