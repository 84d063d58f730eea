"""Which claims people should look at: the safeguards, the floor, the budget, the ranks, and what a case can say for itself."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from analysis import AnalysisError
from analysis.contexts import CheckedClaim, ClaimItem, Echo
from analysis.signals import score_all
from analysis.triage import reasons_of, score_of, triage
from analysis.triage_rules import SHIPPED, load_rules
from archive.records import Case, Flag, stable_id


def checked(narrative_id="n", *, strength="strong", label="false", native="SALAH", factcheck_id="f", **rest):
    return CheckedClaim(factcheck_id, f"{narrative_id}0", "Rekrutmen tanpa tes", "Cek Etam", label, native, None, 0.9, strength, **rest)


def judge(contexts, known=(), flags=(), budget=5):
    return triage(contexts, score_all(contexts), known, flags, budget)


@pytest.fixture
def decided(now):
    at = now - timedelta(days=3)
    return Case(stable_id("case", "n"), "n", "Pemprov membuka rekrutmen honorer, sebarkan", "n0", at, "SELESAI", at, ("n",))


def test_a_day_without_signals_has_no_cases(make_context):
    assert judge([make_context(posts=1)]).flags == ()
    assert judge([]).cases == ()


def test_a_strong_match_opens_a_case_with_its_claim_and_its_reason(make_context, now):
    outcome = judge([make_context(posts=1, checks=(checked(),))])
    (case,), (flag,) = outcome.cases, outcome.flags
    assert case == Case(stable_id("case", "n"), "n", "Pemprov membuka rekrutmen honorer, sebarkan", "n0", now, "TERDETEKSI", now, ("n",))
    assert "Cek Etam" in flag.reasons[0]
    assert "“SALAH”" in flag.reasons[0]
    assert (flag.rank, flag.item_ids, flag.factcheck_ids) == (1, ("n0",), ("f",))


def test_a_claim_that_was_checked_and_stood_is_no_reason_to_look_again(make_context):
    for strength in ("strong", "suggest"):
        assert judge([make_context(posts=1, checks=(checked(label="true", native="BENAR", strength=strength),))]).flags == ()


def test_what_the_gate_doubts_is_not_listed(make_context):
    context = make_context(posts=1, checks=(checked(),))
    doubted = replace(context, claims=tuple(replace(claim, sure=0.2) for claim in context.claims))
    assert judge([context]).flags
    assert judge([doubted]).flags == ()


def test_words_of_tone_and_the_name_of_the_target_leave_score_and_rank_alone(make_context):
    texts = (
        "Hebat, Gubernur Siti Rembulan resmi membuka rekrutmen honorer",
        "Payah, Gubernur Siti Rembulan resmi membuka rekrutmen honorer",
        "Hebat, Gubernur Toni Langsat resmi membuka rekrutmen honorer",
    )
    outcomes = [judge([make_context(text=text, checks=(checked(),))]).flags[0] for text in texts]
    assert len({(flag.score, flag.rank) for flag in outcomes}) == 1


def test_the_machine_says_no_word_of_verdict_outside_a_checkers_quotes(make_context):
    flags = judge([make_context(checks=(checked(native="HOAKS"), checked(native="PALSU", strength="suggest", factcheck_id="g")))]).flags
    said = " ".join((*flags[0].reasons, *flags[0].removed_by))
    assert not re.search(r"hoaks|hoax|bohong|palsu|salah|menyesatkan|fitnah|penipuan", re.sub("“[^”]*”", "", said).lower())
    assert "“HOAKS”" in said
    assert "“PALSU”" in said


def test_the_budget_holds_and_what_it_left_out_is_counted(make_context):
    words = ("jembatan", "listrik", "air", "beras", "sekolah", "pajak", "buaya", "gempa")
    contexts = [make_context(f"n{i}", posts=3 + i, text=f"Kabar {word} ditutup {i} minggu mulai besok") for i, word in enumerate(words)]
    outcome = judge(contexts, budget=5)
    assert len(outcome.flags) == len(outcome.cases) == 5
    assert outcome.over_budget == 3
    assert [flag.rank for flag in outcome.flags] == [1, 2, 3, 4, 5]
    assert outcome.cases[0].narrative_id == "n7"  # most posts first


def test_equal_scores_are_ranked_by_case_id_whatever_the_order_of_the_contexts(make_context):
    contexts = [make_context(name, text=f"{name} {name}1 {name}2 {name}3 {name}4 {name}5") for name in ("c", "a", "b")]
    forwards, backwards = judge(contexts), judge(contexts[::-1])
    assert forwards == backwards
    assert [flag.case_id for flag in forwards.flags] == sorted(stable_id("case", name) for name in "abc")


def test_a_known_case_keeps_its_opening_its_state_and_its_claim(make_context, now):
    at = now - timedelta(days=3)
    known = Case(stable_id("case", "n"), "n", "Kutipan lama", "n0", at, "KROSCEK", at, ("n",))
    assert judge([make_context()], [known]).cases == (known,)


@pytest.mark.parametrize("shared", ["one fact-check", "one text", "the same words"])
def test_narratives_about_one_claim_become_one_case(make_context, now, shared):
    one, other = (
        make_context("a", text="Tarif parkir tepian naik lima kali lipat besok"),
        make_context("b", text="Kabar dari grup keluarga"),
    )
    if shared == "one fact-check":
        one, other = replace(one, checks=(checked("a"),)), replace(other, checks=(checked("b", repeats="f", factcheck_id="g"),))
    elif shared == "one text":
        other = replace(other, echoes=(Echo("b0", "a0", "post", now - timedelta(hours=10), 1.0),))
    else:
        other = make_context("b", text="Besok tarif parkir tepian naik lima kali lipat")
    outcome = judge([one, other])
    (case,), (flag,) = outcome.cases, outcome.flags
    assert set(case.narrative_ids) == {"a", "b"}
    assert {"a0", "b0"} <= set(flag.item_ids)


def test_a_case_takes_in_a_narrative_that_comes_to_carry_its_claim(make_context):
    first = judge([make_context("a", text="Tarif parkir tepian naik lima kali lipat besok")])
    again = judge(
        [make_context(name, text="Tarif parkir tepian naik lima kali lipat besok") for name in ("b", "a")], first.cases, first.flags
    )
    (case,) = again.cases
    assert (case.id, case.narrative_ids) == (first.cases[0].id, ("a", "b"))


def test_a_case_follows_its_claim_when_grouping_moves_it_to_another_narrative(make_context):
    before = judge([make_context("banjir", posts=1, checks=(checked("banjir"),))]).cases[0]
    moved = make_context("rekrutmen", posts=1, checks=(checked("rekrutmen"),))
    moved = replace(moved, claims=tuple(replace(claim, item_id=before.claim_item_id) for claim in moved.claims))
    outcome = judge([moved], known=[before])
    (case,) = outcome.cases
    assert (case.id, case.opened_at) == (before.id, before.opened_at)
    assert (case.narrative_id, case.narrative_ids) == ("rekrutmen", ("rekrutmen",))


def test_narratives_that_were_one_case_stay_one_however_different_their_words_are(make_context, decided):
    known = replace(decided, state="TERDETEKSI", narrative_ids=("n", "m"))
    one = make_context("n", text="Rekrutmen honorer Pemprov dibuka tanpa tes")
    other = make_context("m", text="Listrik Bontang padam dua hari mulai Jumat malam")
    assert len(judge([one, other]).flags) == 2
    assert [flag.case_id for flag in judge([one, other], [known]).flags] == [known.id]


def test_a_decided_case_is_not_listed_again_while_nothing_new_is_said(make_context, decided, now):
    context = make_context(hours=100)
    assert judge([context], [replace(decided, state_at=now - timedelta(hours=90))]).flags == ()


def test_a_decided_claim_that_returns_opens_a_case_that_points_to_the_decision(make_context, decided):
    (case,) = judge([make_context()], [decided]).cases
    assert case.id != decided.id
    assert (case.like_case_id, case.state) == (decided.id, "TERDETEKSI")
    (elsewhere,) = judge([make_context("m")], [decided]).cases
    assert elsewhere.like_case_id == decided.id


def test_a_decided_case_is_known_again_by_its_fact_check(make_context, decided, now):
    flag = Flag(decided.id, now.date() - timedelta(days=3), 1, 0.8, 0.5, (), (), (), ("f",))
    (case,) = judge([make_context("m", text="Kata orang kantor ada lowongan", checks=(checked("m"),))], [decided], [flag]).cases
    assert case.like_case_id == decided.id


def test_a_case_says_what_would_remove_it(make_context):
    rules = load_rules()
    (flag,) = judge([make_context(posts=1, checks=(checked(),))]).flags
    assert f"“{rules.labels['factchecked']}” gugur" in flag.removed_by[0]
    assert "bukan klaim faktual" in flag.removed_by[-1]


def test_each_way_off_the_list_really_ends_below_the_floor(make_context):
    rules = load_rules()
    context = make_context(checks=(checked(), checked(strength="suggest", factcheck_id="g")))
    signals = score_all([context])
    reasons = reasons_of(signals, context.checks, context.zone, rules)
    (flag,) = triage([context], signals, (), (), 5).flags
    assert score_of(reasons) >= rules.floor
    for way in flag.removed_by[:-1]:
        gone = {name for name, label in rules.labels.items() if f"“{label}”" in way}
        assert gone
        assert score_of(reason for reason in reasons if reason.name not in gone) < rules.floor


def test_a_second_hand_verdict_adds_nothing(make_context):
    alone = judge([make_context(posts=1, checks=(checked(),))]).flags[0]
    told_again = judge([make_context(posts=1, checks=(checked(), checked(factcheck_id="g", repeats="f")))]).flags[0]
    assert alone.score == told_again.score


def test_a_claim_item_has_no_place_for_an_author_a_tone_or_a_target():
    assert set(ClaimItem.__dataclass_fields__) == {"item_id", "at", "event_id", "title", "text", "quote", "sure"}


def test_a_decided_case_is_never_overwritten_by_a_return_that_is_like_another(make_context, decided, now):
    other = replace(decided, id=stable_id("case", "m"), narrative_id="m", narrative_ids=("m",), state_at=now - timedelta(days=1))
    (case,) = judge([make_context()], [decided, other]).cases
    assert case.id not in (decided.id, other.id)
    assert case.like_case_id == other.id
    heard_before = replace(decided, state_at=now + timedelta(hours=1))
    assert judge([make_context()], [heard_before, other]).flags == ()


def test_two_cases_that_people_work_on_stay_two(make_context, decided):
    text = "Tarif parkir tepian naik lima kali lipat besok"
    open_cases = [replace(decided, id=name, narrative_id=name, narrative_ids=(name,), state="KROSCEK") for name in "ab"]
    outcome = judge([make_context(name, text=text) for name in "ab"], open_cases)
    assert {flag.case_id for flag in outcome.flags} == {"a", "b"}


def test_an_office_s_denial_alone_is_no_reason_and_a_form_filled_anew_is_told_as_one(make_context):
    for label, counts in (("clarification", 0), ("false", 1)):
        assert len(judge([make_context(posts=1, checks=(checked(label=label, strength="suggest"),))]).flags) == counts
    (flag,) = judge([make_context(posts=1, checks=(checked(strength="suggest", template=True),))]).flags
    assert flag.reasons[0].startswith("Polanya sama, dengan nama, tempat, angka, atau tanggal lain")


def test_a_table_of_precision_that_falls_is_refused(tmp_path):
    path = tmp_path / "triage.toml"
    text = SHIPPED.read_text(encoding="utf-8")
    path.write_text(text[: text.index("from = [")] + "from = [0.4, 0.6]\npart = [0.5, 0.3]\n", encoding="utf-8")
    with pytest.raises(AnalysisError, match="both rising"):
        load_rules(path)
