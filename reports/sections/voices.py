"""Kritik, aspirasi, dan keluhan layanan: what people say in their own voice and where it belongs. None of it is misinformation."""

from __future__ import annotations

from reports.content import Block, Column, Line, Note, Section, Table, line, span
from reports.view import THEMES, View
from reports.voices import VOICES, Theme, voice
from reports.wording import listed, number, shorten

ORDER = 50
TITLE = "Kritik, aspirasi, dan keluhan layanan"

_COLUMNS = (Column("Tema", 0.4), Column("Suara warga", 0.18), Column("Wilayah dan OPD", 0.26), Column("Rute", 0.16))


def build(view: View) -> Section:
    """The themes with most voices, the office they are about, and where each belongs."""
    shown = view.themes[:THEMES]
    if not shown:
        return Section("suara", TITLE, (Note(line(view.nothing("Tidak ada kritik, aspirasi, atau keluhan yang terdengar."))),))
    blocks: list[Block] = [Table(_COLUMNS, tuple(_row(view, theme) for theme in shown))]
    blocks.append(Note(line(span(_rest(view, shown), role="quiet"))))
    return Section("suara", TITLE, tuple(blocks))


def _row(view: View, theme: Theme) -> tuple[Line, ...]:
    """An issue of the page is named by its number, with the office alone: the rest stands above."""
    narrative = theme.narrative
    label = view.items.get(narrative.label_item_id)
    place = next((place for place, issue in enumerate(view.main_issues, 1) if issue.narrative_id == narrative.narrative_id), None)
    counts = " · ".join(f"{number(theme.counts[kind])} {word}" for kind, word in VOICES.items() if theme.counts.get(kind))
    where = [listed(narrative.offices, 2)] if place else [listed(narrative.places, 2), listed(narrative.offices, 2)]
    title = f"Isu {place}: {shorten(narrative.label, 38)}" if place else shorten(narrative.label, 120)
    return (
        line(span(title, label.url if label else None)),
        line(counts),
        line(shorten(" · ".join(part for part in where if part), 80) or "belum dikenali"),
        line(_route(theme)),
    )


def _route(theme: Theme) -> str:
    """Complaints go to the complaint system; criticism and wishes to the office, to be answered and not to be sifted."""
    if 2 * theme.complaints >= theme.total:
        return "SP4N-LAPOR"
    return "Jawaban OPD" if theme.narrative.offices else "Jawaban pimpinan"


def _rest(view: View, shown: tuple[Theme, ...]) -> str:
    everyone = sum(voice(said) is not None for said in view.relevant)
    rest = everyone - sum(theme.total for theme in shown)
    more = f"{number(rest)} suara lain tidak dirinci. " if rest > 0 else ""
    return f"{more}Bukan misinformasi: tidak ditandai dan tidak menjadi kasus."
