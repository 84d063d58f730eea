"""A signal is a file of the folder."""

from analysis.signals import find_signals, score_all


def test_every_file_of_the_folder_is_a_signal_of_its_name():
    assert [rule.name for rule in find_signals()] == [
        "conflict",
        "contradicted",
        "coordinated",
        "factchecked",
        "headline",
        "lookalike",
        "recycled",
        "scam",
        "unsourced",
    ]


def test_the_signals_that_fire_come_in_the_order_of_contexts(make_context):
    signals = score_all([make_context("b"), make_context("a", posts=1)])
    assert [(signal.narrative_id, signal.name) for signal in signals] == [("b", "unsourced")]
