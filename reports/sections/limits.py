"""Catatan keterbatasan: what this brief cannot know."""

from __future__ import annotations

from reports.content import Note, Section, line, span
from reports.day import DayView
from reports.wording import number

ORDER = 80
TITLE = "Catatan keterbatasan"


def build(day: DayView) -> Section:
    """Two lines: what was covered and how sure the grouping is; what the machine did and what this office is not."""
    night = day.night
    if night is None:
        sure = "Pengelompokan belum dijalankan."
    elif night.stability is None:
        sure = "Kestabilan pengelompokan malam ini tidak terukur: terlalu sedikit item."
    else:
        sure = f"Kestabilan pengelompokan malam ini {number(night.stability, 2)} dari 1 (indeks Rand tersesuaikan)."
    covered = f"Cakupan: {number(len(day.health))} sumber publik yang terdaftar; bukan seluruh media dan bukan suara seluruh warga. {sure}"
    machine = (
        "Isu, fase, dan tanda verifikasi disusun mesin; setiap kalimat isu dikutip dari sumbernya. "
        "Putusan ada pada petugas; kantor ini bukan pemeriksa fakta independen."
    )
    return Section("keterbatasan", TITLE, tuple(Note(line(span(text, role="quiet"))) for text in (covered, machine)))
