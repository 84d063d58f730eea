"""Tables of messages and clippings that staff bring in."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors import ExtractorError
from extractors.handed_in_table import MOST_BYTES, from_csv
from extractors.roles import is_role

NOW = datetime(2026, 3, 10, 2, tzinfo=UTC)
TABLE = (
    "Tanggal,Teks,Kanal,Judul,Tautan,Peran,Izin\n"
    '09/03/2026 08:15,"Mulai besok semua sumur bor ditutup petugas\nsebarkan ""segera"" ya",WhatsApp,,,warga,ya\n'
    "8 Maret 2026,Pasar ikan pindah ke tepi sungai,Koran Hulu,Pasar Pindah,https://m.contoh.id/a?utm_source=x,staf kelurahan,ya\n"
)


def test_every_row_becomes_an_item():
    message, clipping = from_csv(TABLE.encode(), NOW).items
    assert message.body == 'Mulai besok semua sumur bor ditutup petugas\n\nsebarkan "segera" ya'
    assert message.published_at == datetime(2026, 3, 9, 0, 15, tzinfo=UTC)
    assert (message.kind, message.source_id, message.origin, message.author) == ("handed_in", "handed_in", "WhatsApp", None)
    assert message.warnings == ("diserahkan oleh: warga",)
    assert (clipping.title, clipping.url, clipping.origin) == ("Pasar Pindah", "https://contoh.id/a", "Koran Hulu")
    assert clipping.published_raw == "8 Maret 2026"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "windows-1252"])
def test_every_delimiter_and_encoding_gives_the_same_items(delimiter, encoding):
    table = f"pesan{delimiter}tanggal\nWarga “hulu” berkumpul – besok pagi{delimiter}09/03/2026\n".encode(encoding)
    (item,) = from_csv(table, NOW).items
    assert item.body == "Warga “hulu” berkumpul – besok pagi"
    assert item.published_raw == "09/03/2026"


@pytest.mark.parametrize(
    "header", ["teks", "PESAN", "Isi pesan", "message", "Text", " isi ", "Isi_Berita", '"teks"', "Content"]
)  # fmt: skip
def test_headers_are_known_in_two_languages(header):
    assert len(from_csv(f"{header}\nAir sungai naik sejak pagi\n".encode(), NOW).items) == 1


def test_excels_own_first_line_names_the_delimiter_and_is_no_header():
    assert len(from_csv(b"sep=;\r\nteks;tanggal\r\nAir sungai naik;09/03/2026\r\n", NOW).items) == 1


def test_handing_in_twice_changes_nothing():
    once, again = from_csv(TABLE.encode(), NOW), from_csv(TABLE.replace(",", ";").encode(), NOW)
    assert [item.id for item in once.items] == [item.id for item in again.items]
    assert len(from_csv((TABLE + TABLE.partition("\n")[2]).encode(), NOW).items) == 2


def test_formulas_are_text():
    table = (
        b'teks;url\n"=HYPERLINK(""http://jahat.example"";""Klik hadiah besar"")";"=HYPERLINK(""https://contoh.id/a"";""x"")"\n'
        b"+62 harga naik;=1+1\n"
    )
    link, plus = from_csv(table, NOW).items
    assert link.body == '=HYPERLINK("http://jahat.example";"Klik hadiah besar")'
    assert link.url == "https://contoh.id/a"
    assert (plus.body, plus.url, plus.warnings) == ("+62 harga naik", None, ("tautan bukan alamat web",))


def test_a_row_that_cannot_be_used_is_told_by_its_number():
    table = (
        "teks,peran,izin,tautan\nAir sungai naik,Budi Contoh,ya,\n,,,\n,warga,ya,https://contoh.id/a\n,warga,ya,\n"
        "Pasar tutup,warga,tidak,\nJembatan ditutup,warga,,\n"
    )
    handed = from_csv(table.encode(), NOW)
    assert [line.partition(":")[0] for line in handed.unusable] == ["baris 2", "baris 4", "baris 5", "baris 6"]
    assert "tulis perannya saja" in handed.unusable[0]
    assert "tanpa izin" in handed.unusable[3]
    assert [item.warnings for item in handed.items] == [("diserahkan oleh: warga", "izin tidak dinyatakan")]


def test_columns_with_people_are_not_read():
    handed = from_csv(b"Nama,No HP,Teks\nBudi Contoh,081234567890,Air sungai naik sejak pagi\n", NOW)
    assert "Budi" not in repr(handed)
    assert "0812" not in repr(handed)
    assert handed.notes == ("kolom 'Nama' tidak dibaca: data orang tidak disimpan", "kolom 'No HP' tidak dibaca: data orang tidak disimpan")


@pytest.mark.parametrize(
    ("words", "role"),
    [
        ("warga", True), ("Ketua RT 12", True), ("staf Kelurahan Tepian Lestari", True), ("Staf Diskominfo", True), ("ASN", True),
        ("ibu rumah tangga", True), ("wartawan", True), ("anggota grup Info Hulu", True),
        ("Budi Contoh", False), ("Pak Budi", False), ("Ketua RT Budi", False), ("warga bernama Budi", False), ("H. Contoh", False),
        ("", False), ("123", False), ("warga" * 100, False),
    ],
)  # fmt: skip
def test_a_role_says_what_somebody_is_and_not_who(words, role):
    assert is_role(words) is role


def test_a_quotation_mark_that_is_never_closed_loses_its_row_alone():
    table = 'teks,tanggal\nAir sungai naik,09/03/2026\n"Pasar tutup,09/03/2026\nJembatan ditutup,09/03/2026\n'
    handed = from_csv(table.encode(), NOW)
    assert [item.body for item in handed.items] == ["Air sungai naik", "Jembatan ditutup"]
    assert [line.partition(":")[0] for line in handed.unusable] == ["baris 3"]


@pytest.mark.parametrize(
    ("data", "cure"),
    [
        (b"", "tabel kosong"),
        (b"\n\n ;; \n", "tabel kosong"),
        (b"judul,tanggal\na,b\n", "beri judul 'teks'"),
        (b"PK\x03\x04rest", "simpan dulu sebagai CSV"),
        (b"teks\n" + b"a" * MOST_BYTES, "5 MB"),
    ],
)
def test_a_file_that_is_no_table_is_refused_with_a_cure(data, cure):
    with pytest.raises(ExtractorError, match=cure):
        from_csv(data, NOW)


def test_more_rows_than_allowed_are_told():
    handed = from_csv(("teks\n" + "".join(f"Air {n}\n" for n in range(10_050))).encode(), NOW)
    assert (len(handed.items), len(handed.notes)) == (10_000, 1)


@pytest.mark.parametrize("data", [b'"' * 1_000_000, b"\x00" * 1_000_000, b'"a\n' * 100_000, b"," * 1_000_000, bytes(range(256)) * 4_000])
def test_hostile_tables_end_soon(data):
    started = time.perf_counter()
    from_csv(b"teks,tanggal\n" + data, NOW)
    assert time.perf_counter() - started < 10


def test_a_time_in_the_future_is_left_out_with_a_warning():
    (item,) = from_csv(b"teks,tanggal\nAir sungai naik,01/01/2090\n", NOW).items
    assert (item.published_at, item.published_raw) == (None, "01/01/2090")
    assert item.warnings


@given(st.binary(max_size=400))
def test_no_bytes_trip_it(data):
    handed = from_csv(b"teks,tanggal,peran\n" + data, NOW)
    assert all(item.body or item.title for item in handed.items)
