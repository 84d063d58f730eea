import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

import archive.migrations.run
from archive import ArchiveError
from archive.engine import engine_of
from archive.migrations.run import HEAD
from archive.records import Reading
from archive.store import open_store
from archive.tables import METADATA

WRITER = """
    import sys
    from archive.records import Reading
    from archive.store import open_store
    with open_store(sys.argv[1]) as store:
        for n in range(40):
            store.put(Reading(f"{sys.argv[2]}{n}-{m}", True, 0.5, (), (), (), (), (), "report", "", "1") for m in range(50))
"""


def test_migrations_make_exactly_the_tables_of_the_records(url: str) -> None:
    open_store(url).close()
    engine = engine_of(url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []
    engine.dispose()


def test_the_known_head_is_the_newest_migration() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(archive.migrations.run.__file__).parent))
    config.set_main_option("path_separator", "os")
    assert ScriptDirectory.from_config(config).get_current_head() == HEAD


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
        ("postgresql+nodriver://pantau:sandi-rahasia@127.0.0.1:1/pantau", "PANTAU_DATABASE_URL cannot be used"),
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
