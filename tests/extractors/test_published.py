"""Several times on one page, against the one that counts."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from archive.records import Source
from extractors.published import Stated, choose

NOW = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)
SOURCE = Source(id="suluh", name="Suluh Borneo", kind="feed", urls=(), tier="B", region="Kaltim")
CONFLICT = "zona waktu pada halaman bertentangan"


def chosen(*stated, trust_zone=True):
    source = Source(id="suluh", name="Suluh Borneo", kind="feed", urls=(), tier="B", region="Kaltim", trust_zone=trust_zone)
    return choose([Stated(raw, where) for where, raw in stated], source, NOW)


def test_clocks_that_differ_by_their_zones_agree():
    found = chosen(("machine", "2026-03-09T07:15:00+07:00"), ("printed", "Senin, 9 Maret 2026 08:15 WITA"))
    assert found.time.instant == datetime(2026, 3, 9, 0, 15, tzinfo=UTC)
    assert (found.time.zone, found.doubts) == ("+07:00", ())


@pytest.mark.parametrize("machine", ["2026-03-09T08:15:30+07:00", "2026-03-09T08:15:30Z"])
def test_one_clock_in_two_zones_was_written_in_the_printed_one(machine):
    found = chosen(("machine", machine), ("printed", "Senin, 9 Maret 2026 08:15 WITA"))
    assert found.time.instant == datetime(2026, 3, 9, 0, 15, 30, tzinfo=UTC)
    assert (found.time.zone, found.time.known) == ("Asia/Makassar", "stated")
    assert CONFLICT in found.doubts


def test_a_local_clock_that_a_machine_calls_utc_is_read_as_the_source_writes_it():
    found = chosen(("machine", "2026-03-09T08:15:30+00:00"), ("printed", "9 Maret 2026 08:15"))
    assert found.time.instant == datetime(2026, 3, 9, 0, 15, 30, tzinfo=UTC)
    assert found.time.known == "source"


def test_utc_that_nothing_contradicts_stands():
    found = chosen(("machine", "2026-03-09T00:15:00Z"), ("printed", "9 Maret 2026 08:15"))
    assert found.time.instant == datetime(2026, 3, 9, 0, 15, tzinfo=UTC)
    assert found.doubts == ()


def test_a_printed_zone_says_how_a_machines_bare_clock_is_known():
    found = chosen(("machine", "2026-03-09 08:15:00"), ("printed", "9 Maret 2026 08:15 WITA"))
    assert (found.time.instant, found.time.known) == (datetime(2026, 3, 9, 0, 15, tzinfo=UTC), "stated")


def test_the_same_clock_a_month_apart_is_another_time_not_another_zone():
    found = chosen(("machine", "2026-02-09T08:15:00+07:00"), ("printed", "9 Maret 2026 08:15 WITA"))
    assert found.time.instant == datetime(2026, 2, 9, 1, 15, tzinfo=UTC)


def test_the_zone_of_a_site_that_states_it_wrongly_is_left_aside():
    found = chosen(("machine", "2026-03-09T08:15:00+01:00"), trust_zone=False)
    assert found.time.instant == datetime(2026, 3, 9, 0, 15, tzinfo=UTC)


def test_a_weekday_that_does_not_fit_and_times_that_differ_are_said():
    found = chosen(("machine", "2026-03-09T08:15:00+08:00"), ("printed", "Kamis, 9 Maret 2026 11:30 WITA"))
    assert found.doubts == ("waktu pada halaman berbeda-beda", "nama hari tidak cocok dengan tanggal")


@pytest.mark.parametrize("raw", ["1970-01-01T00:00:00Z", "2090-01-01T00:00:00Z"])
def test_a_page_from_another_age_has_no_time(raw):
    assert chosen(("machine", raw)).time.instant is None
    assert chosen(("machine", raw), ("printed", "9 Maret 2026 08:15 WITA")).time.instant == datetime(2026, 3, 9, 0, 15, tzinfo=UTC)
