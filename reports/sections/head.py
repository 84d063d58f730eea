"""Kepala: the morning in three answers, and how well we heard it."""

from __future__ import annotations

from collections import Counter

from reports.content import Answer, Block, Glance, Note, Section, line, span
from reports.day import DayView
from reports.decisions import MOST, decisions
from reports.health import UNHEARD
from reports.letters import clean
from reports.wording import age, listed, number, office_time, shorten

ORDER = 0
TITLE = "Sekilas"

_RISING = ("naik", "baru", "muncul lagi")


def build(day: DayView) -> Section:
    """Three answers, a warning where sources were not heard, and one line of provenance."""
    blocks: list[Block] = [Glance((_decide(day), _talked_about(day), _to_check(day)))]
    blocks += [Note(line(text), alert=True) for text in _degraded(day)]
    blocks.append(Note(line(span(_heard(day), role="quiet"))))
    return Section(key="sekilas", title=TITLE, blocks=tuple(blocks), place="lead")


def _decide(day: DayView) -> Answer:
    asked = decisions(day)[:MOST]
    text = f"paling dekat tenggat {office_time(asked[0].due, day.zone)}" if asked else "tidak ada yang menunggu keputusan"
    return Answer(len(asked), "perlu diputuskan", clean(text), "keputusan")


def _talked_about(day: DayView) -> Answer:
    rising = [issue for issue in day.main_issues if issue.phase in _RISING]
    if not day.main_issues:
        text = "tidak ada isu yang menonjol"
    elif rising:
        text = f"{number(len(rising))} baru atau naik: {shorten(rising[0].label, 60)}"
    else:
        text = "tidak ada yang baru atau naik"
    return Answer(len(day.main_issues), "isu utama", clean(text), "isu")


def _to_check(day: DayView) -> Answer:
    oldest = min((flagged.case.opened_at for flagged in day.flagged), default=None)
    text = f"paling lama menunggu {age(oldest, day.end)}" if oldest else "tidak ada klaim yang ditandai"
    return Answer(len(day.flagged), "perlu verifikasi", text, "verifikasi")


def _degraded(day: DayView) -> list[str]:
    texts = []
    unheard = [health for health in day.health if health.standing in UNHEARD]
    recent = [health for health in unheard if not health.away]
    away = len(unheard) - len(recent)
    if recent:
        names = listed([f"{health.source.name} ({UNHEARD[health.standing]})" for health in recent], 4)
        more = f" {number(away)} sumber lain sudah lebih dari tiga hari tidak terdengar (lihat lampiran)." if away else ""
        texts.append(
            f"{number(len(recent))} dari {number(len(day.health))} sumber tidak terdengar: {names}. "
            f"Angka di bawah bisa lebih rendah dari keadaan.{more}"
        )
    elif away:
        texts.append(f"{number(away)} dari {number(len(day.health))} sumber sudah lebih dari tiga hari tidak terdengar (lihat lampiran).")
    if not day.health:
        texts.append("Belum ada sumber yang tercatat; taklimat ini hanya memuat apa yang sudah ada di arsip.")
    if day.night is None:
        texts.append("Analisis untuk tanggal ini belum dijalankan: isu dan klaim belum dapat disajikan.")
    return texts


def _heard(day: DayView) -> str:
    standing = Counter(health.standing for health in day.health)
    parts = [f"{number(standing['heard'])} sumber terdengar", f"{number(standing['silent'])} diam"]
    parts += [f"{number(standing[key])} {word}" for key, word in UNHEARD.items() if standing[key]]
    counted = f"{number(len(day.window))} item dalam jendela, {number(len(day.relevant))} relevan"
    text = f"{', '.join(parts)} · {counted}"
    return f"{text} · model {day.night.model_id} · ambang {day.night.thresholds}" if day.night else text
