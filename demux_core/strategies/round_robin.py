"""ROUND-ROBIN: every target point in turn takes its nearest pool point that is left."""

from itertools import islice

import numpy as np
from numpy.typing import NDArray

from demux_core.base.palette import PALETTE
from demux_core.strategies import checks, reasons
from demux_core.strategies.base import Query, Rows, Scores, Strategy
from demux_core.strategies.cosine import centred_units, mean_of, units_from
from demux_core.strategies.reach import Reach
from demux_core.strategies.selection import Selection

# Neighbours of a target point that are looked up at first, and pairs that are looked up anyway: few targets
# compete for the same points, and a second search takes longer than a wide one.
_FIRST_NEIGHBORS = 32
_FEW_PAIRS = 100_000
_GROWTH = 4


def _choose(query: Query) -> tuple[Rows, Scores]:
    """Deal out points in rounds, in each of which every target point may take its nearest that is left.

    The closest pairs come first; whose candidate was taken in this round waits for the next one.

    Nearness is the cosine of vectors centred by the pool's mean. The score is minus the place in this order.
    """
    from demux_core.strategies.neighbors import nearest

    pool, target = centred_units(*checks.vectors(query))
    free = pool[query.free]
    k = max(_FIRST_NEIGHBORS, -(-2 * query.budget // len(target)), _FEW_PAIRS // len(target))
    while True:
        # At most ``budget`` points are taken, so nobody needs more candidates.
        distances, neighbors = nearest(target, free, min(k, query.budget), query.advance)
        dealt = np.array(list(_dealt(distances, neighbors, query.budget)), dtype=np.int64)
        if len(dealt) == query.budget:
            return query.free[dealt], 0.0 - np.arange(query.budget, dtype=np.float64)
        k *= _GROWTH


def _dealt(distances: NDArray[np.float64], neighbors: Rows, budget: int) -> dict[int, int]:
    """The first ``budget`` candidates dealt out in turn, each with the target point that takes it.

    They are fewer where a list of neighbours is used up before.
    """
    taken: dict[int, int] = {}
    lists, places = neighbors.tolist(), [0] * len(neighbors)
    while len(taken) < budget:
        for i, rows in enumerate(lists):
            while places[i] < len(rows) and rows[places[i]] in taken:
                places[i] += 1
        if max(places) == neighbors.shape[1]:
            break
        for i in np.argsort(distances[np.arange(len(lists)), places], kind="stable").tolist():
            if (row := lists[i][places[i]]) not in taken:
                taken[row] = i
    return dict(islice(taken.items(), budget))


def _reached(selection: Selection, row: int, labelled: Rows) -> Reach | None:
    """The step in which the row was taken, and the target point that took it."""
    from demux_core.strategies.neighbors import nearest

    if not (step := selection.place_of(row)):
        return None
    pool, target = reasons.vectors(selection)
    mean = mean_of(pool)
    # Up to this step the points dealt among those taken are the same as among all.
    taken = np.sort(selection.rows[:step])
    candidates = nearest(units_from(target, mean), units_from(pool[taken], mean), step)
    takers = _dealt(*candidates, step)
    return Reach(takers[int(np.searchsorted(taken, row))], step=step)


def _explain(selection: Selection, seed: int, like: str) -> list[str]:
    return reasons.neighbor_phrases(selection)


STRATEGY = Strategy(
    name="round_robin",
    title="ROUND-ROBIN",
    plain_title="Nearest to each target in turn",
    summary="Lets every target text in turn take the pool text closest to it that is still left.",
    kind="target_aware",
    order=70,
    color=PALETTE[8],
    needs=frozenset({"embeddings", "target"}),
    choose=_choose,
    explain=_explain,
    reached=_reached,
    nested=True,
)
