from datetime import UTC, date, datetime
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.records import Column, columns_of, frame_of
from archive.store import Store
from archive.tables import KEPT

# Any script, emoji and control characters; only NUL and lone surrogates are refused at the border.
TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=30)
SCALARS: dict[type, st.SearchStrategy[Any]] = {
    str: TEXT,
    int: st.integers(-(2**63), 2**63 - 1),
    float: st.floats(allow_nan=False, allow_infinity=False),
    bool: st.booleans(),
    bytes: st.binary(max_size=30),
    date: st.dates(),
    datetime: st.datetimes(timezones=st.just(UTC)),
}


def values_of(column: Column) -> st.SearchStrategy[Any]:
    value = SCALARS[column.scalar]
    if column.many:
        value = st.lists(value, max_size=3).map(tuple)
    return st.none() | value if column.optional else value


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_every_record_survives_the_way_through_the_archive(store: Store, data: st.DataObject) -> None:
    record = data.draw(st.sampled_from(list(KEPT)))
    row = record(**{column.name: data.draw(values_of(column)) for column in columns_of(record)})
    store.delete(record)
    store.put(row)
    assert store.records(record) == [row]
    assert store.frame(record).equals(frame_of(record, [row]))
