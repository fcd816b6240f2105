"""What the limits change in the shown selection: its coverage and its price."""

import streamlit as st

from demux_core.analysis.limit_cost import limit_cost
from demux_core.explain.limits import limit_cost_sentence
from demux_core.strategies import Selection
from demux_core.strategies.display import strategy_title
from demux_core.workflows.prices import project_prices
from demux_core.workflows.selection import SelectionPlan
from demux_core.workspace.prepared import PreparedProject
from demux_core.workspace.project import Project
from pages.ui.shared import coverage_cache, prepared_cache, wording


def show(project: Project, prepared: PreparedProject, chosen: Selection, plan: SelectionPlan) -> None:
    """Say what the limits change, where they change anything."""
    cost = limit_cost(
        chosen,
        lambda: prepared_cache.selection(prepared, chosen.strategy, plan.without_limits()),
        lambda rows: coverage_cache.coverage(prepared, [*plan.labelled, *rows]),
    )
    if cost is not None:
        sentence = limit_cost_sentence(cost, project_prices(project).currency)
        title = wording.escape(strategy_title(chosen.strategy))
        st.markdown(f"**What your limits change for {title}.** {wording.escape(sentence)}")
