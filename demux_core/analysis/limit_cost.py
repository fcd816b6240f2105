"""What limits cost: the coverage and the price of a selection within them, beside those without them."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from demux_core.analysis.coverage import Coverage
from demux_core.analysis.coverage_curves import ALL
from demux_core.analysis.drawn_curves import DrawnCurve
from demux_core.analysis.labels_needed import Reading, difference_for
from demux_core.strategies import STRATEGIES, Constraints, Selection
from demux_core.strategies.limits import point_costs

Pair = tuple[float, float]


@dataclass(frozen=True)
class LimitCost:
    """Two selections of one strategy: each pair is what it is within limits, and without them.

    Args:
        points: number of chosen points.
        covered: target language, or "all" -> target texts with a chosen text near them.
        total: number of target texts.
        money: price of the points; None where a price is not known.
    """

    points: tuple[int, int]
    covered: dict[str, tuple[int, int]]
    total: int
    money: Pair | None


def limit_cost(
    within: Selection, choose: Callable[[], Selection], covered: Callable[[Sequence[int]], Coverage]
) -> LimitCost | None:
    """Compare a selection within limits with that without them.

    Args:
        within: the selection.
        choose: chooses without limits, by the same strategy.
        covered: the coverage of rows of the pool.

    Returns:
        None where nothing is limited, the limits change nothing, or chance decides what is chosen: there,
        two selections differ without any limit.
    """
    limits = within.constraints
    if not limits or STRATEGIES[within.strategy].draws:
        return None
    without = choose()
    if set(within.rows.tolist()) == set(without.rows.tolist()):
        return None
    coverages = [covered(selection.rows.tolist()) for selection in (within, without)]
    return LimitCost(
        (len(within), len(without)),
        _by_language(*coverages),
        coverages[0].total,
        _money(limits, within, without),
    )


def _by_language(within: Coverage, without: Coverage) -> dict[str, tuple[int, int]]:
    codes = np.asarray(within.languages, dtype=object)
    counts = {ALL: (within.count, without.count)}
    for code in dict.fromkeys(within.languages):
        of_language = codes == code
        counts[code] = int(within.covered[of_language].sum()), int(without.covered[of_language].sum())
    return counts


def _money(limits: Constraints, within: Selection, without: Selection) -> Pair | None:
    costs = point_costs(limits, within.pool)
    amounts = float(costs[within.rows].sum()), float(costs[without.rows].sum())
    return None if any(map(math.isnan, amounts)) else amounts


def score_cost(within: DrawnCurve, without: DrawnCurve, labels: int) -> Reading | None:
    """Return how far a strategy's score within limits is above that without them, in points.

    Args:
        within, without: curves of the same seeds and test rows (``drawn_curves``).
        labels: number of labels.

    Returns:
        The difference with its interval; None where either curve does not reach so many labels.
    """
    found = difference_for(within, without, labels)
    return None if math.isnan(found.value) else found
