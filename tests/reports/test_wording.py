from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from reports import wording

WITA = ZoneInfo("Asia/Makassar")
AT = datetime(2026, 11, 15, 6, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [(0, 0, "0"), (1234, 0, "1.234"), (1234567, 0, "1.234.567"), (3.5, 1, "3,5"), (3.0, 1, "3"), (10.0, 1, "10")],
)
def test_numbers_have_a_thousands_dot_and_a_decimal_comma(value, decimals, text):
    assert wording.number(value, decimals) == text


def test_dates_are_written_out_in_indonesian():
    assert wording.long_date(date(2026, 11, 16)) == "Senin, 16 November 2026"
    assert wording.long_date(date(2026, 8, 7)) == "Jumat, 7 Agustus 2026"
    assert wording.short_date(date(2026, 5, 1)) == "1 Mei 2026"


def test_times_are_told_on_the_clock_of_the_region():
    assert wording.clock(AT, WITA) == "14.20"
    assert wording.moment(AT, WITA) == "Min 14.20"
    assert wording.office_time(AT, WITA) == "14.20 WITA"
    assert wording.office_time(AT, ZoneInfo("Asia/Jakarta")) == "13.20 WIB"
    assert wording.office_time(AT, ZoneInfo("Asia/Jayapura")) == "15.20 WIT"
    assert wording.office_time(AT, ZoneInfo("Asia/Kolkata")) == "11.50 UTC+5.5"


def test_a_window_names_both_years_only_where_they_differ():
    assert wording.window(AT, AT + timedelta(days=1), WITA) == "15 Nov 14.20 – 16 Nov 2026 14.20 WITA"
    eve = datetime(2026, 12, 30, 21, tzinfo=UTC)
    assert wording.window(eve, eve + timedelta(days=1), WITA) == "31 Des 2026 05.00 – 1 Jan 2027 05.00 WITA"


def test_a_change_says_its_direction_and_what_it_is_measured_against():
    assert wording.change(38, 9, "kemarin") == "+29 dari kemarin"
    assert wording.change(2, 9, "kemarin") == "−7 dari kemarin"
    assert wording.change(9, 9, "kemarin") == "sama dengan kemarin"


def test_ages_grow_from_minutes_to_hours_to_days():
    assert [wording.age(AT - timedelta(hours=h), AT) for h in (-3, 0.4, 1, 47, 50, 96)] == [
        "kurang dari 1 jam",
        "kurang dari 1 jam",
        "1 jam",
        "47 jam",
        "2 hari",
        "4 hari",
    ]


def test_long_lists_say_how_many_were_left_out():
    assert wording.listed(("A", "B"), 2) == "A, B"
    assert wording.listed(("A", "B", "C", "D"), 2) == "A, B dan 2 lainnya"
    assert wording.listed((), 2) == ""


def test_shortening_cuts_at_a_word_and_marks_the_cut():
    assert wording.shorten("satu dua tiga", 13) == "satu dua tiga"
    assert wording.shorten("satu dua, tiga empat", 12) == "satu dua…"
    assert wording.shorten("x" * 50, 10) == "x" * 9 + "…"
