"""Tables that staff bring in (CSV): messages from chats, clippings from print, one row each.

What cannot be used is told row by row, numbered as a spreadsheet numbers them. People do not come in: whoever handed a text in is known by
role alone, columns with names or numbers of people are not read.
"""

from __future__ import annotations

import csv
import io
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from importlib.resources import files

from archive.records import Item, stable_id
from extractors import ExtractorError
from extractors.addresses import canonical_url, is_web_address
from extractors.announcements import published
from extractors.handed_in import HANDED_IN, from_text
from extractors.roles import is_role
from extractors.text import clean_line, decode

MOST_BYTES = 5_000_000
MOST_ROWS = 10_000
_DELIMITERS = ",;\t|"
_LONGEST_CELL = 100_000
# An open quotation mark swallows the rest of a table; it is put back this often.
_MOST_OPEN_QUOTES = 20
_HYPERLINK = re.compile(r'\s*=\s*HYPERLINK\s*\(\s*"([^"]{1,2000})"', re.IGNORECASE)
_NO = frozenset({"tidak", "tdk", "no", "n", "false", "0", "tanpa", "tidak ada", "belum", "tidak diizinkan", "ditolak"})


@dataclass(frozen=True, slots=True)
class Handed:
    """What a file gave: its items, one line for every row that could not be used ("baris 7: …"), and notes about the file as a whole."""

    items: tuple[Item, ...]
    unusable: tuple[str, ...]
    notes: tuple[str, ...]


def from_csv(data: bytes, now: datetime) -> Handed:
    """The rows of a table as items; a text that stands in it twice, or was handed in before, is the same item.

    Columns are known by their header, in Indonesian or English: text (needed), date, clock, source, title, url, role, consent. Fields
    may be parted by comma, semicolon, tab or bar, in UTF-8, UTF-16 or windows-1252. Formulas are text like any other.

    Args:
        data: the file, at most 5 MB.
        now: the instant it was handed in; dates without a zone are read in the office's.

    Raises:
        ExtractorError: the file is too large, empty, no table, or has no column with a text; the message says what to do.
    """
    table = text_of(data)
    if table[:4].casefold() == "sep=":
        table = table.partition("\n")[2]
    rows = _rows(table, _delimiter(table))
    header = next((cells for _, cells in rows if cells and any(cell.strip() for cell in cells)), None)
    if header is None:
        raise ExtractorError("tabel kosong; isi paling sedikit satu baris judul kolom dan satu baris teks")
    columns = _columns(header)
    if "text" not in columns.values():
        raise ExtractorError("tabel tanpa kolom teks; beri judul 'teks' pada kolom yang berisi pesan atau berita")
    items: dict[str, Item] = {}
    unusable: list[str] = []
    people = [header[index].strip()[:40] for index, column in columns.items() if column == "person"]
    notes = [f"kolom '{name}' tidak dibaca: data orang tidak disimpan" for name in people]
    for taken, (number, cells) in enumerate(row for row in rows if row[1] is None or any(cell.strip() for cell in row[1])):
        if taken >= MOST_ROWS:
            notes.append(f"hanya {MOST_ROWS:,} baris pertama dibaca; bagi tabel menjadi beberapa berkas".replace(",", "."))
            break
        try:
            item = _item(cells, columns, now)
        except ExtractorError as error:
            unusable.append(f"baris {number}: {error}")
            continue
        items.setdefault(item.id, item)
    return Handed(tuple(items.values()), tuple(unusable), tuple(notes))


def text_of(data: bytes) -> str:
    """A handed-in file as text with plain line feeds.

    Raises:
        ExtractorError: it is larger than 5 MB, or a file of another kind.
    """
    if len(data) > MOST_BYTES:
        raise ExtractorError("berkas lebih besar dari 5 MB; bagi menjadi beberapa berkas")
    if data[:4] in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0"):
        raise ExtractorError("ini berkas Excel atau ZIP; simpan dulu sebagai CSV atau teks")
    wide = [data[start : 2 * _LONGEST_CELL : 2].count(0) * 3 > len(data[start : 2 * _LONGEST_CELL : 2]) for start in (0, 1)]
    if data[:2] not in (b"\xff\xfe", b"\xfe\xff") and wide[0] != wide[1]:
        text = data.decode("utf-16-be" if wide[0] else "utf-16-le", "replace")
    else:
        text, _ = decode(data)
    return text.replace("\x00", "").removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def _delimiter(table: str) -> str:
    """The delimiter under which the header names the most columns that we know."""
    header = next((line for line in table.split("\n") if line.strip()), "")[:_LONGEST_CELL]

    def fits(delimiter: str) -> tuple[int, int]:
        cells = next(csv.reader([header], delimiter=delimiter), [])
        return sum(_column(cell) is not None for cell in cells), len(cells)

    return max(_DELIMITERS, key=fits)


def _rows(table: str, delimiter: str) -> Iterator[tuple[int, list[str] | None]]:
    """Every row with its number; ``None`` instead of cells where it could not be taken apart."""
    lines = io.StringIO(table).readlines()
    start, number, mended = 0, 0, 0
    while start < len(lines):
        reader = csv.reader(lines[start:], delimiter=delimiter)
        begun = 0
        while True:
            number += 1
            try:
                cells: list[str] | None = next(reader)
            except StopIteration:
                return
            except csv.Error:
                cells = None
            raw = lines[start + begun : start + reader.line_num]
            if len(raw) > 1 and start + reader.line_num == len(lines) and sum(line.count('"') for line in raw) % 2:
                # The quotation mark was never closed: only the row that opened it is lost.
                mended += 1
                yield number, None
                start += begun + 1
                if mended > _MOST_OPEN_QUOTES:
                    return
                break
            begun = reader.line_num
            yield number, cells


def _columns(header: Sequence[str]) -> dict[int, str]:
    """What each column holds; of two columns with the same meaning the first counts."""
    columns: dict[int, str] = {}
    for index, cell in enumerate(header):
        column = _column(cell)
        if column and (column == "person" or column not in columns.values()):
            columns[index] = column
    return columns


def _column(cell: str) -> str | None:
    name = " ".join(re.sub(r"[\W_]+", " ", re.sub(r"\(.*?\)", " ", cell)).casefold().split())
    return _names().get(name)


def _item(cells: Sequence[str] | None, columns: Mapping[int, str], now: datetime) -> Item:
    if cells is None:
        raise ExtractorError("tanda kutip tidak ditutup atau sel terlalu panjang; tutup tanda kutipnya")
    row = {column: cells[index].strip() for index, column in columns.items() if index < len(cells) and column != "person"}
    text, role, consent = row.get("text", ""), row.get("role", ""), row.get("consent")
    if not text:
        raise ExtractorError("tanpa teks; serahkan tautannya sendiri-sendiri" if row.get("url") else "tanpa teks")
    if len(text) > _LONGEST_CELL:
        raise ExtractorError("teks terlalu panjang; serahkan sebagai berkas teks")
    if role and not is_role(role):
        raise ExtractorError("kolom peran tampaknya berisi nama orang; tulis perannya saja, misalnya 'warga' atau 'staf kelurahan'")
    if consent is not None and consent.casefold() in _NO:
        raise ExtractorError("tanpa izin, tidak disimpan")
    found = _HYPERLINK.match(row.get("url", ""))
    url = found[1] if found else row.get("url", "")
    raw = " ".join(part for part in (row.get("date"), row.get("clock")) if part) or None
    time = published(clean_line(raw), HANDED_IN.timezone, now)
    marks = (
        f"diserahkan oleh: {clean_line(role)}" if role else None,
        "izin tidak dinyatakan" if consent == "" else None,
        "tautan bukan alamat web" if url and not is_web_address(url) else None,
    )
    item = from_text(text, now)
    return replace(
        item,
        # By its words: several texts may come from one address.
        id=stable_id(HANDED_IN.id, item.text),
        url=canonical_url(url) if is_web_address(url) else None,
        title=clean_line(row.get("title")) or item.title,
        origin=clean_line(row.get("source")) or item.origin,
        published_raw=time.raw or item.published_raw,
        published_at=time.at if time.raw else item.published_at,
        published_zone=time.zone if time.raw else item.published_zone,
        published_zone_known=time.known if time.raw else item.published_zone_known,
        warnings=tuple(dict.fromkeys((*item.warnings, *time.warnings, *filter(None, marks)))),
    )


@cache
def _names() -> dict[str, str]:
    table = tomllib.loads(files("extractors").joinpath("handed_in.toml").read_text(encoding="utf-8"))["columns"]
    return {name: column for column, names in table.items() for name in names}
