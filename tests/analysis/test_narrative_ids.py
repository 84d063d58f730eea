from datetime import UTC, datetime

from analysis.narrative_ids import heirs, living_ids
from archive.records import Event, Narrative

WHEN = datetime(2026, 11, 1, tzinfo=UTC)


def narrative(narrative_id, merged_into=None):
    return Narrative(narrative_id, "i", WHEN, "l", "i", merged_into)


def test_chains_of_merges_end_at_the_last_and_rings_do_not_hang():
    assert living_ids([narrative("a", "b"), narrative("b", "c"), narrative("c")]) == {"a": "c", "b": "c", "c": "c"}
    assert set(living_ids([narrative("a", "b"), narrative("b", "a")])) == {"a", "b"}


def test_events_live_on_as_narratives_do():
    assert living_ids([Event("e", "n", "i", WHEN, "l", "i", "f"), Event("f", "n", "i", WHEN, "l", "i")]) == {"e": "f", "f": "f"}


def test_of_a_split_the_larger_side_keeps_the_id():
    assert heirs([["a"], ["a", "a", None]], str) == [[], ["a"]]


def test_of_equal_sides_the_first_keeps_the_id():
    assert heirs([["a", None], ["a"]], str) == [["a"], []]


def test_of_a_merge_the_oldest_comes_first():
    assert heirs([["young", "old", "young"]], {"old": 1, "young": 2}.__getitem__) == [["old", "young"]]


def test_an_id_does_not_follow_a_single_text_that_went_elsewhere():
    assert heirs([["a", "a", "b"], ["b", "b"]], str) == [["a"], ["b"]]


def test_newcomers_inherit_nothing():
    assert heirs([[None, None], []], str) == [[], []]
