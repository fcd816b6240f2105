"""The coverage of a prepared project, kept between reruns like what is chosen from it."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from demux_core.analysis.coverage import Coverage, Reach, reach_of
from demux_core.strategies import Selection
from demux_core.workflows.coverage import points_for_uncovered, project_curve
from demux_core.workflows.selection import SelectionPlan
from demux_core.workspace.prepared import PreparedProject


def coverage(prepared: PreparedProject, rows: Sequence[int]) -> Coverage:
    """Return what rows of the pool cover of the target sample."""
    return _coverage((prepared.key, tuple(rows)), prepared)


def curve(
    prepared: PreparedProject, strategy: str, plan: SelectionPlan, budgets: tuple[int, ...]
) -> pd.DataFrame:
    """Return the coverage of a strategy at each budget; InputError where it cannot choose."""
    return _curve((prepared.key, strategy, repr(plan), budgets), plan, prepared)


def added(prepared: PreparedProject, selection: Selection, plan: SelectionPlan) -> Selection:
    """Return points for the target texts that a selection leaves out; InputError where there are none."""
    return _added((prepared.key, selection.strategy, repr(plan)), selection, plan, prepared)


@st.cache_resource(max_entries=4, show_spinner="Comparing the target sample with the pool")
def _reach(key: str, _prepared: PreparedProject) -> Reach:
    return reach_of(_prepared.source, _prepared.target)


@st.cache_resource(max_entries=64, show_spinner=False)
def _coverage(key: tuple[str, tuple[int, ...]], _prepared: PreparedProject) -> Coverage:
    return _reach(_prepared.key, _prepared).coverage(key[1])


@st.cache_resource(max_entries=128, show_spinner="Measuring coverage")
def _curve(
    key: tuple[str, str, str, tuple[int, ...]], _plan: SelectionPlan, _prepared: PreparedProject
) -> pd.DataFrame:
    _, strategy, _, budgets = key
    return project_curve(_prepared, _reach(_prepared.key, _prepared), strategy, _plan, budgets)


@st.cache_resource(max_entries=64, show_spinner="Choosing texts")
def _added(
    key: tuple[str, str, str], _selection: Selection, _plan: SelectionPlan, _prepared: PreparedProject
) -> Selection:
    reach = _reach(_prepared.key, _prepared)
    return points_for_uncovered(_prepared, reach, _selection, _plan)
