"""Opening the database behind the archive, SQLite or PostgreSQL, by its address; and saying in one line why it refused.

Writers go one at a time on both engines: SQLite knows no other way, and on PostgreSQL a lock of ours keeps it so. What a batch read
is then still true when it writes, and two writers can never wait for each other.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from archive import ArchiveError

SUPPORTED = "sqlite:///path/to/pantau.db or postgresql+psycopg://user:password@host/name"
WRITES = "pantau_writes"
"""The execution option of a connection that is going to write."""

BUSY_SECONDS = 30
CONNECT_SECONDS = 10

_SQLITE = "sqlite:///"
_POSTGRESQL = ("postgresql+psycopg://", "postgresql://")
_BEGIN = {
    ("sqlite", False): ("BEGIN",),
    ("sqlite", True): ("BEGIN IMMEDIATE",),
    ("postgresql", False): (),
    # The lock is any number, as long as every writer asks for the same one; it ends with the transaction.
    ("postgresql", True): (f"SET LOCAL lock_timeout = '{BUSY_SECONDS}s'", "SELECT pg_advisory_xact_lock(72616)"),
}
_CURES = (
    ("database is locked", f"another program has been writing for over {BUSY_SECONDS} seconds; wait for it or end it"),
    ("lock timeout", f"another program has been writing for over {BUSY_SECONDS} seconds; wait for it or end it"),
    ("unable to open", "name a file in a folder you may write in PANTAU_DATABASE_URL or PANTAU_STATE"),
    ("readonly", "name a file you may write in PANTAU_DATABASE_URL or PANTAU_STATE"),
    ("not a database", "move that file away, or name another in PANTAU_DATABASE_URL or PANTAU_STATE"),
    ("malformed", "put a backup of the file in its place"),
    ("disk is full", "make room on the disk"),
    ("no such module: fts5", "use a Python whose SQLite has full-text search (python.org, Debian, conda)"),
)


def engine_of(url: str) -> Engine:
    """An engine for ``url``; nothing is asked of the database yet.

    Raises:
        ArchiveError: the address is not one of :data:`SUPPORTED`, its driver is missing, or SQLite's folder cannot be made.
    """
    if url.startswith(_SQLITE):
        engine = _sqlite(url.removeprefix(_SQLITE))
    elif url.startswith(_POSTGRESQL):
        engine = _postgresql(url)
    else:
        scheme, colon, _ = url.partition("://")
        named = f"names {scheme!r}, which is not supported" if colon and scheme != "sqlite" else "names no file or server"
        raise ArchiveError(f"PANTAU_DATABASE_URL {named}; write {SUPPORTED}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        for statement in _BEGIN[engine.dialect.name, bool(connection.get_execution_options().get(WRITES))]:
            connection.exec_driver_sql(statement)

    return engine


@contextmanager
def asking(engine: Engine, refused: str) -> Iterator[None]:
    """Turn what the database refuses inside the block into an ArchiveError: which archive, what was ``refused``, why, and the cure."""
    try:
        yield
    except SQLAlchemyError as error:
        cause = cause_of(error)
        password = engine.url.password
        if password:
            cause = cause.replace(password, "***")
        cure = next((cure for sign, cure in _CURES if sign in cause), "check PANTAU_DATABASE_URL, and that the database is up")
        raise ArchiveError(f"archive {_shown(engine.url)}: {refused} ({cause}); {cure}") from error


def cause_of(error: BaseException) -> str:
    """Why the database refused, in one line: the driver's own first line, which holds no address."""
    original = getattr(error, "orig", None) or error
    return (str(original).strip() or type(original).__name__).splitlines()[0]


def _shown(address: URL) -> str:
    # A password may also stand among the options behind the question mark, so those are left out.
    if address.get_backend_name() == "sqlite":
        return str(address.database)
    return URL.create(address.drivername, address.username, None, address.host, address.port, address.database).render_as_string()


def _sqlite(path: str) -> Engine:
    if not path or path == ":memory:" or "\0" in path:
        raise ArchiveError(f"PANTAU_DATABASE_URL names no file; write {_SQLITE}path/to/pantau.db")
    folder = Path(path).parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ArchiveError(
            f"{folder}: cannot be made ({error.strerror}); name a folder you may write in PANTAU_DATABASE_URL or PANTAU_STATE"
        ) from error
    # The path is taken as it stands: read as part of an address, a folder named "50%" or "apa?" would become another one.
    engine = create_engine(URL.create("sqlite", database=path), connect_args={"timeout": BUSY_SECONDS}, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def _configure(connection: Any, _: Any) -> None:
        # The driver would open transactions late and as readers; we open them ourselves, writers with the lock in hand.
        connection.isolation_level = None
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        # What is erased is overwritten, and not only forgotten where it lay.
        connection.execute("PRAGMA secure_delete = ON")

    return engine


def _postgresql(url: str) -> Engine:
    try:
        address = make_url(url).set(drivername="postgresql+psycopg")
    except (ArgumentError, ValueError) as error:
        raise ArchiveError(f"PANTAU_DATABASE_URL is not a database address; write {SUPPORTED}") from error
    if "@" in (address.host or ""):
        raise ArchiveError("PANTAU_DATABASE_URL has more than one @; write an @ that belongs to the password as %40")
    options = {"connect_timeout": CONNECT_SECONDS, "client_encoding": "utf8"}
    try:
        # The parameters of a failed statement are texts about people; they belong in no message and no log.
        engine = create_engine(address, connect_args=options, pool_pre_ping=True, hide_parameters=True)
    except ModuleNotFoundError as error:
        raise ArchiveError("the PostgreSQL driver is missing; install it with: pip install 'pantau-kaltim[postgres]'") from error
    except (SQLAlchemyError, TypeError) as error:
        raise ArchiveError(f"PANTAU_DATABASE_URL cannot be used ({cause_of(error)}); write {SUPPORTED}") from error

    @event.listens_for(engine, "connect")
    def _configure(connection: Any, _: Any) -> None:
        connection.execute("SET TIME ZONE 'UTC'")
        connection.commit()

    return engine
