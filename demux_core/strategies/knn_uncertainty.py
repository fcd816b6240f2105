"""KNN-UNCERTAINTY: of the nearest neighbours of the target points, those the model is least sure about."""

from collections.abc import Iterator, Sequence

import numpy as np

from demux_core.base.palette import PALETTE
from demux_core.strategies import checks, reasons
from demux_core.strategies.base import Query, Rows, Scores, Selection, Strategy
from demux_core.strategies.reach import Reach
from demux_core.strategies.uncertainty import most_uncertain

# The first search looks for this many times the current k, so that four doublings of k share it, but for no
# more than this share of the pool as long as k allows: measuring all distances would hardly take longer.
_AHEAD = 16
_LARGEST_SHARE = 1 / 4


def _choose(query: Query) -> tuple[Rows, Scores]:
    return _choose_each(query, [query.budget])[0]


def _choose_each(query: Query, budgets: Sequence[int]) -> list[tuple[Rows, Scores]]:
    uncertainty = checks.uncertainty(query)
    neighborhoods = zip(_neighborhoods(query, budgets), budgets, strict=True)
    each = [most_uncertain(uncertainty, rows, budget) for rows, budget in neighborhoods]
    return [(rows, uncertainty[rows].astype(np.float64)) for rows in each]


def _neighborhoods(query: Query, budgets: Sequence[int]) -> Iterator[Rows]:
    """For each ascending budget, the unlabelled rows among the k nearest of any target point.

    k is the first of 1, 2, 4, ... that gives enough of them.
    """
    from demux_core.strategies.neighbors import nearest

    pool, target = checks.vectors(query)
    if query.limited:  # what must not be chosen is nobody's neighbour
        among = np.union1d(query.free, query.labelled)
        pool, free = pool[among], np.isin(among, query.free)
    else:
        among, free = np.arange(len(pool)), np.zeros(len(pool), dtype=bool)
        free[query.free] = True
    reached = np.zeros(len(pool), dtype=bool)
    neighbors = np.empty((len(target), 0), dtype=np.int64)
    # With so many neighbours a single target point has enough, even if those of all others are the same.
    enough = 1 << (budgets[-1] + len(pool) - int(free.sum()) - 1).bit_length()
    k = 1
    union = np.empty(0, dtype=np.int64)
    for budget in budgets:
        while k * len(target) < budget:  # too few even if all neighbours are different
            k *= 2
        while len(union) < budget:
            k = min(k, len(pool))
            if k > neighbors.shape[1]:
                wanted = enough if neighbors.shape[1] else _AHEAD * k
                ahead = min(wanted, int(_LARGEST_SHARE * len(pool)))
                _, neighbors = nearest(target, pool, max(k, ahead), query.advance)
            reached[neighbors[:, :k]] = True
            union = np.flatnonzero(reached & free)
            k *= 2
        yield among[union]


def _reached(selection: Selection, row: int, labelled: Rows) -> Reach:
    """The first k of 1, 2, 4, ... at which the row is among the k nearest of a target point, and that point.

    Of several target points that reach it at the same place, the one nearest to it.
    """
    from demux_core.strategies.neighbors import nearest, places_among_neighbors

    pool, target = reasons.vectors(selection)
    at = row
    if selection.constraints:  # what must not be chosen is nobody's neighbour
        among = np.setdiff1d(np.arange(len(pool)), selection.constraints.excluded)
        among = np.union1d(among, [row])
        pool, at = pool[among], int(np.searchsorted(among, row))
    places = places_among_neighbors(target, pool, at)
    best = int(places.min())
    first = np.flatnonzero(places == best)
    _, closest = nearest(pool[[at]], target[first], 1)
    return Reach(int(first[closest[0, 0]]), k=min(1 << (best - 1).bit_length(), len(pool)))


def _explain(selection: Selection, seed: int, like: str) -> list[str]:
    return reasons.joined(reasons.neighbor_phrases(selection), reasons.uncertainty_phrases(selection))


STRATEGY = Strategy(
    name="knn_uncertainty",
    title="KNN-UNCERTAINTY",
    plain_title="Close to the target, and uncertain",
    summary="Of the pool texts closest to a target text, takes those that the model is least sure about.",
    kind="demux",
    order=10,
    color=PALETTE[0],
    needs=frozenset({"embeddings", "target", "uncertainty"}),
    choose=_choose,
    choose_each=_choose_each,
    explain=_explain,
    reached=_reached,
    usual=True,
)
