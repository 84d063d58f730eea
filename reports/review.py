"""Telaah and saran of an issue: what to cross-check and which way to go, by rule, each with the fact that speaks for it.

Nothing is advised that the archive does not show: numbers that contradict each other, offices named, a voice that is missing, complaints
counted. No rule looks at tone, nor at who is criticised.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from archive.records import NarrativeDay, Response
from reports.decisions import COMPLAINTS, GROWING, NO_OFFICE, named
from reports.stories import Told
from reports.view import View
from reports.wording import listed, number, shorten

QUESTIONS = 2
_COPIES = 3
_REPORTS = 2
_SURPRISING = 2.0


@dataclass(frozen=True, slots=True)
class Review:
    """``questions`` to cross-check, the most worth first, and the ``advice``: way, office, deadline, and why."""

    questions: tuple[str, ...]
    advice: str


def review_of(view: View, issue: NarrativeDay, told: Told) -> Review:
    """What the rules say of one issue."""
    questions = tuple(question for question, _ in zip(_questions(view, issue, told), range(QUESTIONS), strict=False))
    return Review(questions, _advice(view, issue, told))


def _questions(view: View, issue: NarrativeDay, told: Told) -> Iterator[str]:
    for conflict in told.conflicts[:1]:
        values = " atau ".join(shorten(value, 30) for value in dict.fromkeys(conflict.values))
        yield f"Berapa {shorten(conflict.subject, 40)} yang benar, {values}?"
    if _unheard(view, issue):
        yield f"{number(issue.reports)} liputan tanpa keterangan resmi: apa penjelasan {_whom(issue)}?"
    if issue.voices == 1 and issue.copies >= _COPIES:
        yield f"Satu sumber asal dengan {number(issue.copies)} salinan: adakah sumber kedua?"
    if not issue.reports:
        yield f"Hanya {number(issue.posts)} unggahan, belum diliput media: apa keadaan sebenarnya menurut {_whom(issue)}?"
    if issue.phase in GROWING and issue.total >= _SURPRISING * max(issue.expected, 1.0):
        yield f"Apa pemicunya? {number(issue.total)} item, diperkirakan {number(issue.expected, 1)}."
    if len(issue.offices) > 1:
        yield f"Siapa juru bicaranya? {number(len(issue.offices))} OPD disebut: {listed(issue.offices, 3)}."


def _advice(view: View, issue: NarrativeDay, told: Told) -> str:
    waiting = any(one.open and issue.narrative_id in one.narrative_ids for one in view.flagged)
    complaints = next((theme.complaints for theme in view.themes if theme.narrative.narrative_id == issue.narrative_id), 0)
    check, answer = view.deadlines.to_check(view.period.day), view.deadlines.to_answer(view.period.day)
    office = _whom(issue)
    if waiting:
        fact = "salah satu klaim di dalamnya perlu verifikasi"
        return f"Kroscek, lalu klarifikasi bila perlu ({office}; paling lambat {view.by(check)}), karena {fact}."
    denials = (one for one in view.answers.get(issue.narrative_id, ()) if one.by == "official" and one.stance == "denies")
    denial = next((one for one in denials if _reported_before(view, issue, one)), None)
    if denial:
        who = denial.office or "kantor terkait"
        return f"Hak jawab atau koreksi ke redaksi ({office}; paling lambat {view.by(answer)}), karena {who} membantah pemberitaan."
    if complaints >= COMPLAINTS:
        return f"Teruskan ke SP4N-LAPOR ({office}; paling lambat {view.by(answer)}), karena ada {number(complaints)} unggahan keluhan."
    if told.conflicts:
        return f"Koordinasi OPD untuk satu angka resmi ({office}; paling lambat {view.by(check)}), karena angka di media berbeda."
    if _unheard(view, issue) and issue.phase in GROWING:
        return f"Koordinasi OPD untuk keterangan resmi ({office}; paling lambat {view.by(answer)}), karena liputan naik tanpa suara resmi."
    return f"Pantau. Fase {issue.phase}, tidak ada angka yang bertentangan, klaim, atau keluhan yang menumpuk."


def _unheard(view: View, issue: NarrativeDay) -> bool:
    """Whether outlets report it, and neither an office's own text nor a named source nor an answer is among what they say."""
    named_or_answered = issue.people or view.answers.get(issue.narrative_id)
    official = any(view.official(view.said[i]) for i in issue.item_ids if i in view.said)
    return issue.reports >= _REPORTS and not named_or_answered and not official


def _reported_before(view: View, issue: NarrativeDay, denial: Response) -> bool:
    """Whether an outlet told it before the office denied it: who only reports the denial has nothing to correct."""
    told = (view.said[item_id] for item_id in issue.item_ids if item_id in view.said)
    return any(one.kind == "article" and one.at < denial.at and not view.official(one) for one in told)


def _whom(issue: NarrativeDay) -> str:
    return named(issue.offices) or f"OPD {NO_OFFICE.lower()}"
