"""Editions of the brief in the archive: what older programs printed lives on, and what belongs to an edition is kept once."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import text

import archive.migrations.run
from archive.engine import WRITES, engine_of
from archive.records import Asked, Brief, Correction, Delivery
from archive.store import Store, open_store

DAY = date(2026, 11, 16)
MADE = datetime(2026, 11, 15, 21, 30, 0, 250000, tzinfo=UTC)
BRIEF = Brief("harian", DAY, 1, MADE, "ab" * 32, '{"day":"2026-11-16"}', "cd" * 32, "e5", "2026-11", "var/brief/a.pdf", 5, False)
ASKED = Asked("harian", DAY, 1, "n", None, "Banjir", "13 unggahan keluhan", "Koordinasi OPD.", "BPBD", MADE)
DELIVERY = Delivery("harian", DAY, "pimpinan:ab12", 1, "pimpinan", "mail", "sent", 1, MADE, None)


@pytest.fixture
def of_0004(url: str) -> str:
    """An archive as the program before editions left it, with two briefs."""
    config = Config()
    config.set_main_option("script_location", str(Path(archive.migrations.run.__file__).parent))
    config.set_main_option("path_separator", "os")
    engine = engine_of(url)
    with engine.connect().execution_options(**{WRITES: True}) as connection, connection.begin():
        config.attributes["connection"] = connection
        command.upgrade(config, "0004")
        connection.execute(
            text(
                "insert into brief (day, made_at, content_hash, path, pages, sample) values "
                "('2026-11-15', '2026-11-14 21:30:00', 'satu', 'var/brief/15.pdf', 4, false), "
                "('2026-11-16', '2026-11-15 21:30:00.250000', 'dua', 'var/brief/contoh-16.pdf', 5, true)"
            )
        )
    engine.dispose()
    return url


def test_briefs_of_schema_0004_become_first_printings_of_daily_editions(of_0004: str) -> None:
    with open_store(of_0004) as store:
        assert store.records(Brief) == [
            Brief(
                "harian",
                date(2026, 11, 15),
                1,
                datetime(2026, 11, 14, 21, 30, tzinfo=UTC),
                "satu",
                None,
                None,
                None,
                None,
                "var/brief/15.pdf",
                4,
                False,
            ),
            Brief("harian", DAY, 1, MADE, "dua", None, None, None, None, "var/brief/contoh-16.pdf", 5, True),
        ]
        assert store.records(Asked) == store.records(Correction) == store.records(Delivery) == []


def test_a_migrated_archive_takes_further_printings_and_is_migrated_once(of_0004: str) -> None:
    with open_store(of_0004) as store:
        store.put(replace(BRIEF, number=2), replace(BRIEF, edition="mingguan"))
    with open_store(of_0004) as store:
        assert [(brief.edition, brief.day, brief.number) for brief in store.records(Brief)] == [
            ("harian", date(2026, 11, 15), 1),
            ("harian", DAY, 1),
            ("harian", DAY, 2),
            ("mingguan", DAY, 1),
        ]


def test_an_old_archive_without_briefs_migrates_too(url: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(archive.migrations.run.__file__).parent))
    config.set_main_option("path_separator", "os")
    engine = engine_of(url)
    with engine.connect().execution_options(**{WRITES: True}) as connection, connection.begin():
        config.attributes["connection"] = connection
        command.upgrade(config, "0004")
    engine.dispose()
    with open_store(url) as store:
        assert store.records(Brief) == []
        store.put(BRIEF)
        assert store.records(Brief) == [BRIEF]


def test_everything_of_an_edition_comes_back_as_it_was(store: Store) -> None:
    wrong = Correction("k", "mingguan", DAY, MADE, "Yang benar: 1.240 warga — “bukan” 1.420.", None)
    store.put(BRIEF, ASKED, DELIVERY, wrong, replace(ASKED, rank=2, case_id="c"))
    assert store.records(Brief) == [BRIEF]
    assert store.records(Asked) == [ASKED, replace(ASKED, rank=2, case_id="c")]
    assert store.records(Delivery) == [DELIVERY]
    assert store.records(Correction, at_from=MADE) == [wrong]
    assert store.records(Correction, at_to=MADE) == []


def test_an_edition_reaches_a_recipient_once_whatever_the_number_of_printings(store: Store) -> None:
    store.put(DELIVERY, replace(DELIVERY, number=2, state="failed", attempts=2, reason="waktu habis"))
    assert [(one.number, one.state) for one in store.records(Delivery)] == [(2, "failed")]


def test_when_and_where_a_brief_was_printed_is_not_what_the_archive_says(store: Store) -> None:
    store.put(BRIEF)
    before = store.fingerprint()
    store.put(replace(BRIEF, made_at=datetime(2027, 1, 1, tzinfo=UTC), path="elsewhere.pdf"), DELIVERY)
    assert store.fingerprint() == before
    store.put(replace(BRIEF, content="{}"))
    assert store.fingerprint() != before
