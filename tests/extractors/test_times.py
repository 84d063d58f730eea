"""Times as sites print them, against the instants they mean."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.times import clock_of, names_an_hour, resolve, weekday_fits

WITA = "Asia/Makassar"
# 12:00 in WITA on a Monday.
NOW = datetime(2025, 12, 22, 4, 0, tzinfo=UTC)
LAST_SECOND = timedelta(hours=15, minutes=59, seconds=59)


def instant(raw: str, zone: str = WITA) -> datetime | None:
    return resolve(raw, zone, NOW).instant


@pytest.mark.parametrize(
    ("raw", "utc", "zone", "known"),
    [
        ("2025-12-21T08:15:00+07:00", "2025-12-21T01:15:00", "+07:00", "stated"),
        ("2025-12-21T08:15:00.123456+0800", "2025-12-21T00:15:00", "+08:00", "stated"),
        ("2025-12-21T08:15:00-05:00", "2025-12-21T13:15:00", "-05:00", "stated"),
        ("2025-12-21T08:15:00Z", "2025-12-21T08:15:00", "UTC", "stated"),
        ("20251221T081500Z", "2025-12-21T08:15:00", "UTC", "stated"),
        ("2025-12-21 08:15:00", "2025-12-21T00:15:00", WITA, "source"),
        ("2025-12-21T08:15", "2025-12-21T00:15:00", WITA, "source"),
        ("Sun, 21 Dec 2025 08:15:00 +0700", "2025-12-21T01:15:00", "+07:00", "stated"),
        ("Sun, 21 Dec 2025 08:15:00 -0000", "2025-12-21T08:15:00", "UTC", "stated"),
        ("Sun, 21 Dec 2025 08:15:00 GMT", "2025-12-21T08:15:00", "UTC", "stated"),
        ("Sun, 21 Dec 2025 08:15:00 WITA", "2025-12-21T00:15:00", WITA, "stated"),
        ("Sun, 21 Dec 2025 08:15:00 WIB", "2025-12-21T01:15:00", "Asia/Jakarta", "stated"),
        ("Sun, 21 Dec 2025 08:15:00 WIT", "2025-12-20T23:15:00", "Asia/Jayapura", "stated"),
        ("Sun, 21 Dec 2025 08:15:00", "2025-12-21T00:15:00", WITA, "source"),
        ("Sun, 21 Dec 2025 08:15 GMT+8", "2025-12-21T00:15:00", "+08:00", "stated"),
        ("Sun Dec 21 08:15:00 +0000 2025", "2025-12-21T08:15:00", "UTC", "stated"),
        ("Senin, 22 Desember 2025 08:15 WITA", "2025-12-22T00:15:00", WITA, "stated"),
        ("Minggu, 20 April 2025 | 11:45 WIB", "2025-04-20T04:45:00", "Asia/Jakarta", "stated"),
        ("01/02/2023, 17:16 WIB", "2023-02-01T10:16:00", "Asia/Jakarta", "stated"),
        ("29 Januari 2024 1:55pm", "2024-01-29T05:55:00", WITA, "source"),
        ("29 Januari 2024 12:05 am", "2024-01-28T16:05:00", WITA, "source"),
        ("January 29, 2024 1:55 pm", "2024-01-29T05:55:00", WITA, "source"),
        ("Selasa, 21 Okt 2025 19:59 WIB", "2025-10-21T12:59:00", "Asia/Jakarta", "stated"),
        ("12 Agt 2025 08.15 WITA", "2025-08-12T00:15:00", WITA, "stated"),
        ("Terbit 5 Des 2025 pukul 14.30", "2025-12-05T06:30:00", WITA, "source"),
        ("2025/06/12/081500", "2025-06-12T00:15:00", WITA, "source"),
        ("22 Desember 08:15", "2025-12-22T00:15:00", WITA, "source"),
        ("24 Desember 08:15", "2024-12-24T00:15:00", WITA, "source"),
        ("3 jam lalu", "2025-12-22T01:00:00", WITA, "source"),
        ("sejam yang lalu", "2025-12-22T03:00:00", WITA, "source"),
        ("15 minutes ago", "2025-12-22T03:45:00", WITA, "source"),
        ("baru saja", "2025-12-22T04:00:00", WITA, "source"),
        ("Selasa, 21 Oktober 2025 - 19.59 WIB", "2025-10-21T12:59:00", "Asia/Jakarta", "stated"),
        ("Jum'at, 7 Nop 2025 | 08.15 Wita", "2025-11-07T00:15:00", WITA, "stated"),
        ("Ahad, 9 November 2025 08:15", "2025-11-09T00:15:00", WITA, "source"),
        ("9 Ags 2025 pukul 14.30 Wita", "2025-08-09T06:30:00", WITA, "stated"),
        ("9 Agst 2025, 14:30 WIB(UTC+7)", "2025-08-09T07:30:00", "Asia/Jakarta", "stated"),
        ("Sept 9, 2025 14:30 GMT+8", "2025-09-09T06:30:00", "+08:00", "stated"),
        ("09Des 2025 14:30", "2025-12-09T06:30:00", WITA, "source"),
        ("12 menit baca | 9 Des 2025 14.30", "2025-12-09T06:30:00", WITA, "source"),
        ("20251221081500", "2025-12-21T00:15:00", WITA, "source"),
        ("1766276100", "2025-12-21T00:15:00", "UTC", "stated"),
        ("1766276100000", "2025-12-21T00:15:00", "UTC", "stated"),
        ("3 hours ago", "2025-12-22T01:00:00", WITA, "source"),
        ("kemarin, 08:15 WIB", "2025-12-21T01:15:00", "Asia/Jakarta", "stated"),
        ("Hari ini, 10:00 WITA", "2025-12-22T02:00:00", WITA, "stated"),
    ],
)
def test_a_printed_time_is_read_in_its_zone(raw, utc, zone, known):
    read = resolve(raw, WITA, NOW)
    assert read.instant == datetime.fromisoformat(utc).replace(tzinfo=UTC)
    assert (read.zone, read.known) == (zone, known)
    assert read.instant.utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    ("raw", "day"),
    [
        ("Rabu, 25/09/2024", datetime(2024, 9, 25, tzinfo=UTC)),
        ("17/6/21", datetime(2021, 6, 17, tzinfo=UTC)),
        ("2025-12-21", datetime(2025, 12, 21, tzinfo=UTC)),
        ("20251221", datetime(2025, 12, 21, tzinfo=UTC)),
        ("Jan 29, 2024", datetime(2024, 1, 29, tzinfo=UTC)),
        ("9 Nopember 2025", datetime(2025, 11, 9, tzinfo=UTC)),
        ("21 Disember 2025", datetime(2025, 12, 21, tzinfo=UTC)),
        ("kemarin", datetime(2025, 12, 21, tzinfo=UTC)),
        ("2 hari yang lalu", datetime(2025, 12, 20, tzinfo=UTC)),
        ("2 minggu lalu", datetime(2025, 12, 8, tzinfo=UTC)),
    ],
)
def test_a_day_without_an_hour_is_its_last_second_by_which_the_text_was_out(raw, day):
    assert instant(raw) == day + LAST_SECOND


def test_a_day_that_still_runs_names_no_instant_until_it_is_nearly_over():
    assert instant("22 Desember 2025") is None
    assert resolve("22 Desember 2025", WITA, datetime(2025, 12, 22, 15, 30, tzinfo=UTC)).instant is not None


def test_a_time_more_than_an_hour_ahead_is_refused():
    assert instant("2025-12-22T12:59:00+08:00") is not None
    assert resolve("2025-12-22T13:01:00+08:00", WITA, NOW) == resolve(None, WITA, NOW)


def test_the_zone_of_the_source_reads_what_states_none():
    assert instant("21 Desember 2025 08:15", "Asia/Jakarta") == datetime(2025, 12, 21, 1, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    "raw",
    [None, "", "  ", "mei", "12", "13:45", "Desember 2025", "Senin", "31/02/2025", "32 Januari 2025", "0000-00-00 00:00:00", "29 Februari",
     "1970-01-01T00:00:00Z", "99999999999 jam lalu", "9999-12-31T23:59:59-14:00", "2025-13-01", "kapan saja"],
)  # fmt: skip
def test_what_names_no_usable_time_resolves_to_nothing(raw):
    read = resolve(raw, WITA, NOW)
    assert (read.instant, read.zone, read.known) == (None, None, None)


def test_an_hour_is_told_from_a_day():
    assert names_an_hour("21 Desember 2025 08:15")
    assert names_an_hour("2025/12/21/081500")
    assert not names_an_hour("21 Desember 2025")


def test_a_zone_that_is_known_to_be_wrong_is_not_believed():
    read = resolve("2025-12-21T08:15:00+01:00", WITA, NOW, trust_stated=False)
    assert (read.instant, read.zone, read.known) == (datetime(2025, 12, 21, 0, 15, tzinfo=UTC), WITA, "source")


def test_the_clock_of_a_time_is_told_whatever_its_zone():
    assert clock_of("2025-12-21T08:15:00Z") == clock_of("21 Des 2025 08.15 WITA") == clock_of("2025/12/21/081500") == (8, 15)
    assert clock_of("21 Desember 2025") is None


@pytest.mark.parametrize(
    ("raw", "fits"),
    [
        ("Minggu, 21 Desember 2025 08:15 WITA", True),
        ("Senin, 21 Desember 2025 08:15 WITA", False),
        ("Jum'at, 19 Desember 2025", True),
        ("21 Desember 2025", True),
        ("Senin lusa", True),
    ],
)
def test_the_name_of_a_day_is_held_against_its_date(raw, fits):
    assert weekday_fits(raw, WITA, NOW) is fits


PIECES = st.sampled_from(
    ["2025", "-", "/", ":", " ", "12", "31", "99", "T", "Z", "+", "WITA", "Des", "Februari", "lalu", "jam", "tahun", "pm", "kemarin"]
)


@given(st.text(max_size=300) | st.lists(PIECES, max_size=30).map("".join))
def test_no_string_makes_it_raise_and_no_instant_lies_ahead(raw):
    read = resolve(raw, WITA, NOW)
    assert (read.instant is None) == (read.known is None) == (read.zone is None)
    assert read.instant is None or read.instant <= NOW + timedelta(hours=1)
