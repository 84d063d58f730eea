"""Bring a database to the form this version of the program knows."""

from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from archive import ArchiveError
from archive.engine import WRITES

HEAD = "0006"
"""The newest migration. A test holds it equal to what Alembic finds, so that an archive that is up to date opens without Alembic."""


def migrate(engine: Engine) -> None:
    """Run the migrations that ``engine``'s database lacks; two programs starting at once are safe.

    Raises:
        ArchiveError: the database was written by a newer version of the program.
    """
    with engine.connect() as connection:
        found = _revision(connection)
    if found == HEAD:
        return
    if found is not None and found not in _known():
        raise ArchiveError(
            f"the archive has schema {found}, this program knows {HEAD}; update the program, or use another PANTAU_DATABASE_URL"
        )
    _upgrade(engine)


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("select version_num from alembic_version")).scalar()


def _known() -> set[str]:
    return {path.name.partition("_")[0] for path in (Path(__file__).parent / "versions").glob("[0-9]*.py")}


def _upgrade(engine: Engine) -> None:
    # Alembic takes 0.2 s to import; most starts do not need it.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.set_main_option("path_separator", "os")
    with engine.connect().execution_options(**{WRITES: True}) as connection, connection.begin():
        if _revision(connection) == HEAD:
            return
        if engine.dialect.name == "postgresql" and connection.execute(text("show server_encoding")).scalar() != "UTF8":
            raise ArchiveError(
                "the database of PANTAU_DATABASE_URL cannot hold every script; make one with: createdb -E UTF8 -T template0 NAME"
            )
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
