"""Points that the visitor adds to a selection for the target texts that it leaves out."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from demux_core.explain.added_points import with_added
from demux_core.strategies import Selection
from demux_core.workflows.selection import SelectionPlan
from demux_core.workspace.prepared import PreparedProject
from pages.ui.shared import coverage_cache, prepared_cache


def are_added(prepared: PreparedProject, name: str, plan: SelectionPlan) -> bool:
    """Return whether points are added to what a strategy chooses by this plan."""
    return bool(st.session_state.get(_key(prepared, name, plan)))


def toggle(prepared: PreparedProject, name: str, plan: SelectionPlan) -> None:
    """Add the points, or take them away again."""
    st.session_state[_key(prepared, name, plan)] = not are_added(prepared, name, plan)


def extended(prepared: PreparedProject, selection: Selection, plan: SelectionPlan) -> Selection:
    """Return a selection with the points that are added to it."""
    if not are_added(prepared, selection.strategy, plan):
        return selection
    more = coverage_cache.added(prepared, selection, plan)
    rows = np.concatenate([selection.rows, more.rows])
    return replace(selection, rows=rows, scores=np.concatenate([selection.scores, more.scores]))


def all_extended(
    prepared: PreparedProject, selections: Mapping[str, Selection], plan: SelectionPlan
) -> dict[str, Selection]:
    """Return the selections with the points that are added to each."""
    return {name: extended(prepared, selection, plan) for name, selection in selections.items()}


def table(prepared: PreparedProject, selection: Selection, plan: SelectionPlan) -> pd.DataFrame:
    """Return the table of a selection with reasons, and below it the points that are added."""
    explained = prepared_cache.explained(prepared, selection, plan)
    if not are_added(prepared, selection.strategy, plan):
        return explained
    return with_added(explained, coverage_cache.added(prepared, selection, plan))


def options(selection: Selection, points: pd.DataFrame, plan: SelectionPlan) -> dict[str, Any]:
    """Return how the points of a table were chosen, as it is saved with them."""
    added = len(points) - len(selection)
    return plan.options(selection.strategy) | ({"added": added} if added else {})


def _key(prepared: PreparedProject, name: str, plan: SelectionPlan) -> str:
    return f"added_{prepared.key[:12]}_{name}_{hash(repr(plan))}"
