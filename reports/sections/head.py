"""Kepala: the morning in three answers, and how well we heard it."""

from __future__ import annotations

from collections import Counter

from reports.content import Answer, Block, Glance, Note, Section, line, span
from reports.decisions import GROWING, MOST, decisions
from reports.health import UNHEARD
from reports.letters import clean
from reports.view import View
from reports.wording import age, day_month, listed, number, shorten

ORDER = 0
TITLE = "Sekilas"


def build(view: View) -> Section:
    """Three answers, a warning where sources were not heard, and one line of provenance."""
    blocks: list[Block] = [Glance((_decide(view), _talked_about(view), _to_check(view)))]
    blocks += [Note(line(text), alert=True) for text in _degraded(view)]
    blocks.append(Note(line(span(_heard(view), role="quiet"))))
    return Section(key="sekilas", title=TITLE, blocks=tuple(blocks), place="lead")


def _decide(view: View) -> Answer:
    asked = decisions(view)[:MOST]
    text = f"paling dekat tenggat {view.by(asked[0].due)}" if asked else "tidak ada yang menunggu keputusan"
    return Answer(len(asked), "perlu diputuskan", clean(text), "keputusan")


def _talked_about(view: View) -> Answer:
    rising = [issue for issue in view.main_issues if issue.phase in GROWING]
    if not view.main_issues:
        text = "tidak ada isu yang menonjol"
    elif rising:
        text = f"{number(len(rising))} baru atau naik: {shorten(rising[0].label, 60)}"
    else:
        text = "tidak ada yang baru atau naik"
    return Answer(len(view.main_issues), "isu utama", clean(text), "isu")


def _to_check(view: View) -> Answer:
    waiting = [flagged.case for flagged in view.flagged if flagged.open]
    oldest = min((case.opened_at for case in waiting), default=None)
    done = "semua yang ditandai sudah diputus" if view.flagged else "tidak ada klaim yang ditandai"
    text = f"paling lama menunggu {age(oldest, view.end)}" if oldest else done
    return Answer(len(waiting), "perlu verifikasi", text, "verifikasi")


def _degraded(view: View) -> list[str]:
    texts = []
    unheard = [health for health in view.health if health.standing in UNHEARD]
    recent = [health for health in unheard if not health.away]
    away = len(unheard) - len(recent)
    if recent:
        names = listed([f"{health.source.name} ({UNHEARD[health.standing]})" for health in recent], 4)
        more = f" {number(away)} sumber lain sudah lebih dari tiga hari tidak terdengar (lihat lampiran)." if away else ""
        texts.append(
            f"{number(len(recent))} dari {number(len(view.health))} sumber tidak terdengar: {names}. "
            f"Angka di bawah bisa lebih rendah dari keadaan.{more}"
        )
    elif away:
        texts.append(f"{number(away)} dari {number(len(view.health))} sumber sudah lebih dari tiga hari tidak terdengar (lihat lampiran).")
    if not view.health:
        texts.append("Belum ada sumber yang tercatat; taklimat ini hanya memuat apa yang sudah ada di arsip.")
    night = view.night
    if night and night.as_of < view.end:
        texts.append(f"Analisis terakhir {view.when(night.as_of)}, sebelum jendela ditutup: yang datang sesudahnya belum ditimbang.")
    missing = view.unanalysed
    if missing and not view.nights:
        texts.append("Analisis untuk tanggal ini belum dijalankan: isu dan klaim belum dapat disajikan.")
    elif missing:
        days = listed([day_month(view.dated(view.period.days.index(day))) for day in missing], 4)
        texts.append(
            f"{number(len(missing))} dari {number(len(view.period.days))} hari tidak dianalisis ({days}); isunya tidak ikut dihitung."
        )
    return texts


def _heard(view: View) -> str:
    standing = Counter(health.standing for health in view.health)
    parts = [f"{number(standing['heard'])} sumber terdengar", f"{number(standing['silent'])} diam"]
    parts += [f"{number(standing[key])} {word}" for key, word in UNHEARD.items() if standing[key]]
    counted = f"{number(view.offered)} item dalam jendela, {number(len(view.relevant))} relevan"
    text = f"{', '.join(parts)} · {counted}"
    night = view.nights[-1] if view.nights else None
    return f"{text} · model {night.model_id} · ambang {night.thresholds}" if night else text
