"""Catatan keterbatasan: what this brief cannot know."""

from __future__ import annotations

import math

from archive.records import Night
from reports.content import Note, Section, line, span
from reports.day import DayView
from reports.wording import number

ORDER = 80
TITLE = "Catatan keterbatasan"


def build(day: DayView) -> Section:
    """Two lines: what was covered and how sure the grouping is; what the machine did and what this office is not."""
    covered = (
        f"Cakupan: {number(len(day.health))} sumber publik yang terdaftar; bukan seluruh media dan bukan suara seluruh warga. "
        f"{_sure(day.night)}"
    )
    machine = (
        "Isu, fase, nada, dan tanda verifikasi disusun mesin; setiap kalimat isu dikutip dari sumbernya. "
        "Putusan ada pada petugas; kantor ini bukan pemeriksa fakta independen."
    )
    return Section("keterbatasan", TITLE, tuple(Note(line(span(text, role="quiet"))) for text in (covered, machine)))


def _sure(night: Night | None) -> str:
    """How the same window grouped from nothing in another order agrees, and how many items are still where they were."""
    if night is None:
        return "Pengelompokan belum dijalankan."
    measured = []
    if night.stability is not None:
        measured.append(f"{number(_hundredths(night.stability) / 100, 2)} dari 1 (indeks Rand tersesuaikan)")
    if night.kept is not None:
        measured.append(f"{number(_hundredths(night.kept))} % item tetap pada peristiwanya")
    if not measured:
        return "Kestabilan pengelompokan malam ini tidak terukur: terlalu sedikit item."
    return f"Kestabilan pengelompokan malam ini: {'; '.join(measured)}."


def _hundredths(share: float) -> int:
    """Rounded down: 99.6 % is not all of them."""
    return math.floor(100 * share + 1e-9)
