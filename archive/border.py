"""What may pass into the archive: values that every engine keeps as they are, checked before any of them is asked.

SQLite would take a number for a text, and PostgreSQL refuses NUL; the same record must fare the same on both.
"""

import math
from datetime import date, datetime
from functools import cache
from typing import Any

from archive import ArchiveError
from archive.records import Column, columns_of
from archive.tables import KEPT

LONGEST_KEY = 2600
"""Bytes of all texts of a key together: PostgreSQL's index holds rows of up to 2,704 bytes."""


def values_of(row: Any) -> dict[str, Any]:
    """A record as column values, by field name.

    Raises:
        ArchiveError: a value is missing, of another type than its field, or cannot be kept as it is (NUL, half a surrogate pair, a time
            without zone, a number that is not finite or beyond 64 bits, a key too long); the message names record and field.
        TypeError: ``row`` is no record of the archive.
    """
    kept = KEPT.get(type(row))
    if kept is None:
        raise TypeError(f"{type(row).__name__} is not a record of the archive")
    values = {}
    record: type = type(row)
    for column in _columns(record):
        value = values[column.name] = getattr(row, column.name)
        fault = _fault(column, value)
        if fault is not None:
            raise ArchiveError(f"{type(row).__name__}.{column.name} {fault}")
    if sum(len(values[name].encode()) for name in kept.key if isinstance(values[name], str)) > LONGEST_KEY:
        raise ArchiveError(
            f"{type(row).__name__}.{'/'.join(kept.key)} is over {LONGEST_KEY} bytes: too long for a key; leave the record out"
        )
    return values


@cache
def _columns(record: type) -> tuple[Column, ...]:
    return columns_of(record)


def _fault(column: Column, value: Any) -> str | None:
    if value is None:
        return None if column.optional else "is missing; it cannot be None"
    if not column.many:
        return _scalar_fault(column.scalar, value)
    if not isinstance(value, tuple):
        return f"is a {type(value).__name__}; make it a tuple"
    return next((fault for part in value if (fault := _scalar_fault(column.scalar, part)) is not None), None)


def _scalar_fault(scalar: type, value: Any) -> str | None:
    # A truth value passes for a number in Python and an instant for a date, but not in a database; a whole number is a float everywhere.
    whole = scalar is float and type(value) is int
    if not whole and (not isinstance(value, scalar) or (scalar in (int, date) and type(value) is not scalar)):
        return f"is a {type(value).__name__}; make it a {scalar.__name__}"
    if isinstance(value, str):
        return None if _keepable(value) else "holds a character no database keeps (NUL or half a surrogate pair); clean it first"
    if isinstance(value, datetime):
        return None if value.tzinfo is not None else f"is {value}, a time without a zone; give it one"
    if isinstance(value, float):
        return None if math.isfinite(value) else f"is {value}; only finite numbers are kept"
    if isinstance(value, int):
        return None if -(2**63) <= value < 2**63 else "is beyond 64 bits"
    return None


def _keepable(text: str) -> bool:
    try:
        return b"\0" not in text.encode("utf-8")
    except UnicodeEncodeError:
        return False
