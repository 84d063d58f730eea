"""Average linkage: two groups become one while the mean likeness of their texts is high enough.

The result depends on the set of texts alone and not on the order in which they came (UPGMA, Sokal and Michener 1958).
"""

import numpy as np
from numpy.typing import NDArray

from analysis.likeness import Matrix

Labels = NDArray[np.intp]


def average_linkage(alike: Matrix, same: float) -> Labels:
    """The group of every text, numbered in order of first members, from a symmetric matrix of likenesses in [0, 1].

    Groups join as long as the mean likeness of their pairs is at least ``same``. Texts that no chain of such likenesses links can never be
    joined, so each connected component is grouped by itself: the answer is the same, and a day of unlike texts costs little.
    """
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components

    labels = np.arange(len(alike))
    if not len(alike):
        return labels
    components = connected_components(csr_array(alike >= same), directed=False)[1]
    order = np.argsort(components, kind="stable")
    for members in np.split(order, np.flatnonzero(np.diff(components[order])) + 1):
        if len(members) > 1:
            labels[members] = members[_linked(alike[np.ix_(members, members)], same)]
    return in_order(labels)


def _linked(alike: Matrix, same: float) -> Labels:
    """For every text the place of the first text of its group."""
    from scipy.cluster.hierarchy import fcluster, linkage

    apart = 1 - alike[np.triu_indices(len(alike), 1)].astype(np.float64)
    groups = fcluster(linkage(apart, "average"), 1 - same, "distance")
    _, first, place = np.unique(groups, return_index=True, return_inverse=True)
    return np.asarray(first[place], np.intp)


def in_order(labels: NDArray[np.integer]) -> Labels:
    """The same groups, numbered from 0 in order of their first members."""
    _, first, place = np.unique(labels, return_index=True, return_inverse=True)
    return np.argsort(np.argsort(first))[place].astype(np.intp)
