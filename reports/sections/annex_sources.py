"""Lampiran: how every source fared, by name, and what this brief was made with."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from reports.content import Block, Column, Line, Note, Section, Table, line, span
from reports.health import UNHEARD, Health
from reports.view import View
from reports.wording import number, short_date, shorten, window

ORDER = 95
TITLE = "Lampiran: kesehatan sumber"

_STANDINGS = {"heard": "terdengar", "silent": "diam", **UNHEARD}
_WORST_FIRST = ("failed", "refused", "unvisited", "silent", "heard")
_COLUMNS = (
    Column("Sumber", 0.28),
    Column("Status", 0.14),
    Column("Kunjungan berhasil", 0.13, True),
    Column("Item", 0.08, True),
    Column("Keterangan", 0.37),
)


def build(view: View) -> Section:
    """A table of the sources, those not heard first, and the provenance of the brief."""
    made = f"Jendela {window(view.start, view.end, view.zone)}."
    versions = dict.fromkeys((night.model_id, night.thresholds) for night in view.nights)
    made += "".join(f" Model {model}; ambang {thresholds}." for model, thresholds in versions)
    provenance = Note(line(span(made, role="quiet")))
    if not view.health:
        return Section("sumber", TITLE, (Note(line("Belum ada sumber yang tercatat.")), provenance), place="annex")
    ranked = sorted(view.health, key=lambda health: _WORST_FIRST.index(health.standing))
    blocks: tuple[Block, ...] = (Table(_COLUMNS, tuple(_row(health, view.zone) for health in ranked)), provenance)
    return Section("sumber", TITLE, blocks, place="annex")


def _row(health: Health, zone: ZoneInfo) -> tuple[Line, ...]:
    standing = span(_STANDINGS[health.standing], role="strong" if health.standing in UNHEARD else "plain")
    return (
        line(shorten(health.source.name, 60)),
        line(standing),
        line(f"{number(health.successes)} dari {number(health.visits)}"),
        line(number(health.items)),
        line(_why(health, zone)),
    )


def _why(health: Health, zone: ZoneInfo) -> str:
    reason = shorten(health.reason, 140) if health.reason else ""
    if not health.away or health.since is None:
        return reason or "–"
    return f"tidak terdengar sejak {short_date(health.since.astimezone(zone).date())}" + (f": {reason}" if reason else "")
