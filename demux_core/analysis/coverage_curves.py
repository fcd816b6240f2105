"""Coverage against budget: one line a strategy, with the range of several draws where it draws at random."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from demux_core.analysis.coverage import Coverage, TargetView
from demux_core.strategies import STRATEGIES
from demux_core.strategies.base import Rows

if TYPE_CHECKING:
    import pandas as pd

Choose = Callable[[int, int], Rows]  # budget and number of the draw -> rows of the pool, best first

ALL = "all"
DRAWS = 10
COLUMNS = ("strategy", "budget", "target_group", "coverage", "low", "high", "radius")


def coverage_curve(
    strategy: str, budgets: Sequence[int], choose: Choose, view: TargetView, labelled: Sequence[int] = ()
) -> "pd.DataFrame":
    """How much of the target sample a strategy covers at each budget.

    Args:
        strategy: its name; a baseline is drawn ten times, others choose once.
        budgets: numbers of new points.
        choose: the strategy. A nested one is asked once a draw, for the largest budget.
        view: pool and target sample.
        labelled: rows that are labelled already and cover target points, too.

    Returns:
        strategy, budget, target_group ("all", and each of ``view.target_groups`` where there are several),
        coverage (share of the target points, the mean over draws), low and high (the least and the most of
        the draws; NaN where there is one), radius.
    """
    import pandas as pd

    budgets = sorted(set(budgets))
    draws = DRAWS if STRATEGIES[strategy].kind == "baseline" else 1
    drawn = [_by_budget(strategy, budgets, choose, view, (draw, labelled)) for draw in range(draws)]
    lines = []
    for place, budget in enumerate(budgets):
        shares = [_shares(coverages[place], view) for coverages in drawn]
        for group in shares[0]:
            values = [share[group] for share in shares]
            low, high = (min(values), max(values)) if draws > 1 else (np.nan, np.nan)
            lines.append((strategy, budget, group, float(np.mean(values)), low, high, view.radius))
    return pd.DataFrame(lines, columns=list(COLUMNS))


def _by_budget(
    strategy: str, budgets: Sequence[int], choose: Choose, view: TargetView, draw: tuple[int, Sequence[int]]
) -> list[Coverage]:
    number, labelled = draw
    if STRATEGIES[strategy].nested:
        rows = [*labelled, *choose(budgets[-1], number)]
        return view.by_budget(rows, [len(labelled) + budget for budget in budgets])
    return [view.coverage([*labelled, *choose(budget, number)]) for budget in budgets]


def _shares(coverage: Coverage, view: TargetView) -> Mapping[str, float]:
    by_group = coverage.by(view.target_groups)
    return {ALL: coverage.share, **(by_group if len(by_group) > 1 else {})}
