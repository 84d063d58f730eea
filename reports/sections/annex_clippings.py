"""Lampiran: kliping. Every relevant item of the window in order of time, up to a sensible length."""

from __future__ import annotations

from archive.records import Item
from reports.content import Block, Column, Line, Note, Section, Table, line, span
from reports.day import DayView
from reports.wording import moment, number, shorten

ORDER = 90
TITLE = "Lampiran: kliping"

MOST = 150
_COLUMNS = (
    Column("Waktu", 0.09),
    Column("Sumber", 0.18),
    Column("Status", 0.1),
    Column("Judul atau awal teks", 0.58),
    Column("Isu", 0.05, True),
)


def build(day: DayView) -> Section:
    """A table of what was said, and a line on what the table leaves out."""
    if not day.relevant:
        return Section("kliping", TITLE, (Note(line("Tidak ada item relevan dalam jendela ini.")),), place="annex")
    shown = _chosen(day)
    blocks: list[Block] = [
        Table(_COLUMNS, tuple(_row(day, item) for item in shown)),
        Note(line(span(_left_out(day, len(shown)), role="quiet"))),
    ]
    return Section("kliping", TITLE, tuple(blocks), place="annex")


def _chosen(day: DayView) -> list[Item]:
    """All of them, or, where there are too many, first what belongs to the issues on the page, then articles, then the rest."""

    def worth(item: Item) -> tuple[bool, bool, bool]:
        return day.issue_number(item.id) is None, item.kind != "article", item.id in day.copies

    best = sorted(day.relevant, key=lambda item: (worth(item), item.at, item.id))[:MOST]
    return sorted(best, key=lambda item: (item.at, item.id))


def _row(day: DayView, item: Item) -> tuple[Line, ...]:
    issue = day.issue_number(item.id)
    return (
        line(moment(item.at, day.zone)),
        line(shorten(day.outlet(item), 40)),
        line(_status(day, item)),
        line(span(shorten(item.title or item.text, 78) or "(tanpa judul)", item.url)),
        line(str(issue) if issue else "–"),
    )


def _status(day: DayView, item: Item) -> str:
    source = day.sources.get(item.source_id)
    if item.kind == "handed_in":
        return "titipan"
    if item.advertorial:
        return "advertorial"
    if item.id in day.copies:
        return "salinan"
    if item.kind == "post":
        return "unggahan"
    return "resmi" if source and source.tier == "official" else "mandiri"


def _left_out(day: DayView, shown: int) -> str:
    beside = f"{number(len(day.window) - len(day.relevant))} item dalam jendela tidak menyangkut wilayah dan tidak dimuat."
    if shown == len(day.relevant):
        return f"Semua {number(shown)} item relevan dimuat; {beside}"
    return f"Dimuat {number(shown)} dari {number(len(day.relevant))} item relevan, isu utama didahulukan; {beside}"
