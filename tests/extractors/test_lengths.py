from __future__ import annotations

import time

import pytest

from extractors.handed_in import from_text
from extractors.lengths import LONGEST, shortened


@pytest.fixture
def item(now):
    return from_text("Jembatan gantung di hulu ditutup untuk perbaikan.", now)


def with_text(item, **changes):
    return type(item)(**{name: getattr(item, name) for name in item.__slots__} | changes)


def test_a_text_of_honest_length_stays_the_same_object(item):
    assert shortened(item) is item


@pytest.mark.parametrize("field", ["title", "summary", "body", "author"])
def test_a_text_without_measure_is_cut_and_says_so(item, field):
    long = with_text(item, **{field: "kata " * 1_000_000})
    short = shortened(long)
    assert len(getattr(short, field)) <= LONGEST[field]
    assert short.warnings == (*item.warnings, "teks terlalu panjang, dipotong")


def test_a_number_at_the_cut_goes_with_it(item):
    body = "a" * (LONGEST["body"] - 8) + " +62 812 0000 0000"
    assert shortened(with_text(item, body=body)).body == "a" * (LONGEST["body"] - 8)


def test_captions_are_counted_and_cut_too(item):
    short = shortened(with_text(item, captions=("keterangan " * 10_000,) * 5_000))
    assert len(short.captions) == 100
    assert max(map(len, short.captions)) == LONGEST["summary"]


@pytest.mark.parametrize("text", ["0 " * 2_000_000, "0 " * 90_000 + "a" * 2_000_000])
def test_nothing_but_digits_costs_nothing(item, text):
    started = time.monotonic()
    assert len(shortened(with_text(item, body=text)).body) in (0, LONGEST["body"])
    assert time.monotonic() - started < 1
