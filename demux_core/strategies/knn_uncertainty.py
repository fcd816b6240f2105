"""KNN-UNCERTAINTY: of the nearest neighbours of the target points, those the model is least sure about."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from demux_core.base.palette import PALETTE
from demux_core.modelling.encoding import Encoding
from demux_core.modelling.presentation import languages_of
from demux_core.strategies import checks, reasons
from demux_core.strategies.base import Query, Rows, Scores, Strategy
from demux_core.strategies.constraints import Constraints
from demux_core.strategies.parts import Parts, Vectors
from demux_core.strategies.reach import Reach
from demux_core.strategies.selection import Selection
from demux_core.strategies.uncertainty import most_uncertain

# The first search looks for this many times the current k, so that four doublings of k share it, but for no
# more than this share of the pool as long as k allows: measuring all distances would hardly take longer.
_AHEAD = 16
_LARGEST_SHARE = 1 / 4
# k -> the k nearest neighbours of each target point, (m, k), among the rows that can be neighbours.
_Search = Callable[[int], Rows]


def _choose(query: Query) -> tuple[Rows, Scores]:
    return _choose_each(query, [query.budget])[0]


def _choose_each(query: Query, budgets: Sequence[int]) -> list[tuple[Rows, Scores]]:
    from demux_core.strategies.neighbors import nearest

    uncertainty = checks.uncertainty(query)
    pool, target = checks.vectors(query)
    among = _possible_neighbors(query)
    points = pool[among] if query.limited else pool

    def search(k: int) -> Rows:
        return nearest(target, points, k, query.advance)[1]

    neighborhoods = _neighborhoods(query, budgets, among, search)
    each = [most_uncertain(uncertainty, rows, n) for rows, n in zip(neighborhoods, budgets, strict=True)]
    return [(rows, uncertainty[rows].astype(np.float64)) for rows in each]


def _choose_in_parts(query: Query, parts: Parts) -> tuple[Rows, Scores]:
    """The nearest neighbours of every part are merged, by distance and then by row, as in one search."""
    uncertainty, target = checks.uncertainty(query), checks.target_vectors(query)
    among = _possible_neighbors(query)

    def search(k: int) -> Rows:
        distances, rows = np.empty((len(target), 0)), np.empty((len(target), 0), dtype=np.int64)
        for part, (near, at) in parts.map(_nearest_of, query, among, target, k):
            distances, rows = np.hstack([distances, near]), np.hstack([rows, part[at]])
            first = np.lexsort((rows, distances))[:, :k]
            distances = np.take_along_axis(distances, first, axis=1)
            rows = np.take_along_axis(rows, first, axis=1)
        return np.searchsorted(among, rows)

    rows = next(_neighborhoods(query, [query.budget], among, search))
    rows = most_uncertain(uncertainty, rows, query.budget)
    return rows, uncertainty[rows].astype(np.float64)


def _nearest_of(vectors: Vectors, target: Vectors, k: int) -> tuple[Scores, Rows]:
    from demux_core.strategies.neighbors import nearest

    return nearest(target, vectors, k)


def _possible_neighbors(query: Query) -> Rows:
    # Within limits, what must not be chosen is nobody's neighbour.
    return np.union1d(query.free, query.labelled) if query.limited else np.arange(len(query.pool))


def _neighborhoods(query: Query, budgets: Sequence[int], among: Rows, search: _Search) -> Iterator[Rows]:
    """For each ascending budget, the unlabelled rows among the k nearest of any target point.

    k is the first of 1, 2, 4, ... that gives enough of them.

    Args:
        query: the pool, the target and the free rows.
        budgets: numbers of rows.
        among: the rows that can be neighbours, ascending.
        search: finds the nearest of them, as positions in ``among``.
    """
    assert query.target is not None
    free, reached = np.isin(among, query.free), np.zeros(len(among), dtype=bool)
    neighbors = np.empty((len(query.target), 0), dtype=np.int64)
    # With so many neighbours a single target point has enough, even if those of all others are the same.
    enough = 1 << (budgets[-1] + len(among) - int(free.sum()) - 1).bit_length()
    k = 1
    union = np.empty(0, dtype=np.int64)
    for budget in budgets:
        while k * len(query.target) < budget:  # too few even if all neighbours are different
            k *= 2
        while len(union) < budget:
            k = min(k, len(among))
            if k > neighbors.shape[1]:
                wanted = enough if neighbors.shape[1] else _AHEAD * k
                neighbors = search(max(k, min(wanted, int(_LARGEST_SHARE * len(among)))))
            reached[neighbors[:, :k]] = True
            union = np.flatnonzero(reached & free)
            k *= 2
        yield among[union]


def _reached(selection: Selection, row: int, labelled: Rows) -> Reach:
    """The first k of 1, 2, 4, ... at which the row is among the k nearest of a target point, and that point.

    Of several target points that reach it at the same place, the one nearest to it. Within limits, a language
    whose cap was filled on the way counts as open to the end.
    """
    from demux_core.strategies.neighbors import nearest, places_among_neighbors

    pool, target = reasons.vectors(selection)
    at = row
    if selection.constraints:  # what must not be chosen is nobody's neighbour
        among = np.union1d(_open_rows(selection.pool, selection.constraints), [*labelled.tolist(), row])
        pool, at = pool[among], int(np.searchsorted(among, row))
    places = places_among_neighbors(target, pool, at)
    best = int(places.min())
    first = np.flatnonzero(places == best)
    _, closest = nearest(pool[[at]], target[first], 1)
    return Reach(int(first[closest[0, 0]]), k=min(1 << (best - 1).bit_length(), len(pool)))


def _open_rows(pool: Encoding, limits: Constraints) -> Rows:
    """The rows that the limits did not bar from the start."""
    languages = np.asarray(languages_of(pool), dtype=object)
    barred = [code for code in set(languages.tolist()) if limits.bars(code)]
    return np.setdiff1d(np.flatnonzero(~np.isin(languages, barred)), limits.excluded)


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
    choose_in_parts=_choose_in_parts,
    explain=_explain,
    reached=_reached,
    usual=True,
)
