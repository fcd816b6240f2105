"""Coverage in a prepared project: its curves, and points for target texts that no chosen text is near."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from demux_core.analysis.coverage import TargetView
from demux_core.analysis.coverage_curves import coverage_curve
from demux_core.base.errors import InputError
from demux_core.modelling.encoding import Encoding
from demux_core.modelling.presentation import languages_of
from demux_core.strategies import STRATEGIES, Constraints, Selection, select
from demux_core.strategies.base import Rows
from demux_core.strategies.round_robin import STRATEGY as NEAREST_IN_TURN
from demux_core.workflows.selection import SelectionPlan
from demux_core.workspace.prepared import PreparedProject

if TYPE_CHECKING:
    import pandas as pd

# Strategy and plan -> what is chosen from a prepared project.
ChooseHere = Callable[[str, SelectionPlan], Selection]
_BUDGETS = (5, 10, 25, 50, 100, 250, 500, 1_000)
_QUICK = 20_000_000  # pairs of pool and target points whose distances take about a second


def is_quick(source: Encoding, target: Encoding) -> bool:
    """Whether a strategy can choose for many budgets without a noticeable wait."""
    return len(source) * len(target) <= _QUICK


def has_coverage(strategy: str) -> bool:
    """Whether a strategy chooses points of the pool, whose coverage is measured."""
    return not STRATEGIES[strategy].uses_gold


def curve_budgets(prepared: PreparedProject, plan: SelectionPlan) -> tuple[int, ...]:
    """Return the budgets of a curve, that of the plan among them."""
    free = len(prepared.source) - len(plan.labelled)
    return tuple(sorted({plan.budget, *(budget for budget in _BUDGETS if budget <= free)}))


def project_curve(
    choose: ChooseHere, view: TargetView, strategy: str, plan: SelectionPlan, budgets: Sequence[int]
) -> "pd.DataFrame":
    """Return ``coverage_curve`` of a strategy; points that are labelled already count.

    Args:
        choose: chooses from the prepared project by a plan.
        view: of its pool and target sample.
        strategy: its name.
        plan: how to choose, at the budgets.
        budgets: numbers of new points.

    Raises:
        InputError: the strategy cannot choose here, or not so many points.
    """
    import pandas as pd

    def rows(budget: int, draw: int) -> Rows:
        drawn = replace(plan, budget=budget, seed=plan.seed + draw)
        return choose(strategy, drawn).rows

    # What a limit refuses, and what is kept for floors, depends on the budget; what is barred does not.
    asked = [budgets] if plan.constraints.only_bar else [[budget] for budget in sorted(set(budgets))]
    return pd.concat(
        [coverage_curve(strategy, group, rows, view, plan.labelled) for group in asked], ignore_index=True
    )


def points_for_uncovered(
    prepared: PreparedProject, view: TargetView, selection: Selection, plan: SelectionPlan
) -> Selection:
    """Choose a near pool text for every target text that has one but has no chosen text near it.

    These target texts take turns to get their nearest text that is left, whatever the strategy of the
    selection: a strategy may pass over the same texts again. Of the plan's limits, those on what can be
    labelled at all hold: languages and points that were struck out.

    Raises:
        InputError: every target text that the pool reaches has a chosen text near it, or no text is left.
    """
    taken = [*plan.labelled, *selection.rows.tolist()]
    coverage = view.coverage(taken)
    rows = np.flatnonzero(coverage.reachable & ~coverage.covered)
    within = Constraints(languages=plan.constraints.languages, excluded=plan.constraints.excluded)
    count = min(len(rows), _left(prepared, taken, within))
    if not count:
        raise InputError("no text of the pool can be added: every target text that it reaches is covered")
    target = prepared.target.take(rows)
    return select(
        NEAREST_IN_TURN.name, prepared.source, target, count, labelled=taken, constraints=within or None
    )


def _left(prepared: PreparedProject, taken: Sequence[int], within: Constraints) -> int:
    """The number of pool rows that may still be chosen."""
    spoken = within.languages
    languages = languages_of(prepared.source)
    gone = {*taken, *within.excluded}
    return sum(row not in gone and (spoken is None or code in spoken) for row, code in enumerate(languages))
