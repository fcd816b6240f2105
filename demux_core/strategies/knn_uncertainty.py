"""KNN-UNCERTAINTY: what the model hesitates about among the neighbours of the target points."""

import numpy as np

from demux_core.strategies import checks
from demux_core.strategies.base import Query, Rows, Scores, Strategy
from demux_core.strategies.uncertainty import most_uncertain

# Neighbours are searched for this many times the k in question, so that four doublings share one search.
_AHEAD = 16


def _choose(query: Query) -> tuple[Rows, Scores]:
    uncertainty = checks.uncertainty(query)
    rows = most_uncertain(uncertainty, _neighborhood(query), query.budget)
    return rows, uncertainty[rows].astype(np.float64)


def _neighborhood(query: Query) -> Rows:
    """Unlabelled rows among the k nearest of any target point, for the first k = 1, 2, 4, ... to suffice."""
    from demux_core.strategies.neighbors import nearest

    pool, target = checks.vectors(query)
    free = np.zeros(len(pool), dtype=bool)
    free[query.free] = True
    reached = np.zeros(len(pool), dtype=bool)
    found = np.empty((len(target), 0), dtype=np.int64)
    k = 1
    while k * len(target) < query.budget:  # too few to suffice, even if no two neighbours were the same
        k *= 2
    while True:
        k = min(k, len(pool))
        if k > found.shape[1]:
            _, found = nearest(target, pool, _AHEAD * k)
        reached[found[:, :k]] = True
        union = np.flatnonzero(reached & free)
        if len(union) >= query.budget:
            return union
        k *= 2


STRATEGY = Strategy(
    name="knn_uncertainty",
    title="KNN-UNCERTAINTY",
    summary="Takes, among the source texts closest to any target text, those the model is least sure about.",
    needs=frozenset({"embeddings", "target", "uncertainty"}),
    choose=_choose,
)
