"""The coverage of each target language or cluster."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

from demux_core.analysis.target_groups import CLUSTER, LANGUAGE, group_name
from demux_core.explain.coverage_sentences import least_covered_sentence
from demux_core.explain.coverage_tables import group_table
from demux_core.explain.glossary import explain
from demux_core.modelling.presentation import languages_of
from demux_core.strategies.display import strategy_title
from demux_core.workflows.coverage import is_quick
from demux_core.workflows.selection import SelectionPlan
from demux_core.workspace.prepared import PreparedProject
from pages.ui.shared import coverage_cache, wording

_KEY = "coverage_by"
_TITLES = {LANGUAGE: "By language", CLUSTER: "By cluster"}


def show(prepared: PreparedProject, names: Sequence[str], plan: SelectionPlan) -> None:
    """Show the share of the target texts of each language or cluster that strategies cover at the budget."""
    offered = [*([LANGUAGE] if len(set(languages_of(prepared.target))) > 1 else []), CLUSTER]
    if st.session_state.get(_KEY) not in offered:  # the choice may be that of another project
        quick = is_quick(prepared.source, prepared.target)
        st.session_state[_KEY] = offered[0] if quick else None
    by = st.segmented_control(
        "Coverage by",
        offered,
        format_func=lambda name: _TITLES[name],
        key=_KEY,
        persist_state="session",
        label_visibility="collapsed",
        help=f"Cluster: {wording.lower_first(explain('Cluster'))}",
    )
    if by is None:
        return
    found = [coverage_cache.curve_by(prepared, name, plan, by) for name in names]
    curves, groups = pd.concat([curve for curve, _ in found], ignore_index=True), found[0][1]
    table = group_table(curves, plan.budget, groups)
    if table.empty:
        st.caption("All target texts are of one group.")
        return
    st.markdown(wording.escape(least_covered_sentence(curves, names[0], plan.budget, groups, by)))
    st.dataframe(
        table.assign(
            group=[group_name(group, by) for group in table["group"]],
            **{name: 100 * table[name] for name in names},
        ),
        hide_index=True,
        column_config=_columns(names, by),
    )


def _columns(names: Sequence[str], by: str) -> dict[str, Any]:
    shares = {
        name: st.column_config.ProgressColumn(
            strategy_title(name), format="%.0f%%", min_value=0, max_value=100, color="auto"
        )
        for name in names
    }
    title = "Cluster" if by == CLUSTER else "Language"
    return {
        "group": st.column_config.TextColumn(title, width=260),
        "texts": st.column_config.NumberColumn("Target texts", width=90, format="localized"),
        **shares,
    }
