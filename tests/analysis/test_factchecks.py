"""Has somebody checked this already? Vectors here are small and made by hand; the words are real."""

from datetime import timedelta

import numpy as np
import pytest

from analysis.factchecks import match, nearest

CLAIM = "Pemprov membuka rekrutmen 500 tenaga honorer tanpa tes, daftar lewat tautan ini sebelum Jumat"


def row(cosine):
    return np.array([cosine, np.sqrt(1 - cosine**2)], np.float32)


@pytest.fixture
def run(make_item, now, thresholds):
    def run_match(text, checks, cosines, **item):
        claims = {"n": [make_item("p", text, **item)]}
        vectors = {check.id: row(cosine) for check, cosine in zip(checks, cosines, strict=True)}
        return match(claims, {"p": row(1.0)}, checks, vectors, now.date(), thresholds)

    return run_match


def test_the_same_words_with_the_same_meaning_are_a_strong_match(make_check, run):
    (found,) = run(CLAIM, [make_check(title=CLAIM)], [0.9])
    assert (found.strength, found.factcheck_id, found.item_id) == ("strong", "f", "p")


def test_another_subject_does_not_match(make_check, run):
    assert run(CLAIM, [make_check(title="Video ombak tinggi di pantai adalah rekaman lama dari luar negeri")], [0.1]) == []


def test_a_short_text_is_at_most_suggested(make_check, run):
    (found,) = run("Rekrutmen honorer tanpa tes", [make_check(title="Rekrutmen honorer tanpa tes")], [0.95])
    assert found.strength == "suggest"


def test_an_old_factcheck_is_at_most_suggested(make_check, run, now):
    (found,) = run(CLAIM, [make_check(title=CLAIM, at=now - timedelta(days=4 * 365))], [0.95])
    assert found.strength == "suggest"


def test_a_press_item_never_matches(make_check, run):
    assert run(CLAIM, [make_check(title=CLAIM)], [0.95], kind="article") == []


def test_the_score_of_a_pair_does_not_depend_on_the_other_factchecks(make_check, run):
    check = make_check(title="Rekrutmen honorer pemprov tanpa tes lewat tautan")
    others = [make_check(f"o{i:03}", f"Kabar lain nomor {i} tentang cuaca dan gelombang laut") for i in range(200)]
    alone = run(CLAIM, [check], [0.8])
    among = run(CLAIM, [*others, check], [*[0.1] * 200, 0.8])
    assert [m.score for m in alone] == [m.score for m in among if m.factcheck_id == "f"]


def test_a_narrative_keeps_its_best_three_each_factcheck_once(make_check, make_item, now, thresholds):
    checks = [make_check(f"f{i}", CLAIM) for i in range(5)]
    vectors = {check.id: row(0.5 + i / 10) for i, check in enumerate(checks)}
    claims = {"n": [make_item("p", CLAIM), make_item("q", CLAIM)]}
    found = match(claims, {"p": row(1.0), "q": row(1.0)}, checks, vectors, now.date(), thresholds)
    assert [m.factcheck_id for m in found] == ["f3", "f4", "f2"] or [m.factcheck_id for m in found] == ["f4", "f3", "f2"]
    assert len({m.factcheck_id for m in found}) == 3


def test_a_pasted_text_gets_its_nearest_also_below_the_thresholds(make_check, now, thresholds):
    checks = [make_check("a", "Ombak tinggi di pantai"), make_check("b", CLAIM)]
    found = nearest(CLAIM, row(1.0), checks, {"a": row(0.1), "b": row(0.9)}, 2, now, thresholds)
    assert [(near.factcheck.id, near.strength) for near in found] == [("b", "strong"), ("a", None)]


def test_without_factchecks_or_vectors_there_is_nothing_near(make_check, now, thresholds):
    assert nearest(CLAIM, row(1.0), [], {}, 3, now, thresholds) == []
    assert nearest(CLAIM, row(1.0), [make_check()], {}, 3, now, thresholds) == []
