"""Checkers correct and withdraw: cases in which people decided by the old verdict come back to them."""

from dataclasses import replace
from datetime import timedelta

import pytest

from analysis.verdicts import reopened, with_reopened
from archive.records import Case, Flag, Verdict

ZONE = "Asia/Makassar"


@pytest.fixture
def case(now):
    return Case("c", "n", "Klaim", "p", now - timedelta(days=9), "SELESAI", now - timedelta(days=5), ("n",))


@pytest.fixture
def flag(now):
    return Flag("c", now.date() - timedelta(days=6), 1, 0.8, 0.5, ("alasan",), ("syarat",), ("p",), ("f",))


@pytest.fixture
def verdict(now):
    return Verdict("f", now - timedelta(hours=2), "false", "SALAH", "Judul lama", "Klaim")


def back(cases, flags, verdicts, checks, now):
    return reopened(cases, flags, verdicts, checks, now.date(), now, ZONE)


def test_a_decided_case_comes_back_with_what_changed(case, flag, verdict, make_check, now):
    (one,) = back([case], [flag], [verdict], [make_check(native="BENAR", label="true")], now)
    assert (one.case.state, one.case.state_at) == ("DIBUKA_KEMBALI", verdict.until)
    assert "dari “SALAH” menjadi “BENAR”" in one.flag.reasons[0]
    assert (one.flag.day, one.flag.score, one.flag.item_ids, one.due) == (now.date(), flag.score, flag.item_ids, True)
    assert "menilai kembali" in one.flag.removed_by[0]


def test_a_verdict_that_was_withdrawn_without_a_new_one_is_told_so(case, flag, verdict, make_check, now):
    (one,) = back([case], [flag], [verdict], [make_check(native=None, label="unknown")], now)
    assert "menjadi tanpa label" in one.flag.reasons[0]


@pytest.mark.parametrize("age", [timedelta(hours=2), timedelta(days=3)])
def test_judging_the_same_day_again_tells_the_same(case, flag, verdict, make_check, now, age):
    changed, check = replace(verdict, until=now - age), make_check(native="BENAR")
    (first,) = back([case], [flag], [changed], [check], now)
    assert back([first.case], [flag, first.flag], [changed], [check], now + timedelta(minutes=30)) == [first]


def test_a_case_that_came_back_is_not_listed_the_next_day_for_that_alone(case, flag, verdict, make_check, now):
    check = make_check(native="BENAR")
    (first,) = back([case], [flag], [verdict], [check], now)
    tomorrow = now + timedelta(days=1)
    (second,) = reopened([first.case], [flag, first.flag], [verdict], [check], tomorrow.date(), tomorrow, ZONE)
    assert not second.due
    assert with_reopened([], [second]) == ()
    ordinary = replace(flag, day=tomorrow.date(), reasons=("Belum diberitakan.",))
    (listed,) = with_reopened([ordinary], [second])
    assert listed.reasons == (*first.flag.reasons, "Belum diberitakan."), "listed for something else, it says so all the same"


@pytest.mark.parametrize("state", ["PUTUSAN", "DISETUJUI", "KLARIFIKASI_TERBIT", "DIPANTAU", "DIKOREKSI", "DITUTUP_BUKAN_KLAIM"])
def test_whatever_people_decided_and_still_stand_by_comes_back(case, flag, verdict, make_check, now, state):
    (one,) = back([replace(case, state=state)], [flag], [verdict], [make_check(native="BENAR")], now)
    assert one.case.state == "DIBUKA_KEMBALI"


@pytest.mark.parametrize("state", ["KROSCEK", "PENDAPAT_2", "DICABUT"])
def test_a_case_that_people_are_still_at_or_took_back_is_left_to_them(case, flag, verdict, make_check, now, state):
    assert back([replace(case, state=state)], [flag], [verdict], [make_check(native="BENAR")], now) == []


def test_a_change_before_the_decision_or_after_the_day_or_of_another_check_reopens_nothing(case, flag, verdict, make_check, now):
    before = replace(verdict, until=now - timedelta(days=6))
    after = replace(verdict, until=now + timedelta(minutes=1))
    other = replace(verdict, factcheck_id="g")
    checks = [make_check(native="BENAR"), make_check("g", native="BENAR")]
    assert back([case], [flag], [before, after, other], checks, now) == []


def test_of_several_changes_the_first_verdict_and_the_last_are_told_once(case, flag, verdict, make_check, now):
    later = replace(verdict, until=now - timedelta(hours=1), native_label="SEBAGIAN BENAR")
    (one,) = back([case], [flag], [later, verdict], [make_check(native="BENAR")], now)
    (reason,) = one.flag.reasons
    assert "dari “SALAH” menjadi “BENAR”" in reason
    assert one.case.state_at == verdict.until


def test_a_verdict_that_changed_and_came_back_reopens_nothing(case, flag, verdict, make_check, now):
    later = replace(verdict, until=now - timedelta(hours=1), native_label="BENAR")
    assert back([case], [flag], [verdict, later], [make_check(native="Salah")], now) == []


def test_a_case_listed_for_other_reasons_too_keeps_both_with_the_change_first(case, flag, verdict, make_check, now):
    found = back([case], [flag], [verdict], [make_check(native="BENAR")], now)
    ordinary = replace(flag, day=now.date(), rank=2, score=0.9, reasons=("Belum diberitakan.",), item_ids=("q",), factcheck_ids=("g",))
    other = replace(ordinary, case_id="a", rank=1)
    one, two = with_reopened([other, ordinary], found)
    assert (one.case_id, one.rank, two.case_id, two.rank) == ("c", 1, "a", 2)
    assert "mengubah penilaiannya" in one.reasons[0]
    assert one.reasons[1:] == ("Belum diberitakan.",)
    assert (one.score, one.item_ids, one.factcheck_ids) == (0.9, ("p", "q"), ("g", "f"))
    assert one.removed_by == (*found[0].flag.removed_by, "syarat")
