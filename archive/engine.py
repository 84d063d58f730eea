"""Opening the database behind the archive: SQLite or PostgreSQL, by its address."""

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from archive import ArchiveError

SUPPORTED = "sqlite:///path/to/pantau.db or postgresql+psycopg://user:password@host/name"
WRITES = "pantau_writes"
BUSY_SECONDS = 30
CONNECT_SECONDS = 10


def engine_of(url: str) -> Engine:
    """An engine for ``url``; nothing is asked of the database yet.

    Raises:
        ArchiveError: the address is not one of :data:`SUPPORTED`, its driver is missing, or SQLite's folder cannot be made.
    """
    try:
        address = make_url(url)
    except ArgumentError as error:
        raise ArchiveError(f"PANTAU_DATABASE_URL is not a database address; write {SUPPORTED}") from error
    if address.get_backend_name() == "sqlite":
        return _sqlite(address)
    if address.get_backend_name() == "postgresql":
        return _postgresql(address)
    raise ArchiveError(f"PANTAU_DATABASE_URL names {address.get_backend_name()!r}, which is not supported; write {SUPPORTED}")


def cause_of(error: BaseException) -> str:
    """Why the database refused, in one line: the driver's own first line, which holds no address."""
    original = getattr(error, "orig", None) or error
    return (str(original).strip() or type(original).__name__).splitlines()[0]


def _sqlite(address: URL) -> Engine:
    if not address.database or address.database == ":memory:":
        raise ArchiveError("PANTAU_DATABASE_URL names no file; write sqlite:///path/to/pantau.db")
    folder = Path(address.database).parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ArchiveError(
            f"{folder}: cannot be made ({error.strerror}); name a folder you may write in PANTAU_DATABASE_URL or PANTAU_STATE"
        ) from error
    engine = create_engine(address, connect_args={"timeout": BUSY_SECONDS})

    @event.listens_for(engine, "connect")
    def _configure(connection: Any, _: Any) -> None:
        # The driver would open transactions late and as readers; we open them ourselves, writers with the lock in hand.
        connection.isolation_level = None
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get(WRITES) else "BEGIN")

    return engine


def _postgresql(address: URL) -> Engine:
    if address.drivername == "postgresql":
        address = address.set(drivername="postgresql+psycopg")
    try:
        return create_engine(address, connect_args={"connect_timeout": CONNECT_SECONDS, "options": "-c timezone=UTC"}, pool_pre_ping=True)
    except ModuleNotFoundError as error:
        raise ArchiveError("the PostgreSQL driver is missing; install it with: pip install 'pantau-kaltim[postgres]'") from error
    except (SQLAlchemyError, TypeError) as error:
        raise ArchiveError(f"PANTAU_DATABASE_URL cannot be used ({cause_of(error)}); write {SUPPORTED}") from error
