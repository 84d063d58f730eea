"""Catatan keterbatasan: what this brief cannot know."""

from __future__ import annotations

import math

from reports.content import Note, Section, line, span
from reports.view import View
from reports.wording import number

ORDER = 80
TITLE = "Catatan keterbatasan"


def build(view: View) -> Section:
    """Two lines: what was covered and how sure the grouping is; what the machine did and what this office is not."""
    covered = (
        f"Cakupan: {number(len(view.health))} sumber publik yang terdaftar; bukan seluruh media dan bukan suara seluruh warga. "
        f"{_sure(view)}"
    )
    machine = (
        "Isu, fase, nada, dan tanda verifikasi disusun mesin; setiap kalimat isu dikutip dari sumbernya. "
        "Putusan ada pada petugas; kantor ini bukan pemeriksa fakta independen."
    )
    return Section("keterbatasan", TITLE, tuple(Note(line(span(text, role="quiet"))) for text in (covered, machine)))


def _sure(view: View) -> str:
    """How a window grouped from nothing in another order agrees, and how many items stayed where they were: the least of all nights."""
    nights = view.nights
    if not nights:
        return "Pengelompokan belum dijalankan."
    stability = [night.stability for night in nights if night.stability is not None]
    kept = [night.kept for night in nights if night.kept is not None]
    measured = []
    if stability:
        measured.append(f"{number(_hundredths(min(stability)) / 100, 2)} dari 1 (indeks Rand tersesuaikan)")
    if kept:
        measured.append(f"{number(_hundredths(min(kept)))} % item tetap pada peristiwanya")
    when = "malam ini" if view.period.edition == "harian" else f"terendah dari {number(len(nights))} malam"
    if not measured:
        return f"Kestabilan pengelompokan {when} tidak terukur: terlalu sedikit item."
    return f"Kestabilan pengelompokan {when}: {'; '.join(measured)}."


def _hundredths(share: float) -> int:
    """Rounded down: 99.6 % is not all of them."""
    return math.floor(100 * share + 1e-9)
