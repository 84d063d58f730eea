"""Lampiran: kliping. The relevant items of the window in order of time, up to a sensible length."""

from __future__ import annotations

from archive.records import Item
from archive.window import Said
from reports.content import Block, Column, Line, Note, Section, Table, line, span
from reports.view import View
from reports.wording import number, shorten

ORDER = 90
TITLE = "Lampiran: kliping"

_COLUMNS = (
    Column("Waktu", 0.09),
    Column("Sumber", 0.18),
    Column("Status", 0.1),
    Column("Judul atau awal teks", 0.5),
    Column("Nada judul", 0.08),
    Column("Isu", 0.05, True),
)


def build(view: View) -> Section:
    """A table of what was said, and a line on what the table leaves out."""
    if not view.clippings:
        return Section("kliping", TITLE, (Note(line("Tidak ada item relevan dalam jendela ini.")),), place="annex")
    blocks: list[Block] = [
        Table(_COLUMNS, tuple(_row(view, item) for item in view.clippings)),
        Note(line(span(_left_out(view), role="quiet"))),
    ]
    return Section("kliping", TITLE, tuple(blocks), place="annex")


def _row(view: View, item: Item) -> tuple[Line, ...]:
    issue = view.issue_number(item.id)
    said = view.said[item.id]
    return (
        line(view.when(item.at)),
        line(shorten(view.outlet(item), 40)),
        line(_status(view, said)),
        line(span(shorten(item.title or item.text, 78) or "(tanpa judul)", item.url)),
        line(said.headline if said.headline and said.headline != "tidak dinilai" else "–"),
        line(str(issue) if issue else "–"),
    )


def _status(view: View, said: Said) -> str:
    if said.kind == "handed_in":
        return "titipan"
    if said.advertorial:
        return "advertorial"
    if said.copied:
        return "salinan"
    if said.kind == "post":
        return "unggahan"
    return "resmi" if view.official(said) else "mandiri"


def _left_out(view: View) -> str:
    shown, relevant = len(view.clippings), len(view.relevant)
    beside = f"{number(view.offered - relevant)} item dalam jendela tidak menyangkut wilayah dan tidak dimuat."
    if shown == relevant:
        return f"Semua {number(shown)} item relevan dimuat; {beside}"
    return f"Dimuat {number(shown)} dari {number(relevant)} item relevan, isu utama didahulukan; {beside}"
