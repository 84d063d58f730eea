from dataclasses import dataclass, is_dataclass
from datetime import UTC, date, datetime
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive import records
from archive.records import Column, columns_of, frame_of, records_of, schema_of, stable_id

CLASSES = [value for value in vars(records).values() if isinstance(value, type) and is_dataclass(value) and value is not Column]

SCALARS: dict[type, st.SearchStrategy[Any]] = {
    str: st.text(),
    int: st.integers(-(2**62), 2**62),
    float: st.floats(allow_nan=False, allow_infinity=False),
    bool: st.booleans(),
    bytes: st.binary(),
    date: st.dates(),
    datetime: st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - hypothesis adds the zone
}


def values_of(column: Column) -> st.SearchStrategy[Any]:
    value = SCALARS[column.scalar]
    if column.many:
        value = st.lists(value, max_size=3).map(tuple)
    return st.none() | value if column.optional else value


def test_ids_differ_where_parts_differ() -> None:
    assert stable_id("a", "bc") != stable_id("ab", "c")
    assert stable_id("suara_mahakam", "1") == "499ef17a7b8eb645", "ids must be the same on every machine and in every version"


@pytest.mark.parametrize("record", CLASSES)
def test_every_record_is_flat_frozen_and_has_a_schema(record: type) -> None:
    assert list(schema_of(record)) == [column.name for column in columns_of(record)]
    assert record.__dataclass_params__.frozen


@pytest.mark.parametrize("record", CLASSES)
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_a_record_survives_the_way_through_a_frame(record: type, data: st.DataObject) -> None:
    row = record(**{column.name: data.draw(values_of(column)) for column in columns_of(record)})
    frame = frame_of(record, [row])
    assert frame.schema == schema_of(record)
    assert records_of(record, frame) == [row]


def test_a_record_that_is_not_flat_is_refused() -> None:
    @dataclass(frozen=True)
    class Nested:
        inside: dict[str, int]

    with pytest.raises(TypeError, match=r"Nested\.inside"):
        columns_of(Nested)


def test_instants_are_utc_microseconds() -> None:
    assert schema_of(records.Item)["published_at"] == pl.Datetime("us", "UTC")
