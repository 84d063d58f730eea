"""The archive: one store on SQLite or PostgreSQL, chosen by its address alone.

Every write is an upsert, so that a run which was killed can simply be run again. Rows come back as records or as polars frames through
SQLAlchemy only: other SQLite drivers inside the same process would drop its locks and lose rows.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from functools import cache
from itertools import product
from operator import attrgetter
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import ColumnElement, Connection, Engine, Insert, Select, Table, case, func, select
from sqlalchemy import delete as sql_delete
from sqlalchemy.dialects import postgresql, sqlite

from archive import ArchiveError, window
from archive.border import values_of
from archive.engine import WRITES, asking, engine_of
from archive.migrations.run import migrate
from archive.records import Bulletin, FactCheck, Item, Outcome, OutcomeStatus, Profile, Record, Validator, columns_of, schema_of
from archive.tables import KEPT, TABLES, Many
from archive.window import Said, Visits

if TYPE_CHECKING:
    import polars as pl

ROWS_PER_STATEMENT = 1000
VALUES_PER_CONDITION = 5000
"""SQLite refuses more than about 32,000 bound values in one statement."""


def open_store(url: str) -> "Store":
    """Open the archive at ``url``, making and migrating it as needed.

    Raises:
        ArchiveError: the address is wrong, the driver missing, the folder not writable, the database unreachable or of a newer version.
    """
    engine = engine_of(url)
    try:
        with asking(engine, "cannot be opened"):
            migrate(engine)
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
        with self._writing() as connection:
            self._open = connection
            try:
                yield
            finally:
                self._open = None

    def put(self, *rows: Any) -> int:
        """Insert or update records, and iterables of records of any mix of classes, in one transaction. Returns how many were sent.

        A key that is there already is updated, also by a later record of the same call; :data:`archive.tables.KEPT` says which columns
        keep their first value and which records never lose a value to a missing one.

        Raises:
            ArchiveError: a value cannot be kept as it is (see :mod:`archive.border`), or the database refused the write; nothing of this
                call is kept then.
        """
        by_class: dict[type, list[dict[str, Any]]] = {}
        sent = 0
        for row in _each(rows):
            by_class.setdefault(type(row), []).append(values_of(row))
            sent += 1
        if sent:
            with self._writing() as connection:
                for record, values in by_class.items():
                    statement = _upsert(connection.dialect.name, record)
                    for start in range(0, len(values), ROWS_PER_STATEMENT):
                        connection.execute(statement, values[start : start + ROWS_PER_STATEMENT])
        return sent

    def delete(self, record: type, **where: Any) -> int:
        """Remove the rows that match ``where`` (see :meth:`frame`); returns how many there were."""
        table = TABLES[record]
        with self._writing() as connection:
            return sum(connection.execute(sql_delete(table).where(*conditions)).rowcount for conditions in _conditions(table, where))

    def frame(self, record: type[Record], **where: Any) -> "pl.DataFrame":
        """The matching rows as a frame with the record's schema, sorted by key.

        ``where`` names fields: ``field=value`` equals, ``field=[a, b]`` is one of, ``field_from=a`` is at least and
        ``field_to=b`` less than.
        """
        import polars as pl

        schema = schema_of(record)
        # Column by column: polars builds them several times faster than row by row.
        columns = zip(*self._rows(record, **where), strict=True)
        return pl.DataFrame(dict(zip(schema, columns, strict=False)), schema=schema)

    def records(self, record: type[Record], **where: Any) -> list[Record]:
        """The matching rows as records, sorted by key; ``where`` as in :meth:`frame`."""
        return [record(*row) for row in self._rows(record, **where)]

    def _rows(self, record: type, **where: Any) -> list[Any]:
        table = TABLES[record]
        found: list[Any] = []
        with self._reading() as connection:
            for conditions in _conditions(table, where):
                found += connection.execute(select(table).where(*conditions))
        # Sorted here and not by the database: PostgreSQL's order of texts depends on how the server was set up.
        return sorted(found, key=attrgetter(*KEPT[record].key))

    def days(self, record: type, **where: Any) -> list[date]:
        """The days of the matching rows, each once, oldest first, without reading the rows."""
        table = TABLES[record]
        with self._reading() as connection:
            found = {day for conditions in _conditions(table, where) for day in connection.scalars(select(table.c.day).where(*conditions))}
        return sorted(found)

    def count(self, record: type, **where: Any) -> int:
        """How many rows match ``where``."""
        table = TABLES[record]
        return sum(self._scalar(select(func.count()).select_from(table).where(*conditions)) for conditions in _conditions(table, where))

    def items_seen_between(self, start: datetime, end: datetime) -> list[Item]:
        """The items with ``start < item.at <= end`` (UTC instants), oldest first, then by id."""
        return sorted(self._records(Item, select(TABLES[Item]).where(window.within(start, end))), key=lambda item: (item.at, item.id))

    def said_between(self, start: datetime, end: datetime) -> list[Said]:
        """The relevant items of (start, end] (UTC) without their texts, oldest first, then by id."""
        with self._reading() as connection:
            rows = connection.execute(window.said(start, end)).all()
        return sorted((Said(*row) for row in rows), key=attrgetter("at", "id"))

    def offered_between(self, start: datetime, end: datetime) -> dict[str, int]:
        """By source id, how many items it said in (start, end], relevant or not."""
        with self._reading() as connection:
            return {source_id: int(amount) for source_id, amount in connection.execute(window.offered(start, end))}

    def spoken_between(self, start: datetime, end: datetime) -> dict[str, tuple[int, int]]:
        """By kind of item, how many were said in (start, end], and how many of them were relevant."""
        with self._reading() as connection:
            return {kind: (int(every), int(relevant)) for kind, every, relevant in connection.execute(window.spoken(start, end))}

    def visited_between(self, start: datetime, end: datetime, statuses: Sequence[OutcomeStatus]) -> dict[str, Visits]:
        """By source id, how its visits in [start, end) fared; those that ended in one of ``statuses`` were heard."""
        counted, reasons = window.visited(start, end, statuses)
        with self._reading() as connection:
            said = {source_id: reason for source_id, reason in connection.execute(reasons)}  # noqa: C416 - a row is no pair of dict()
            return {row[0]: Visits(int(row[1]), int(row[2]), row[3], said.get(row[0])) for row in connection.execute(counted)}

    def narrative_totals(self, days: Sequence[date]) -> dict[str, int]:
        """By narrative, under the id it had then, how many items it had on ``days`` together."""
        with self._reading() as connection:
            return {narrative_id: int(amount) for narrative_id, amount in connection.execute(window.totals(days))}

    def merged_narratives(self) -> dict[str, str]:
        """The narratives that live on in another one, and the one that each lives on in today, however often that was merged itself."""
        with self._reading() as connection:
            into = {narrative_id: other for narrative_id, other in connection.execute(window.merged())}  # noqa: C416 - rows are no pairs
        living = {}
        for narrative_id in into:
            seen, last = {narrative_id}, narrative_id
            while last in into and into[last] not in seen:
                last = into[last]
                seen.add(last)
            living[narrative_id] = last
        return living

    def instants(self, start: datetime, end: datetime) -> dict[str, datetime]:
        """By item id, when it was said: every item that has a profile and was said in (start, end] (UTC)."""
        table = TABLES[Profile]
        asked = select(table.c.item_id, table.c.at).where(table.c.at > start, table.c.at <= end)
        with self._reading() as connection:
            return dict(connection.execute(asked).tuples().all())

    def remembered(self, source_id: str) -> tuple[list[Validator], frozenset[str], list[str]]:
        """What a new visit to a source has to know: its validators, the ids read in full, and the ids kept with less.

        Posts and bulletins are always read in full, articles once all their pages were read, fact-checks once they have a body.
        """
        item, check = TABLES[Item], TABLES[FactCheck]
        whole = item.c.page.is_not(None) | (item.c.kind != "article")
        asked = select(item.c.id, whole).where(item.c.source_id == source_id)
        asked_checks = select(check.c.id, check.c.body.is_not(None)).where(check.c.source_id == source_id)
        bulletin = TABLES[Bulletin]
        with self._reading() as connection:
            rows = [*connection.execute(asked), *connection.execute(asked_checks)]
            said = connection.execute(select(bulletin.c.id).where(bulletin.c.source_id == source_id)).scalars().all()
        known = frozenset({row_id for row_id, complete in rows if complete} | set(said))
        return self.records(Validator, source_id=source_id), known, sorted(row_id for row_id, complete in rows if not complete)

    def latest_outcomes(self) -> list[Outcome]:
        """The last outcome of every source that was ever visited, by source id."""
        table = TABLES[Outcome]
        last = select(table.c.source_id, func.max(table.c.at).label("at")).group_by(table.c.source_id).subquery()
        found = self._records(Outcome, select(table).join(last, (table.c.source_id == last.c.source_id) & (table.c.at == last.c.at)))
        return sorted(found, key=lambda outcome: outcome.source_id)

    def heard_since(self, since: datetime, statuses: Sequence[str]) -> dict[str, tuple[int, int, int]]:
        """By source id, of the visits since an instant: how many, how many of them ended in one of ``statuses``, and new items in all."""
        table = TABLES[Outcome]
        good = func.sum(case((table.c.status.in_(statuses), 1), else_=0))
        asked = select(table.c.source_id, func.count(), good, func.sum(table.c.new_items)).where(table.c.at >= since)
        with self._reading() as connection:
            rows = connection.execute(asked.group_by(table.c.source_id))
            return {source_id: (int(visits), int(heard), int(new)) for source_id, visits, heard, new in rows}

    def unheard_since(self, until: datetime, statuses: Sequence[str]) -> dict[str, datetime]:
        """By source id, up to an instant: the last visit that ended in one of ``statuses``, or the first visit where none ever did."""
        with self._reading() as connection:
            return {source_id: at for source_id, at in connection.execute(window.last_heard(until, statuses)) if at is not None}

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

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with asking(self._engine, "cannot be read"):
            if self._open is not None:
                yield self._open
            else:
                with self._engine.connect() as connection:
                    yield connection

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with asking(self._engine, "refused a write, nothing of it was kept"):
            if self._open is not None:
                # A savepoint: a write that fails inside a batch leaves nothing of itself behind, even if its error is caught there.
                with self._open.begin_nested():
                    yield self._open
            else:
                with self._engine.connect().execution_options(**{WRITES: True}) as connection, connection.begin():
                    yield connection


def _each(rows: Iterable[Any]) -> Iterator[Any]:
    for row in rows:
        if isinstance(row, Iterable):
            yield from row
        else:
            yield row


@cache
def _upsert(dialect: str, record: type) -> Insert:
    """The statement that inserts a record or updates the one with its key, as :data:`archive.tables.KEPT` has it."""
    table, kept = TABLES[record], KEPT[record]
    statement = (postgresql.insert if dialect == "postgresql" else sqlite.insert)(table)
    changed: dict[str, ColumnElement[Any]] = {}
    for column in table.columns:
        if column.name in kept.key or column.name in kept.first:
            continue
        new: ColumnElement[Any] = statement.excluded[column.name]
        if kept.fill:
            new = func.coalesce(func.nullif(new, "[]") if isinstance(column.type, Many) else new, column)
        changed[column.name] = new
    return statement.on_conflict_do_update(index_elements=list(kept.key), set_=changed)


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
