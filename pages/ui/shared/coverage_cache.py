"""The coverage of a prepared project, kept between reruns like what is chosen from it."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import pandas as pd

from demux_core.analysis.coverage import Coverage, TargetView, target_view
from demux_core.analysis.target_groups import target_groups
from demux_core.strategies import Selection
from demux_core.workflows.coverage import points_for_uncovered, project_curve
from demux_core.workflows.large_selections import choose
from demux_core.workflows.selection import SelectionPlan
from demux_core.workspace.prepared import PreparedProject
from pages.ui.shared.remembered import remembered


def coverage(prepared: PreparedProject, rows: Sequence[int]) -> Coverage:
    """Return what rows of the pool cover of the target sample."""
    return _coverage((prepared.key, tuple(rows)), prepared)


def reachable(prepared: PreparedProject) -> float:
    """Return the share of the target texts that any text of the pool is near to."""
    return _view(prepared.shown, prepared).reachable


def curve(
    prepared: PreparedProject, strategy: str, plan: SelectionPlan, budgets: tuple[int, ...]
) -> pd.DataFrame:
    """Return the coverage of a strategy at each budget; InputError where it cannot choose."""
    return _curve((prepared.key, strategy, repr(plan), budgets), plan, prepared)


def curve_by(
    prepared: PreparedProject, strategy: str, plan: SelectionPlan, by: str
) -> tuple[pd.DataFrame, list[str]]:
    """Return the coverage of a strategy at the plan's budget by groups of target texts, and the groups."""
    view = _view_by(prepared.shown, by, prepared)
    return _curve_by((prepared.shown, strategy, repr(plan), by), plan, prepared), list(view.target_groups)


def added(prepared: PreparedProject, selection: Selection, plan: SelectionPlan) -> Selection:
    """Return points for the target texts that a selection leaves out; InputError where there are none."""
    return _added((prepared.shown, selection.strategy, repr(plan)), selection, plan, prepared)


@remembered("Comparing the target sample with the pool")
def _view(key: str, _prepared: PreparedProject) -> TargetView:
    return target_view(_prepared.source, _prepared.target)


@remembered()
def _coverage(key: tuple[str, tuple[int, ...]], _prepared: PreparedProject) -> Coverage:
    return _view(_prepared.shown, _prepared).coverage(key[1])


@remembered("Measuring coverage")
def _curve(
    key: tuple[str, str, str, tuple[int, ...]], _plan: SelectionPlan, _prepared: PreparedProject
) -> pd.DataFrame:
    _, strategy, _, budgets = key
    return project_curve(
        partial(choose, _prepared), _view(_prepared.shown, _prepared), strategy, _plan, budgets
    )


@remembered()
def _view_by(key: str, by: str, _prepared: PreparedProject) -> TargetView:
    groups = target_groups(by, _prepared.source, _prepared.target)
    return replace(_view(key, _prepared), groups=groups)


@remembered("Measuring coverage")
def _curve_by(
    key: tuple[str, str, str, str], _plan: SelectionPlan, _prepared: PreparedProject
) -> pd.DataFrame:
    _, strategy, _, by = key
    view = _view_by(_prepared.shown, by, _prepared)
    return project_curve(partial(choose, _prepared), view, strategy, _plan, (_plan.budget,))


@remembered("Choosing texts")
def _added(
    key: tuple[str, str, str], _selection: Selection, _plan: SelectionPlan, _prepared: PreparedProject
) -> Selection:
    view = _view(_prepared.shown, _prepared)
    return points_for_uncovered(_prepared, view, _selection, _plan)
