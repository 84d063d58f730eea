"""What people bring in is kept once, without personal data, and says what could not be used."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from archive.records import Erasure, Item
from archive.settings import Settings, load_settings
from archive.store import Store, open_store
from extractors import ExtractorError
from flows import FlowError
from flows.hand_in import hand_in

NOW = datetime(2026, 11, 16, 0, 0, tzinfo=UTC)
CHAT = """15/11/26 20.14 - Pesan dan panggilan dienkripsi secara end-to-end.
15/11/26 20.15 - Mamak Ujang: Info dari sebelah, besok air PDAM mati total satu Samarinda sampai Jumat, tampung air sekarang
15/11/26 20.16 - +62 812-5550-1234: waduh
15/11/26 20.18 - Pak RT: Hubungi saya di 0812 5550 1234 kalau perlu tangki air, antar ke rumah masing-masing ya
"""


@pytest.fixture
def settings() -> Settings:
    return load_settings()


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    with open_store(settings.database) as opened:
        yield opened


def test_a_table_of_messages_is_kept_row_by_row_and_what_is_wrong_is_told(store: Store, settings: Settings, tmp_path: Path) -> None:
    table = tmp_path / "titipan.csv"
    table.write_text(
        "tanggal;kanal;pesan;peran\n"
        "15/11/2026;WhatsApp;Katanya jembatan di Loa Janan ditutup mulai besok pagi, tolong disebarkan;warga\n"
        "15/11/2026;WhatsApp;;warga\n"
        "16/11/2026;WhatsApp;Dibuka pendaftaran bantuan, kirim KTP ke 0813-4555-0199 sekarang juga;staf\n",
        encoding="utf-8",
    )
    handed = hand_in(store, settings, str(table), NOW)
    assert (len(handed.item_ids), handed.new, len(handed.unusable)) == (2, 2, 1)
    assert handed.unusable[0].startswith("baris 3: ")
    bodies = " ".join(item.text for item in store.records(Item))
    assert "jembatan di Loa Janan ditutup" in bodies
    assert "0813" not in bodies
    assert "[telepon]" in bodies
    assert hand_in(store, settings, str(table), NOW).new == 0
    assert store.count(Item) == 2


def test_an_exported_chat_is_kept_without_its_people(store: Store, settings: Settings, tmp_path: Path) -> None:
    chat = tmp_path / "chat.txt"
    chat.write_text(CHAT, encoding="utf-8")
    assert hand_in(store, settings, str(chat), NOW).new == 2
    kept = "\n".join(repr(item) for item in store.records(Item))
    assert "air PDAM mati total" in kept
    assert not any(private in kept for private in ("Mamak Ujang", "Pak RT", "5550"))


def test_an_ordinary_text_file_and_a_text_are_one_item_each(store: Store, settings: Settings, tmp_path: Path) -> None:
    note = tmp_path / "catatan.txt"
    note.write_text("Warga melapor lampu jalan di Jalan Pahlawan padam sejak sepekan lalu.", encoding="utf-8")
    assert hand_in(store, settings, str(note), NOW).new == 1
    again = hand_in(store, settings, "Warga melapor lampu jalan di Jalan Pahlawan padam sejak sepekan lalu.", NOW)
    assert again.new == 0, "the same words are the same item, however they came"


def test_what_was_erased_is_not_kept_again(store: Store, settings: Settings) -> None:
    (item_id,) = hand_in(store, settings, "Surat edaran palsu beredar di grup warga Sempaja sejak kemarin malam.", NOW).item_ids
    store.delete(Item, id=item_id)
    store.put(Erasure(item_id, "item", NOW))
    assert hand_in(store, settings, "Surat edaran palsu beredar di grup warga Sempaja sejak kemarin malam.", NOW).item_ids == ()


def test_the_name_of_a_file_that_is_not_there_is_not_kept_as_a_text(store: Store, settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(FlowError, match="no such file; check its name"):
        hand_in(store, settings, str(tmp_path / "titipan.csv"), NOW)
    assert store.count(Item) == 0


def test_a_table_without_texts_says_what_to_do(store: Store, settings: Settings, tmp_path: Path) -> None:
    table = tmp_path / "kosong.csv"
    table.write_text("nomor,nama\n1,2\n", encoding="utf-8")
    with pytest.raises(ExtractorError, match="beri judul 'teks'"):
        hand_in(store, settings, str(table), NOW)


def test_the_command_says_what_was_kept(run: Any, tmp_path: Path) -> None:
    table = tmp_path / "titipan.csv"
    table.write_text("pesan\nKabarnya sekolah libur besok karena kabut asap, benarkah itu?\n", encoding="utf-8")
    ran = run("flows.cli", "hand-in", str(table), PANTAU_STATE=str(tmp_path / "var"))
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.startswith("1 teks disimpan, 1 di antaranya baru")
