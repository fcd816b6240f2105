"""KNN-UNCERTAINTY: what the model hesitates about among the neighbours of the target points."""

import numpy as np

from demux_core.base.palette import PALETTE
from demux_core.strategies import checks, reasons
from demux_core.strategies.base import Query, Rows, Scores, Selection, Strategy
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


def _explain(selection: Selection, seed: int, like: str) -> list[str]:
    return reasons.joined(reasons.neighbor_phrases(selection), reasons.uncertainty_phrases(selection))


STRATEGY = Strategy(
    name="knn_uncertainty",
    title="KNN-UNCERTAINTY",
    short="Close to the target, and unsure",
    summary="Takes, among the source texts closest to any target text, those the model is least sure about.",
    kind="demux",
    order=10,
    color=PALETTE[0],
    needs=frozenset({"embeddings", "target", "uncertainty"}),
    choose=_choose,
    explain=_explain,
    usual=True,
)
