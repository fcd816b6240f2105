"""Any strategy within constraints: it is asked again for what the limits refused.

It is asked for as many points as are missing, of the rows that may still be chosen, and knows the points
taken so far as it knows labelled ones. Its points are taken best first; those that a limit refuses are left
out for good. The last points, and the money that they cost, are kept for the floors. So a limit that refuses
nothing changes nothing.
"""

from dataclasses import replace

import numpy as np

from demux_core.strategies import checks, feasibility
from demux_core.strategies.allowance import Allowance
from demux_core.strategies.base import Query, Rows, Scores, Strategy
from demux_core.strategies.constraints import Constraints
from demux_core.strategies.fair_targets import FairTargets
from demux_core.strategies.limits import open_allowance
from demux_core.strategies.near_duplicates import NearDuplicates
from demux_core.strategies.selection import Selection
from demux_core.strategies.target_languages import Choose
from demux_core.strategies.weighted_targets import WeightedTargets


def select_within(
    strategy: Strategy,
    query: Query,
    constraints: Constraints,
    budget: int | None = None,
    words: int | None = None,
) -> Selection:
    """Choose rows with ``strategy`` within ``constraints``.

    Args:
        strategy: what chooses.
        query: the pool, the target and the free rows; its budget does not count.
        constraints: the limits.
        budget: number of rows, the most of them where money is limited, too; None for as many as can be paid.
        words: the most words of the chosen rows together; None for any number.

    Raises:
        InputError: the limits cannot all be met; the message names one that is too tight, and by how much.
    """
    allowance = open_allowance(query, constraints, budget, words)
    duplicates = None if constraints.near_duplicates else NearDuplicates(checks.pool_vectors(query))
    asked = _asked(strategy, query, constraints, at_most=bool(allowance.purses))
    rows, scores, avoided = _chosen(asked, query, allowance, duplicates)
    missing = sum(allowance.owed.values()) if allowance.purses else allowance.left
    feasibility.check_complete(missing, avoided)
    done = len(query.labelled)
    return Selection(strategy.name, rows, scores, query.pool, query.target, done, constraints, avoided)


def _asked(strategy: Strategy, query: Query, constraints: Constraints, at_most: bool) -> Choose:
    """The strategy, asked for one target language at a time where the budget is split over them."""
    if query.target is not None and strategy.looks_at_target:
        if constraints.fair_targets:
            return FairTargets(strategy.choose, query).choose
        if constraints.target_weights:
            weights = constraints.target_weights
            return WeightedTargets(strategy.choose, query.target, weights, at_most).choose
    return strategy.choose


def _chosen(
    choose: Choose, query: Query, allowance: Allowance, duplicates: NearDuplicates | None
) -> tuple[Rows, Scores, int]:
    """The rows, best first, their scores, and the number of near-duplicates that were left out."""
    rows, scores, avoided = list[int](), list[float](), 0
    while budget := allowance.most():
        known = np.union1d(query.labelled, np.array(rows, dtype=np.int64))
        asked = replace(query, budget=budget, labelled=known, free=allowance.free, limited=True)
        proposed, values = choose(asked)
        taken, repeated = _taken(proposed, known, allowance, duplicates)
        rows += proposed[taken].tolist()
        scores += values[taken].tolist()
        avoided += repeated
        allowance.drop(proposed)
        if repeated and duplicates:  # or the strategy would give more of the same
            allowance.drop(duplicates.of(np.union1d(known, proposed[taken]), allowance.free))
    return np.array(rows, dtype=np.int64), np.array(scores, dtype=np.float64), avoided


def _taken(
    proposed: Rows, known: Rows, allowance: Allowance, duplicates: NearDuplicates | None
) -> tuple[list[int], int]:
    """The places in ``proposed`` of the rows that are taken, and the number of near-duplicates."""
    of_known = set(duplicates.of(known, proposed).tolist()) if duplicates else set()
    earlier = duplicates.earlier(proposed) if duplicates else {}
    taken, repeated = dict[int, None](), 0
    for place, row in enumerate(proposed.tolist()):
        if row in of_known or any(other in taken for other in earlier.get(place, ())):
            repeated += 1
        elif allowance.take(row):
            taken[place] = None
    return list(taken), repeated
