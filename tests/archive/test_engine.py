import os
import subprocess
import sys
import textwrap
from datetime import UTC, date, datetime
from pathlib import Path
from typing import get_args

import psycopg
import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

import archive.migrations.run
from archive import ArchiveError
from archive.engine import WRITES, engine_of
from archive.migrations.run import HEAD
from archive.records import Case, Flag, Match, Reading, Signal, Source, Utterance, UtteranceKind
from archive.search import FTS5_TABLES, TABLES
from archive.store import open_store
from archive.tables import METADATA

WRITER = """
    import sys
    from archive.records import Reading
    from archive.store import open_store
    with open_store(sys.argv[1]) as store:
        for n in range(40):
            store.put(Reading(f"{sys.argv[2]}{n}-{m}", True, 0.5, (), (), (), (), (), "1") for m in range(50))
"""


def test_migrations_make_exactly_the_tables_of_the_records(url: str) -> None:
    open_store(url).close()
    engine = engine_of(url)
    with engine.connect() as connection:
        # Search keeps tables of its own, which are no records; test_search.py says which those are.
        known = {"compare_type": True, "include_name": lambda name, kind, _: kind != "table" or name not in TABLES | FTS5_TABLES}
        context = MigrationContext.configure(connection, opts=known)
        assert compare_metadata(context, METADATA) == []
    engine.dispose()


def test_the_known_head_is_the_newest_migration() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(archive.migrations.run.__file__).parent))
    config.set_main_option("path_separator", "os")
    assert ScriptDirectory.from_config(config).get_current_head() == HEAD


def test_an_archive_of_the_first_program_keeps_its_rows(url: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(archive.migrations.run.__file__).parent))
    config.set_main_option("path_separator", "os")
    engine = engine_of(url)
    with engine.connect().execution_options(**{WRITES: True}) as connection, connection.begin():
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.execute(
            text(
                "insert into source (id, name, kind, urls, tier, region, state, timezone, strip, max_items) "
                "values ('kabar', 'Kabar', 'feed', '[\"https://kabar.example/feed\"]', 'C', 'kaltim', 'on', 'Asia/Makassar', '[]', 200)"
            )
        )
        connection.execute(
            text(
                "insert into item (id, source_id, kind, body, captions, advertorial, collected_at, warnings) values "
                "('a', 'kabar', 'article', 'Isi.', '[]', false, '2026-11-15 04:00:00', '[]'), "
                "('b', 'kabar', 'article', null, '[]', false, '2026-11-15 04:00:00', '[]')"
            )
        )
    engine.dispose()
    with open_store(url) as store:
        assert store.records(Source) == [Source("kabar", "Kabar", "feed", ("https://kabar.example/feed",), "C", "kaltim")]
        assert store.remembered("kabar")[1:] == (frozenset({"a"}), ["b"]), "a was read in full"


def test_cases_matches_and_kinds_of_texts_of_schema_0003_live_on(url: str) -> None:
    acts = ["claim", "complaint", "criticism", "official", "opinion", "other", "question", "report", "satire"]
    config = Config()
    config.set_main_option("script_location", str(Path(archive.migrations.run.__file__).parent))
    config.set_main_option("path_separator", "os")
    engine = engine_of(url)
    rows = (
        *(
            "insert into item (id, source_id, kind, body, captions, advertorial, collected_at, warnings) "
            f"values ('{act}', 'kabar', 'post', 'Isi.', '[]', false, '2026-11-15 04:00:00', '[]')"
            for act in acts
        ),
        *(
            "insert into reading (subject_id, relevant, score, reasons, places, offices, people, programmes, speech_act, speech_reason, "
            f"version) values ('{subject}', true, 0.9, '[]', '[]', '[]', '[]', '[]', '{act}', 'kata: {act}', '1')"
            for subject, act in (*((act, act) for act in acts), ("check", "report"))
        ),
        "insert into match (narrative_id, item_id, factcheck_id, day, score, strength, version) "
        "values ('n', 'a', 'f', '2026-11-15', 0.9, 'strong', '1')",
        "insert into signal (narrative_id, name, day, score, reason, item_ids, weight, version) "
        "values ('n', 'unsourced', '2026-11-15', 0.7, 'alasan', '[\"a\"]', 0.4, '1')",
        'insert into "case" (id, narrative_id, claim, claim_item_id, opened_at, state) '
        "values ('c', 'n\"1', 'Isi.', 'a', '2026-11-15 04:00:00', 'KROSCEK')",
        "insert into flag (case_id, day, rank, score, reasons, item_ids, factcheck_ids) "
        "values ('c', '2026-11-15', 1, 0.7, '[\"alasan\"]', '[\"a\"]', '[]')",
    )
    with engine.connect().execution_options(**{WRITES: True}) as connection, connection.begin():
        config.attributes["connection"] = connection
        command.upgrade(config, "0003")
        for row in rows:
            connection.execute(text(row))
    engine.dispose()
    with open_store(url) as store:
        at, day = datetime(2026, 11, 15, 4, tzinfo=UTC), date(2026, 11, 15)
        assert store.records(Utterance) == [
            Utterance(act, "news" if act == "report" else act, 0.5, f"terbawa dari pembacaan lama: kata: {act}", None, "0003")
            for act in acts
        ]
        assert {utterance.kind for utterance in store.records(Utterance)} <= set(get_args(UtteranceKind))
        assert store.records(Reading, subject_id="claim") == [Reading("claim", True, 0.9, (), (), (), (), (), "1")]
        assert store.records(Match) == [Match("n", "a", "f", day, 0.9, "strong", "1")]
        assert store.records(Signal) == [Signal("n", "unsourced", day, 0.7, "alasan", ("a",), "1")]
        assert store.records(Case) == [Case("c", 'n"1', "Isi.", "a", at, "KROSCEK", at, ('n"1',))]
        assert store.records(Flag) == [Flag("c", day, 1, 0.7, None, ("alasan",), (), ("a",), ())]


def test_an_archive_of_a_newer_program_is_left_alone(url: str) -> None:
    open_store(url).close()
    engine = engine_of(url)
    with engine.begin() as connection:
        connection.execute(text("update alembic_version set version_num = '9999'"))
    engine.dispose()
    with pytest.raises(ArchiveError, match=r"schema 9999.*update the program"):
        open_store(url)


def test_two_programs_may_open_and_write_at_once(url: str) -> None:
    writers = [subprocess.Popen([sys.executable, "-c", textwrap.dedent(WRITER), url, name], stderr=subprocess.PIPE) for name in "ab"]
    for writer in writers:
        assert writer.wait(timeout=60) == 0, writer.stderr.read().decode()  # type: ignore[union-attr]
        writer.stderr.close()  # type: ignore[union-attr]
    with open_store(url) as store:
        assert store.count(Reading) == 2 * 40 * 50


@pytest.mark.parametrize(
    ("url", "cure"),
    [
        ("nonsense", "sqlite:///path"),
        ("mysql://host/name", "not supported"),
        ("sqlite://", "names no file"),
        ("sqlite:////proc/nowhere/pantau.db", "name a folder you may write"),
        ("postgresql+psycopg://pantau:sandi-rahasia@127.0.0.1:1/pantau", "check PANTAU_DATABASE_URL"),
        ("postgresql+psycopg://pantau:sandi-rahasia@nosuchhost.invalid/pantau", "failed to resolve"),
        ("postgresql+psycopg://127.0.0.1:1/pantau?user=pantau&password=sandi-rahasia", "check PANTAU_DATABASE_URL"),
        ("postgresql+psycopg://pantau:sandi-rahasia@127.0.0.1:1/pantau?nosuch=sandi-rahasia", "invalid connection option"),
        ("postgresql+psycopg://pantau:an@sandi-rahasia@127.0.0.1:1/pantau", "write an @ that belongs to the password as %40"),
        ("postgresql+psycopg://pantau:sandi-rahasia@127.0.0.1:port/pantau", "not a database address"),
        ("postgresql+nodriver://pantau:sandi-rahasia@127.0.0.1:1/pantau", "'postgresql.nodriver', which is not supported"),
    ],
)
def test_an_archive_that_cannot_be_opened_says_what_to_do_and_no_password(url: str, cure: str) -> None:
    with pytest.raises(ArchiveError, match=cure) as caught:
        open_store(url)
    assert "sandi-rahasia" not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    (tmp_path / "pantau.db").write_text("this is not a database, it is a shopping list " * 100)
    with pytest.raises(ArchiveError, match=r"pantau\.db: cannot be opened.*not a database"):
        open_store(f"sqlite:///{tmp_path / 'pantau.db'}")


def test_a_folder_that_may_not_be_written_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "locked"
    folder.mkdir()
    folder.chmod(0o555)
    privileged = os.geteuid() == 0
    if privileged:
        # For root no folder is locked; another user must ask.
        os.seteuid(65534)
    try:
        with pytest.raises(ArchiveError, match=r"locked.*you may write"):
            open_store(f"sqlite:///{folder / 'pantau.db'}")
    finally:
        if privileged:
            os.seteuid(0)
        folder.chmod(0o755)


@pytest.mark.parametrize("name", ["50%41", "apa?x=1", "a b#c"])
def test_a_folder_of_any_name_is_taken_as_it_stands(tmp_path: Path, name: str) -> None:
    open_store(f"sqlite:///{tmp_path / name / 'pantau.db'}").close()
    assert [path.name for path in (tmp_path / name).iterdir()] == ["pantau.db"]


def test_a_database_that_cannot_hold_every_script_is_refused(postgresql: str) -> None:
    with psycopg.connect(postgresql.format(database="postgres").replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("create database ascii_only encoding 'SQL_ASCII' locale 'C' template template0")
    with pytest.raises(ArchiveError, match="createdb -E UTF8"):
        open_store(postgresql.format(database="ascii_only"))


def test_a_missing_postgresql_driver_is_named_with_its_cure() -> None:
    script = """
        import sys
        sys.modules["psycopg"] = None
        from archive import ArchiveError
        from archive.store import open_store
        try:
            open_store("postgresql+psycopg://pantau@127.0.0.1:1/pantau")
        except ArchiveError as error:
            print(error)
    """
    said = subprocess.run([sys.executable, "-c", textwrap.dedent(script)], capture_output=True, text=True, check=True)
    assert "pip install 'pantau-kaltim[postgres]'" in said.stdout


def test_an_archive_that_is_up_to_date_opens_without_alembic(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'pantau.db'}"
    open_store(url).close()
    script = f"import sys; from archive.store import open_store; open_store({url!r}).close(); print('alembic' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert said.stdout == "False\n"


def test_the_same_postgresql_opens_without_the_name_of_its_driver(postgresql: str) -> None:
    with psycopg.connect(postgresql.format(database="postgres").replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("create database plain_scheme")
    open_store(postgresql.format(database="plain_scheme").replace("+psycopg", "")).close()
