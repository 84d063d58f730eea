import numpy as np
import pytest

from analysis.clusters import average_linkage, in_order

ALIKE = np.array(
    [
        [1.0, 0.9, 0.1, 0.0],
        [0.9, 1.0, 0.5, 0.0],
        [0.1, 0.5, 1.0, 0.0],
        [0.0, 0.0, 0.0, 1.0],
    ],
    np.float32,
)


def test_groups_join_while_the_mean_likeness_of_their_pairs_is_high_enough():
    assert average_linkage(ALIKE, 0.5).tolist() == [0, 0, 1, 2], "the third is alike to one of two only: .3 on average"
    assert average_linkage(ALIKE, 0.3).tolist() == [0, 0, 0, 1]


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_texts_does_not_matter(seed):
    alike = np.random.default_rng(seed).random((40, 40)).astype(np.float32)
    alike = (alike + alike.T) / 2
    order = np.random.default_rng(seed + 100).permutation(40)
    groups, shuffled = average_linkage(alike, 0.55), average_linkage(alike[np.ix_(order, order)], 0.55)
    together = groups[order][:, None] == groups[order][None, :]
    assert (together == (shuffled[:, None] == shuffled[None, :])).all()
    assert 1 < len(set(groups.tolist())) < 40


@pytest.mark.parametrize("size", [0, 1])
def test_nothing_and_one_text_need_no_grouping(size):
    assert average_linkage(np.ones((size, size), np.float32), 0.5).tolist() == [0] * size


def test_groups_are_numbered_by_their_first_members():
    assert in_order(np.array([7, 3, 7, 1])).tolist() == [0, 1, 0, 2]
