"""Perlu verifikasi: claims that people should check, with reasons and the nearest fact-check. Never a verdict of the machine's own."""

from __future__ import annotations

from reports.content import Entry, Line, Note, Section, line, span
from reports.flagged import Flagged
from reports.view import View
from reports.wording import STANCES, age, listed, number, short_date, shorten, state

ORDER = 40
TITLE = "Perlu verifikasi"

MOST = 5
_CLAIM = 220
_REASONS = 2
_STRENGTHS = {"strong": "kemiripan kuat", "suggest": "mungkin serupa"}


def build(view: View) -> Section:
    """One entry for each flagged case, first on the list first."""
    if not view.flagged:
        return Section(
            "verifikasi", TITLE, (Note(line(view.nothing("Tidak ada klaim yang ditandai untuk diverifikasi. Ini keadaan yang biasa."))),)
        )
    entries = tuple(_entry(view, mark, flagged) for mark, flagged in enumerate(view.flagged[:MOST]))
    return Section("verifikasi", TITLE, (*entries, *_left_out(view)))


def _entry(view: View, position: int, flagged: Flagged) -> Entry:
    item = view.items.get(flagged.case.claim_item_id)
    cited = (span(f"{view.outlet(item)}, {view.when(item.at)}", item.url, "quiet"),) if item else ()
    reasons = " ".join(shorten(reason, 150) for reason in flagged.flag.reasons[:_REASONS])
    lines = [line(span("Ditandai karena:", role="strong"), reasons)] if reasons else []
    lines += [*_decided(flagged), _nearest(view, flagged), *_answered(view, flagged)]
    offices = f" · OPD: {listed(flagged.narrative.offices, 3)}" if flagged.narrative and flagged.narrative.offices else ""
    precision = flagged.flag.precision
    worth = "" if precision is None else f" · kira-kira {round(10 * precision)} dari 10 layak diperiksa"
    listed_on = f" · {number(flagged.days)} hari pada daftar" if flagged.days > 1 else ""
    status = f"Status: {state(flagged.case.state)} · umur {age(flagged.case.opened_at, view.end)}{listed_on}{worth}{offices}"
    return Entry(
        mark="ABCDE"[position],
        title=line(span(f"“{shorten(flagged.case.claim, _CLAIM)}”", role="strong"), *cited),
        lines=tuple(lines),
        facts=(line(span(status, role="quiet")),),
    )


def _nearest(view: View, flagged: Flagged) -> Line:
    head = span("Cek fakta terdekat:", role="strong")
    if not flagged.checks:
        return line(head, "belum ditemukan.")
    check, match = flagged.checks[0]
    when = f", {short_date(check.published_at.astimezone(view.zone).date())}" if check.published_at else ""
    label = f"; label penerbit “{shorten(check.native_label, 40)}”" if check.native_label else ""
    strength = f" ({_STRENGTHS[match.strength]})" if match else ""
    return line(head, span(shorten(check.title, 130), check.url), f"— {check.publisher}{when}{label}{strength}")


def _answered(view: View, flagged: Flagged) -> tuple[Line, ...]:
    """The latest answer, an office's own words before what outlets tell of them."""
    if not flagged.responses:
        return ()
    answer = max(flagged.responses, key=lambda response: (response.by == "official", response.at))
    item = view.items.get(answer.item_id)
    who = ", ".join(part for part in (answer.speaker, answer.office) if part) or "narasumber yang tidak dikenali"
    where = span(f"({view.outlet(item)}, {view.when(item.at)})", item.url, "quiet") if item else span("")
    head = span(f"Jawaban ({STANCES[answer.stance]}):", role="strong")
    return (line(head, f"{who}: “{shorten(answer.sentence, 130)}”", where),)


def _decided(flagged: Flagged) -> tuple[Line, ...]:
    if flagged.decided is None:
        return ()
    return (
        line(
            span("Pernah diputus:", role="strong"),
            f"klaim serupa, “{shorten(flagged.decided.claim, 110)}”, {state(flagged.decided.state)}. Ini hanya saran.",
        ),
    )


def _left_out(view: View) -> tuple[Note, ...]:
    texts = []
    if len(view.flagged) > MOST:
        texts.append(f"{number(len(view.flagged) - MOST)} klaim lain yang ditandai tidak dimuat di halaman ini.")
    over = sum(night.flags_over_budget for night in view.nights)
    if over:
        texts.append(f"{number(over)} calon lain di luar batas {number(view.nights[-1].flag_budget)} tanda sehari.")
    return (Note(line(span(" ".join(texts), role="quiet"))),) if texts else ()
