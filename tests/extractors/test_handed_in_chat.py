"""Chats that somebody exported from WhatsApp."""

from __future__ import annotations

import contextlib
import time
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors import ExtractorError
from extractors.handed_in_chat import from_chat

NOW = datetime(2026, 11, 20, 2, tzinfo=UTC)
ANDROID = (
    "12/11/26 08.10 - Pesan dan panggilan dienkripsi secara end-to-end. Hanya orang di chat ini yang bisa membacanya.\n"
    '12/11/26 08.12 - Rina Contoh membuat grup "Info: Warga Hulu"\n'
    "12/11/26 08.13 - Rina Contoh menambahkan Anda\n"
    "12/11/26 08.15 - Rina Contoh: *PERINGATAN* besok air dimatikan sampai malam\nMohon simpan air bersih: dua ember\n\nTerima kasih\n"
    "12/11/26 08.16 - +62 812-0000-0000: <Media tidak disertakan>\n"
    "12/11/26 08.17 - Joko Contoh: siap\n"
    "12/11/26 08.18 - Joko Contoh: Pesan ini telah dihapus\n"
    "12/11/26 08.19 - Joko Contoh: @\u2068Rina Contoh\u2069 benarkah kabar itu: siapa yang bilang <Pesan ini diedit>\n"
)
IOS = (
    "\u200e[12/11/26 08.10.00] Info Warga Hulu: \u200ePesan dan panggilan dienkripsi secara end-to-end.\r\n"
    "[12/11/26 08.15.32] ~\u202fRina Contoh: Besok air dimatikan sampai malam\r\nMohon simpan air bersih\r\n"
    "\u200e[12/11/26 08.16.01] Joko Contoh: \u200egambar tidak disertakan\r\n"
)


def test_messages_are_items_without_their_senders():
    handed = from_chat(ANDROID.encode(), NOW)
    first, second = handed.items
    assert first.body == "*PERINGATAN* besok air dimatikan sampai malam\n\nMohon simpan air bersih: dua ember\n\nTerima kasih"
    assert second.body == "@… benarkah kabar itu: siapa yang bilang"
    assert first.published_at == datetime(2026, 11, 12, 0, 15, tzinfo=UTC)
    assert (first.published_raw, first.author, first.kind, first.origin) == ("12/11/26 08.15", None, "handed_in", "WhatsApp")
    assert not any(name in repr(handed) for name in ("Rina", "Joko", "812-0000"))
    assert handed.notes == ("3 pesan pendek, media, atau terhapus dilewati",)


def test_the_form_of_phones_with_brackets_is_read_too():
    (item,) = from_chat(IOS.encode(), NOW).items
    assert item.body == "Besok air dimatikan sampai malam\n\nMohon simpan air bersih"
    assert item.published_raw == "12/11/26 08.15.32"
    assert item.published_at == datetime(2026, 11, 12, 0, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    "stamp",
    [
        "12/11/26 08.15 - ",
        "12/11/2026 08:15 - ",
        "12/11/26, 8:15 AM - ",
        "12-11-2026 08.15 – ",
        "[12/11/2026, 08:15:00] ",
        "[12.11.26, 08:15:00] ",
        "12/11/26 pukul 08.15 - ",
        "[12/11/26, 8:15:00\u202fAM] ",
    ],
)
def test_every_form_of_stamp_names_the_same_minute(stamp):
    (item,) = from_chat(f"{stamp}Rina Contoh: Besok air dimatikan sampai malam hari\n".encode(), NOW).items
    assert item.published_at == datetime(2026, 11, 12, 0, 15, tzinfo=UTC)


def test_a_phone_set_to_month_first_is_noticed():
    chat = "11/12/26, 08:15 - A: Besok air dimatikan sampai malam\n11/13/26, 08:15 - A: Lusa air akan menyala lagi kembali\n"
    first, _ = from_chat(chat.encode(), NOW).items
    assert first.published_at == datetime(2026, 11, 12, 0, 15, tzinfo=UTC)


def test_handing_in_twice_or_in_another_form_gives_the_same_ids():
    text = "Besok air dimatikan sampai malam hari"
    android = from_chat(f"12/11/26 08.15 - A: {text}\n".encode(), NOW).items
    ios = from_chat(f"[13/11/26 09.15.32] B: {text}\r\n".encode("utf-16"), NOW).items
    assert [item.id for item in android] == [item.id for item in ios]
    assert len(from_chat((ANDROID + ANDROID).encode(), NOW).items) == 2


@pytest.mark.parametrize("data", [b"", b"Halo\nbukan percakapan", b"teks,tanggal\na,b", b"\x00\x01\x02" * 100, b"PK\x03\x04"])
def test_what_is_no_chat_is_refused_with_a_cure(data):
    with pytest.raises(ExtractorError, match=r"WhatsApp|simpan"):
        from_chat(data, NOW)


def test_a_message_from_the_future_keeps_no_instant():
    (item,) = from_chat(b"12/11/90 08.15 - A: Besok air dimatikan sampai malam hari\n", NOW).items
    assert item.published_at is None
    assert item.warnings


def test_of_very_many_messages_the_newest_are_read():
    chat = "".join(f"12/11/26 08.15 - A: Kabar nomor {n} tentang air bersih\n" for n in range(10_100))
    handed = from_chat(chat.encode(), NOW)
    assert len(handed.items) == 10_000
    assert handed.items[-1].body == "Kabar nomor 10099 tentang air bersih"
    assert handed.notes == ("hanya 10.000 pesan terbaru dibaca dari 10.100",)


@pytest.mark.parametrize(
    "line",
    ["12/11/26 08.15 - A: " + "x" * 3_000_000, "12/11/26 08.15 - " * 200_000, "[" * 3_000_000, "12/11/26 08.15 - A:\n" + "a b\n" * 900_000],
)
def test_hostile_chats_end_soon(line):
    started = time.perf_counter()
    with contextlib.suppress(ExtractorError):
        from_chat(line.encode(), NOW)
    assert time.perf_counter() - started < 10


@given(st.text(max_size=300))
def test_no_text_trips_it(text):
    from_chat(f"12/11/26 08.15 - A: Besok air dimatikan sampai malam\n{text}".encode("utf-8", "replace"), NOW)
