from dataclasses import replace
from datetime import timedelta

import pytest

from archive.records import Case, Flag, Item, Match, NarrativeDay, Response, Utterance
from archive.store import open_store
from reports.decisions import decisions
from reports.period import period_of
from reports.view import read


@pytest.fixture
def asked(short_day):
    def decide():
        with open_store(f"sqlite:///{short_day.folder / 'archive.db'}") as store:
            store.put([*short_day.sources, *short_day.records])
            return decisions(read(store, short_day.settings, period_of("harian", short_day.content().day)))

    return decide


def drop(world, *kinds):
    world.records = [record for record in world.records if not isinstance(record, kinds)]


def test_a_flagged_claim_goes_to_the_office_of_its_narrative_within_three_office_hours(asked):
    flood = next(decision for decision in asked() if decision.narrative_id == "n1")
    assert flood.office == "BPBD, Dinas PUPR-PERA"
    assert flood.advice == "Kroscek ke OPD terkait."
    assert flood.trigger == "Video serupa pernah beredar pada 12 Januari 2025."
    assert flood.due.isoformat() == "2026-11-16T11:00:00+08:00"


def test_where_no_office_is_known_the_first_step_is_to_find_it(asked):
    water = next(decision for decision in asked() if decision.narrative_id == "klaim3")
    assert (water.office, water.advice) == ("Belum dikenali", "Tentukan OPD yang berwenang, lalu kroscek.")


def test_a_claim_that_a_checker_answered_is_not_checked_again(asked):
    scam = next(decision for decision in asked() if decision.narrative_id == "klaim2")
    assert "sudah diperiksa Cek Etam dengan label “Penipuan”" in scam.trigger
    assert "klarifikasi" in scam.advice


def test_a_mere_likeness_to_a_fact_check_answers_nothing(asked, short_day):
    short_day.change(Match, strength="suggest")
    scam = next(decision for decision in asked() if decision.narrative_id == "klaim2")
    assert "kroscek" in scam.advice


def test_an_official_answer_asks_for_a_second_source_outside_the_office(asked, short_day, add):
    spoken = add["item"]("bpbd", short_day.of(Item)[0].at, "BPBD: bendungan aman", number=901)
    answer = Response(
        "n1", short_day.of(NarrativeDay)[0].day, spoken.id, spoken.at, "official", "denies", "Rani Wulan", "BPBD", "Bendungan aman."
    )
    short_day.add(spoken, add["reading"](spoken.id), answer)
    decision = next(decision for decision in asked() if decision.narrative_id == "n1")
    assert "Sudah ada jawaban: dibantah (BPBD Kaltim (contoh)," in decision.trigger
    assert "di luar kantor terkait" in decision.advice


def test_growing_complaints_about_an_office_ask_for_coordination(asked, short_day):
    drop(short_day, Case, Flag, Match)
    (decision,) = asked()
    assert decision.narrative_id == "n1"
    assert decision.trigger == "13 unggahan keluhan dalam 24 jam, fase naik."
    assert decision.advice == "Koordinasi OPD untuk jawaban layanan."


@pytest.mark.parametrize("calm", [{"phase": "turun"}, {"phase": "tetap"}, {"offices": ()}], ids=["falling", "steady", "no office named"])
def test_complaints_that_do_not_grow_or_name_no_office_ask_for_nothing(asked, short_day, calm):
    drop(short_day, Case, Flag, Match)
    short_day.change(NarrativeDay, **calm)
    assert asked() == ()


def test_criticism_is_not_a_complaint(asked, short_day):
    drop(short_day, Case, Flag, Match)
    short_day.records = [replace(r, kind="criticism") if isinstance(r, Utterance) else r for r in short_day.records]
    assert asked() == ()


def test_the_nearest_deadline_comes_first_and_a_narrative_is_asked_about_once(asked):
    found = asked()
    assert [decision.due for decision in found] == sorted(decision.due for decision in found)
    assert len({decision.narrative_id for decision in found}) == len(found) == 3


def test_a_quiet_day_asks_for_nothing(empty_day):
    with open_store(f"sqlite:///{empty_day.folder / 'archive.db'}") as store:
        store.put([*empty_day.sources, *empty_day.records])
        assert decisions(read(store, empty_day.settings, period_of("harian", empty_day.content().day))) == ()


def test_waiting_longer_changes_the_age_of_a_claim_not_its_deadline(asked, short_day):
    before = [decision.due for decision in asked()]
    short_day.change(Case, opened_at=short_day.of(Case)[0].opened_at - timedelta(days=5))
    assert [decision.due for decision in asked()] == before
