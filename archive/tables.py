"""The tables of the archive, derived from the records: what a key is and how a row is replaced is said here once, as data."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, Date, Dialect, Float, Index, LargeBinary, MetaData, Table, Text, TypeDecorator
from sqlalchemy import DateTime as SqlDateTime

from archive import records


class Instant(TypeDecorator[datetime]):
    """An instant in UTC with microseconds, on engines with and without zones."""

    impl = SqlDateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy passes it
        """Refuse a time without a zone: it would silently mean another instant on another machine."""
        if value is not None and value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone")
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy passes it
        """Give the zone back that SQLite does not keep."""
        return None if value is None else value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Many(TypeDecorator[tuple[Any, ...]]):
    """A tuple of texts or numbers as a JSON text, written the same way every time."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: tuple[Any, ...] | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - SQLAlchemy passes it
        """Write the tuple as JSON."""
        return None if value is None else json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[Any, ...] | None:  # noqa: ARG002 - SQLAlchemy passes it
        """Read the JSON back."""
        # Most are empty, and parsing those is what would take the time of reading an item.
        return None if value is None else () if value == "[]" else tuple(json.loads(value))


@dataclass(frozen=True, slots=True)
class Kept:
    """How one record class is kept: its key, columns to look up by, columns that keep their first value, and whether it is content.

    ``fill`` records never lose a value to a missing one: a second look that saw less must not erase what the first saw.
    """

    key: tuple[str, ...]
    indexes: tuple[tuple[str, ...], ...] = ()
    first: frozenset[str] = field(default_factory=frozenset)
    fill: bool = False
    content: bool = True
    outside_content: frozenset[str] = field(default_factory=frozenset)


_SAID = ("published_at", "collected_at", "id", "kind", "source_id", "advertorial")
"""What is asked of the items of a stretch of time without their texts: an index that holds it spares reading those."""

KEPT: Mapping[type, Kept] = {
    records.Source: Kept(("id",)),
    records.Item: Kept(("id",), (("source_id",), _SAID, ("collected_at",)), frozenset({"collected_at"}), fill=True),
    records.FactCheck: Kept(("id",), (("source_id",), ("published_at",)), frozenset({"collected_at"}), fill=True),
    records.Outcome: Kept(("source_id", "at"), (("at",),), content=False),
    records.Validator: Kept(("source_id", "url"), content=False),
    records.Watch: Kept(("source_id",), content=False),
    records.Probe: Kept(("source_id", "url"), content=False),
    records.Bulletin: Kept(("id",), (("happened_at",),), frozenset({"collected_at"})),
    records.Erasure: Kept(("subject",), content=False),
    records.Reading: Kept(("subject_id",)),
    records.Utterance: Kept(("item_id",)),
    records.Embedding: Kept(("text_hash", "model_id")),
    records.Copy: Kept(("item_id",), (("origin_id",),)),
    records.Signature: Kept(("item_id",)),
    records.Profile: Kept(("item_id",), (("at",),)),
    records.Event: Kept(("id",), (("narrative_id",),)),
    records.Narrative: Kept(("id",)),
    records.Membership: Kept(("item_id",), (("narrative_id",), ("event_id",))),
    records.Move: Kept(("item_id", "at"), (("at",),)),
    records.Tone: Kept(("item_id",)),
    records.OfficeTone: Kept(("item_id", "office")),
    records.NarrativeDay: Kept(("narrative_id", "day"), (("day",),)),
    records.KeySentence: Kept(("narrative_id", "day", "rank"), (("day",),)),
    records.Conflict: Kept(("event_id", "day", "subject"), (("day",),)),
    records.Match: Kept(("narrative_id", "factcheck_id", "day"), (("day",),)),
    records.Verdict: Kept(("factcheck_id", "until")),
    records.Response: Kept(("narrative_id", "item_id", "day"), (("day",),)),
    records.Signal: Kept(("narrative_id", "name", "day"), (("day",),)),
    records.Case: Kept(("id",)),
    records.Flag: Kept(("case_id", "day"), (("day",),)),
    records.Night: Kept(("day",)),
    records.Brief: Kept(("edition", "day", "number"), outside_content=frozenset({"made_at", "path"})),
    records.Correction: Kept(("id",), (("at",),)),
    records.Asked: Kept(("edition", "day", "rank")),
    records.Delivery: Kept(("edition", "day", "recipient"), content=False),
    records.StageTime: Kept(("flow", "stage"), content=False),
}

_TYPES: Mapping[type, Callable[[], Any]] = {
    str: Text,
    int: BigInteger,
    float: Float,
    bool: Boolean,
    bytes: LargeBinary,
    date: Date,
    datetime: Instant,
}

METADATA = MetaData(naming_convention={"ix": "ix_%(table_name)s_%(column_0_N_name)s", "pk": "pk_%(table_name)s"})


def _snake(name: str) -> str:
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in name).lstrip("_")


def _table(record: type, kept: Kept) -> Table:
    columns = [
        Column(c.name, Many() if c.many else _TYPES[c.scalar](), primary_key=c.name in kept.key, nullable=c.optional)
        for c in records.columns_of(record)
    ]
    table = Table(_snake(record.__name__), METADATA, *columns)
    for index in kept.indexes:
        Index(None, *(table.c[name] for name in index))
    return table


TABLES: Mapping[type, Table] = {record: _table(record, kept) for record, kept in KEPT.items()}
