"""A number in the claim that no report of the same event gives."""

from dataclasses import replace
from datetime import timedelta

import pytest

from analysis.contexts import Report
from analysis.signals import conflict


@pytest.fixture
def reports(now):
    texts = (
        "Longsor di Kelurahan Sidodadi menewaskan 4 orang, Kamis. Pencarian dilanjutkan besok.",
        "Empat orang tewas akibat longsor di Kelurahan Sidodadi. Dua rumah rusak.",
    )
    return tuple(Report(f"r{n}", now - timedelta(hours=3), "e", "press", "Longsor", text) for n, text in enumerate(texts))


CLAIM = "Info valid, longsor Sidodadi menewaskan 40 orang, ditutup-tutupi. Sebarkan!"


def test_a_number_that_every_report_contradicts_is_told_with_theirs(make_context, reports):
    signal = conflict.score(make_context(posts=1, text=CLAIM, reports=reports))
    assert signal.item_ids == ("n0",)
    assert 0.6 < signal.score < 0.7
    assert signal.reason.startswith("Klaim menyebut 40")
    assert "2 laporan" in signal.reason


def test_one_report_that_agrees_or_one_alone_is_no_conflict(make_context, reports):
    agreeing = replace(reports[1], text="Longsor itu menewaskan 40 orang.")
    assert conflict.score(make_context(posts=1, text=CLAIM, reports=(reports[0], agreeing))) is None
    assert conflict.score(make_context(posts=1, text=CLAIM, reports=reports[:1])) is None


@pytest.mark.parametrize("text", ["Longsor menewaskan 4 orang", "Tahun lalu longsor menewaskan 40 orang", "Longsor, 40 menit macet"])
def test_the_same_number_another_time_and_another_thing_are_no_conflict(make_context, reports, text):
    assert conflict.score(make_context(posts=1, text=text, reports=reports)) is None


def test_reports_of_another_event_and_old_ones_say_nothing(make_context, reports):
    elsewhere = tuple(replace(report, event_id="other") for report in reports)
    older = tuple(replace(report, at=report.at - timedelta(days=2)) for report in reports)
    assert conflict.score(make_context(posts=1, text=CLAIM, reports=elsewhere)) is None
    assert conflict.score(make_context(posts=1, text=CLAIM, reports=older)) is None
    later = tuple(replace(report, at=report.at + timedelta(days=2)) for report in reports)
    assert conflict.score(make_context(posts=1, text=CLAIM, reports=later)) is None, "what was true early need not be true later"


def test_praise_or_blame_around_the_number_change_nothing(make_context, reports):
    scores = {
        conflict.score(make_context(posts=1, text=f"{tone} {CLAIM}", reports=reports)).score
        for tone in ("Salut untuk Pemprov.", "Pemprov payah.", "Gubernur Siti Rembulan diam saja.")
    }
    assert len(scores) == 1


@pytest.mark.parametrize("text", ["", "9" * 100_000, "menewaskan " * 50_000, "menewaskan 99999999999999999999999999 orang"])
def test_any_text_is_read(make_context, reports, text):
    conflict.score(make_context(posts=1, text=text, reports=reports))
