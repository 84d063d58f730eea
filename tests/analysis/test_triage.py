"""Which claims people should look at: the safeguards, the floor, the budget, the ranks."""

import re
from datetime import timedelta

import pytest

from analysis.claims import speech_act
from analysis.contexts import CheckedClaim, claims_by_narrative
from analysis.factchecks import match
from analysis.signals import score_all
from analysis.triage import triage
from archive.records import Case, Membership, Narrative, Reading, stable_id


def checked(narrative_id="n", *, strength="strong", label="false", native="SALAH"):
    return CheckedClaim("f", f"{narrative_id}0", "Rekrutmen tanpa tes", "Cek Etam", label, native, None, 0.9, strength)


def judge(contexts, known=(), budget=5):
    return triage(contexts, score_all(contexts), known, budget)


def test_a_day_without_signals_has_no_cases(make_context):
    assert judge([make_context(posts=1)]).flags == ()
    assert judge([]).cases == ()


def test_a_strong_match_opens_a_case_with_its_claim_and_its_reason(make_context, now):
    outcome = judge([make_context(posts=1, checks=(checked(),))])
    (case,), (flag,) = outcome.cases, outcome.flags
    assert case == Case(stable_id("case", "n"), "n", "Pemprov membuka rekrutmen honorer, sebarkan", "n0", now, "TERDETEKSI")
    assert flag.reasons == ("Sangat mirip dengan klaim yang diperiksa Cek Etam: “Rekrutmen tanpa tes”; label pemeriksa: “SALAH”.",)
    assert (flag.rank, flag.item_ids, flag.factcheck_ids) == (1, ("n0",), ("f",))


@pytest.mark.parametrize("check", [checked(strength="suggest"), checked(label="true", native="BENAR"), checked(label="clarification")])
def test_a_suggestion_a_confirmation_and_a_denial_do_not_open_a_case(make_context, check):
    assert judge([make_context(posts=1, checks=(check,))]).flags == ()


def test_words_of_tone_and_the_name_of_the_target_leave_score_and_rank_alone(make_context):
    texts = (
        "Hebat, Gubernur Siti Rembulan resmi membuka rekrutmen honorer",
        "Payah, Gubernur Siti Rembulan resmi membuka rekrutmen honorer",
        "Hebat, Gubernur Toni Langsat resmi membuka rekrutmen honorer",
    )
    outcomes = [judge([make_context(text=text, checks=(checked(),))]).flags[0] for text in texts]
    assert len({(flag.score, flag.rank) for flag in outcomes}) == 1


def test_criticism_never_becomes_a_case_even_beside_a_fact_check_in_the_same_words(make_item, make_check, now, thresholds):
    words = "Rekrutmen honorer pemprov cuma janji manis, percuma, yang pintar jadi penonton terus"
    item = make_item("p", words)
    act, why = speech_act(item, "social")
    assert act == "criticism"
    reading = Reading("p", True, 1.0, (), (), (), (), (), act, why, "v")
    claims = claims_by_narrative([item], [reading], [Membership("p", "e", "n", now, 1.0, "")], [Narrative("n", "p", now, "x", "p")])
    row = [1.0, 0.0]
    assert claims == {}
    assert match(claims, {"p": row}, [make_check(title=words)], {"f": row}, now.date(), thresholds) == []


def test_the_machine_says_no_word_of_verdict_outside_a_checkers_quotes(make_context):
    old = (checked(native="HOAKS"),)
    flags = judge([make_context(checks=old)]).flags
    unquoted = re.sub("“[^”]*”", "", " ".join(flags[0].reasons)).lower()
    assert not re.search(r"hoaks|hoax|bohong|palsu|salah|menyesatkan|fitnah", unquoted)
    assert "“HOAKS”" in flags[0].reasons[-1]
    assert "Cek Etam" in flags[0].reasons[-1]


def test_the_budget_holds_and_what_it_left_out_is_counted(make_context):
    contexts = [make_context(f"n{i}", posts=3 + i) for i in range(8)]
    outcome = judge(contexts, budget=5)
    assert len(outcome.flags) == len(outcome.cases) == 5
    assert outcome.over_budget == 3
    assert [flag.rank for flag in outcome.flags] == [1, 2, 3, 4, 5]
    assert outcome.cases[0].narrative_id == "n7"  # most posts first


def test_equal_scores_are_ranked_by_case_id_whatever_the_order_of_the_contexts(make_context):
    contexts = [make_context(name) for name in ("c", "a", "b")]
    forwards, backwards = judge(contexts), judge(contexts[::-1])
    assert forwards == backwards
    assert [flag.case_id for flag in forwards.flags] == sorted(stable_id("case", name) for name in "abc")


def test_a_known_case_keeps_its_opening_its_state_and_its_claim(make_context, now):
    known = Case(stable_id("case", "n"), "n", "Kutipan lama", "n0", now - timedelta(days=3), "KROSCEK")
    assert judge([make_context()], [known]).cases == (known,)
