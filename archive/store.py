"""The archive: one store on SQLite or PostgreSQL, chosen by its address alone.

Every write is an upsert, so that a run which was killed can simply be run again. Rows come back as records or as polars frames through
SQLAlchemy only: other SQLite drivers inside the same process would drop its locks and lose rows.
"""

import hashlib
import math
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import product
from types import TracebackType
from typing import Any, Self

import polars as pl
from sqlalchemy import ColumnElement, Connection, Engine, Select, Table, func, select
from sqlalchemy import delete as sql_delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError

from archive import ArchiveError
from archive.engine import WRITES, cause_of, engine_of
from archive.migrations.run import migrate
from archive.records import FactCheck, Item, Outcome, Record, Validator, columns_of, frame_of
from archive.tables import KEPT, TABLES, Many

ROWS_PER_STATEMENT = 1000
VARIABLES_PER_STATEMENT = 30_000
"""Both engines refuse more than about 32,000 bound values in one statement."""

VALUES_PER_CONDITION = 5000


def open_store(url: str) -> "Store":
    """Open the archive at ``url``, making and migrating it as needed.

    Raises:
        ArchiveError: the address is wrong, the driver missing, the folder not writable, the database unreachable or of a newer version.
    """
    engine = engine_of(url)
    try:
        migrate(engine)
    except SQLAlchemyError as error:
        engine.dispose()
        raise ArchiveError(
            f"archive {engine.url.render_as_string()}: cannot be opened ({cause_of(error)}); check PANTAU_DATABASE_URL"
        ) from error
    except ArchiveError:
        engine.dispose()
        raise
    return Store(engine)


class Store:
    """Records in, records out. Not shared between threads; use as a context manager or call :meth:`close`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._open: Connection | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Release every connection."""
        self._engine.dispose()

    @contextmanager
    def batch(self) -> Iterator[None]:
        """Make every write inside the block one transaction: all of it is kept, or nothing.

        Raises:
            ArchiveError: the database refused the writes.
        """
        if self._open is not None:
            yield
            return
        with self._writing():
            yield

    def put(self, rows: Any) -> int:
        """Insert or update records: one, or an iterable of any mix of classes, in one transaction. Returns how many rows were sent.

        A key that is there already is updated; :data:`archive.tables.KEPT` says which columns keep their first value. Among rows with the
        same key the last one counts.

        Raises:
            ArchiveError: a text holds a character no database keeps (NUL, a lone surrogate), or the database refused the write.
        """
        listed = list(rows) if isinstance(rows, Iterable) else [rows]
        by_class: dict[type, dict[tuple[Any, ...], Any]] = {}
        for row in listed:
            kept = KEPT.get(type(row))
            if kept is None:
                raise TypeError(f"{type(row).__name__} is not a record of the archive")
            by_class.setdefault(type(row), {})[tuple(getattr(row, name) for name in kept.key)] = row
        values = {record: [_values(row) for row in found.values()] for record, found in by_class.items()}
        if not values:
            return 0
        with self.batch():
            for record, sent in values.items():
                self._upsert(record, sent)
        return sum(len(sent) for sent in values.values())

    def _upsert(self, record: type, values: Sequence[dict[str, Any]]) -> None:
        table, kept = TABLES[record], KEPT[record]
        size = min(ROWS_PER_STATEMENT, VARIABLES_PER_STATEMENT // len(table.columns))
        insert = postgresql.insert if self._engine.dialect.name == "postgresql" else sqlite.insert
        for start in range(0, len(values), size):
            statement = insert(table).values(list(values[start : start + size]))
            changed: dict[str, Any] = {}
            for column in table.columns:
                if column.name in kept.key or column.name in kept.first:
                    continue
                new: ColumnElement[Any] = statement.excluded[column.name]
                if kept.fill:
                    new = func.coalesce(func.nullif(new, "[]") if isinstance(column.type, Many) else new, column)
                changed[column.name] = new
            self._connection().execute(statement.on_conflict_do_update(index_elements=list(kept.key), set_=changed))

    def delete(self, record: type, **where: Any) -> int:
        """Remove the rows that match ``where`` (see :meth:`frame`); returns how many there were."""
        table = TABLES[record]
        with self.batch():
            return sum(
                self._connection().execute(sql_delete(table).where(*conditions)).rowcount for conditions in _conditions(table, where)
            )

    def frame(self, record: type[Record], **where: Any) -> pl.DataFrame:
        """The matching rows as a frame with the record's schema, sorted by key.

        ``where`` names fields: ``field=value`` equals, ``field=[a, b]`` is one of, ``field_from=a`` is at least and
        ``field_to=b`` less than.
        """
        return frame_of(record, self.records(record, **where))

    def records(self, record: type[Record], **where: Any) -> list[Record]:
        """The matching rows as records, sorted by key; ``where`` as in :meth:`frame`."""
        table, key = TABLES[record], KEPT[record].key
        found: list[Record] = []
        for conditions in _conditions(table, where):
            found += self._records(record, select(table).where(*conditions))
        return sorted(found, key=lambda row: tuple(getattr(row, name) for name in key))

    def count(self, record: type, **where: Any) -> int:
        """How many rows match ``where``."""
        table = TABLES[record]
        return sum(self._scalar(select(func.count()).select_from(table).where(*conditions)) for conditions in _conditions(table, where))

    def items_seen_between(self, start: datetime, end: datetime) -> list[Item]:
        """The items with ``start < item.at <= end`` (UTC instants), oldest first, then by id."""
        table = TABLES[Item]
        at = func.coalesce(table.c.published_at, table.c.collected_at, type_=table.c.collected_at.type)
        return sorted(self._records(Item, select(table).where(at > start, at <= end)), key=lambda item: (item.at, item.id))

    def remembered(self, source_id: str) -> tuple[list[Validator], frozenset[str], list[str]]:
        """What a new visit to a source has to know: its validators, the ids read in full, and the ids of articles without a body."""
        item, check = TABLES[Item], TABLES[FactCheck]
        with self._reading() as connection:
            rows = connection.execute(select(item.c.id, item.c.kind, item.c.body.is_(None)).where(item.c.source_id == source_id)).all()
            checks = connection.execute(select(check.c.id).where(check.c.source_id == source_id)).scalars().all()
        unread = [row_id for row_id, kind, bodiless in rows if bodiless and kind == "article"]
        known = frozenset(row_id for row_id, _, _ in rows) - frozenset(unread) | frozenset(checks)
        return self.records(Validator, source_id=source_id), known, sorted(unread)

    def latest_outcomes(self) -> list[Outcome]:
        """The last outcome of every source that was ever visited, by source id."""
        table = TABLES[Outcome]
        last = select(table.c.source_id, func.max(table.c.at).label("at")).group_by(table.c.source_id).subquery()
        found = self._records(Outcome, select(table).join(last, (table.c.source_id == last.c.source_id) & (table.c.at == last.c.at)))
        return sorted(found, key=lambda outcome: outcome.source_id)

    def fingerprint(self) -> str:
        """SHA-256 over the content of the archive: the same on both engines, in any order of insertion.

        Left out is what only says when and how we looked: outcomes, validators, stage times, where and when a brief was printed.
        """
        digest = hashlib.sha256()
        for record in sorted(KEPT, key=lambda r: r.__name__):
            kept = KEPT[record]
            if not kept.content:
                continue
            names = [c.name for c in columns_of(record) if c.name not in kept.outside_content]
            rows: list[Any] = self.records(record)
            for row in rows:
                digest.update(repr([record.__name__, *(_plain(getattr(row, name)) for name in names)]).encode("utf-8"))
        return digest.hexdigest()

    def _records(self, record: type[Record], statement: Select[Any]) -> list[Record]:
        with self._reading() as connection:
            return [record(*row) for row in connection.execute(statement)]

    def _scalar(self, statement: Select[Any]) -> int:
        with self._reading() as connection:
            return int(connection.execute(statement).scalar_one())

    def _connection(self) -> Connection:
        assert self._open is not None, "writes happen inside batch()"  # noqa: S101 - an invariant of this class
        return self._open

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        if self._open is not None:
            yield self._open
            return
        try:
            with self._engine.connect() as connection:
                yield connection
        except SQLAlchemyError as error:
            raise ArchiveError(
                f"archive {self._engine.url.render_as_string()}: cannot be read ({cause_of(error)}); check that it is up"
            ) from error

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            with self._engine.connect().execution_options(**{WRITES: True}) as connection, connection.begin():
                self._open = connection
                yield
        except SQLAlchemyError as error:
            raise ArchiveError(
                f"archive {self._engine.url.render_as_string()}: refused a write ({cause_of(error)}); nothing of it was kept"
            ) from error
        finally:
            self._open = None


def _values(row: Any) -> dict[str, Any]:
    """A record as column values.

    Raises:
        ArchiveError: a text holds NUL or a lone surrogate; a number is not finite.
    """
    values = {}
    for column in columns_of(type(row)):
        value = values[column.name] = getattr(row, column.name)
        for part in value if column.many and value is not None else (value,):
            if isinstance(part, str) and not _storable(part):
                raise ArchiveError(
                    f"{type(row).__name__}.{column.name} holds a character no database keeps (NUL or half a surrogate pair); clean it first"
                )
            if isinstance(part, float) and not math.isfinite(part):
                raise ArchiveError(f"{type(row).__name__}.{column.name} is {part}; only finite numbers are kept")
    return values


def _storable(text: str) -> bool:
    try:
        return b"\0" not in text.encode("utf-8")
    except UnicodeEncodeError:
        return False


def _conditions(table: Table, where: dict[str, Any]) -> Iterator[list[ColumnElement[bool]]]:
    """The conditions for ``where``, once for every chunk of its long lists, so that no statement binds too many values."""
    fixed: list[ColumnElement[bool]] = []
    chunked: list[list[ColumnElement[bool]]] = []
    for name, value in where.items():
        if name in table.c:
            column = table.c[name]
            if isinstance(value, (list, tuple, set, frozenset)):
                values = sorted(set(value))
                chunked.append([column.in_(values[i : i + VALUES_PER_CONDITION]) for i in range(0, len(values), VALUES_PER_CONDITION)])
            else:
                fixed.append(column.is_(None) if value is None else column == value)
        elif name.removesuffix("_from") in table.c:
            fixed.append(table.c[name.removesuffix("_from")] >= value)
        elif name.removesuffix("_to") in table.c:
            fixed.append(table.c[name.removesuffix("_to")] < value)
        else:
            raise TypeError(f"{table.name} has no field {name!r}")
    for chunk in product(*chunked):
        yield [*fixed, *chunk]


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
