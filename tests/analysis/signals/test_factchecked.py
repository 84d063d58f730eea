"""A fact-checker has already looked at the claim."""

import re
from datetime import UTC, datetime

import pytest

from analysis.contexts import CheckedClaim
from analysis.signals import factchecked


@pytest.fixture
def make_checked():
    def make(label="false", native="SALAH", strength="strong", publisher="Cek Etam", **rest):
        at = datetime(2026, 11, 3, 4, tzinfo=UTC)
        return CheckedClaim(rest.pop("id", "f"), "n0", "Rekrutmen lewat tautan", publisher, label, native, at, 0.9, strength, **rest)

    return make


def test_a_strong_match_is_told_with_checker_day_label_and_title(make_context, make_checked):
    signal = factchecked.score(make_context(checks=(make_checked(),)))
    assert signal.score == 1.0
    assert signal.item_ids == ("n0",)
    assert signal.reason == (
        "Klaim ini sangat mirip dengan yang sudah diperiksa Cek Etam pada 3 November 2026 dengan label “SALAH”: “Rekrutmen lewat tautan”."
    )


@pytest.mark.parametrize("label", ["true", "clarification"])
def test_a_claim_that_stood_and_a_mere_denial_are_no_reason(make_context, make_checked, label):
    assert factchecked.score(make_context(checks=(make_checked(label),))) is None


def test_a_suggestion_and_a_verdict_at_second_hand_do_not_fire_it(make_context, make_checked):
    assert factchecked.score(make_context(checks=(make_checked(strength="suggest"),))) is None
    assert factchecked.score(make_context(checks=(make_checked(repeats="g"),))) is None


def test_checkers_who_differ_are_told_side_by_side(make_context, make_checked):
    reason = factchecked.score(
        make_context(checks=(make_checked(), make_checked("true", "BENAR", publisher="Saring Fakta", id="g")))
    ).reason
    assert "Cek Etam pada 3 November 2026 dengan label “SALAH”" in reason
    assert "Saring Fakta pada 3 November 2026 dengan label “BENAR”" in reason


def test_a_label_nobody_has_sorted_counts_less_and_is_shown_as_it_is(make_context, make_checked):
    sorted_, unsorted, none = (
        factchecked.score(make_context(checks=(check,)))
        for check in (make_checked(), make_checked("unknown", "KOCAK"), make_checked("unknown", None))
    )
    assert 0 < unsorted.score < sorted_.score
    assert "“KOCAK”" in unsorted.reason
    assert "tanpa label" in none.reason


def test_words_of_verdict_stand_between_quotation_marks_only(make_context, make_checked):
    reason = factchecked.score(make_context(checks=(make_checked(native="HOAKS"),))).reason
    assert not re.search("hoaks|salah|palsu", re.sub("“[^”]*”", "", reason).lower())
