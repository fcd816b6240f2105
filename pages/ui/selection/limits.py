"""What limits every selection of a project: who can annotate what, points per language, money, repeats."""

from dataclasses import replace

import pandas as pd
import streamlit as st

from demux_core.base.errors import InputError
from demux_core.explain.limits import edited_limits, limits_phrases, limits_table
from demux_core.modelling.presentation import languages_of
from demux_core.strategies import Constraints
from demux_core.workflows.limits import change_limits, project_constraints, target_languages
from demux_core.workflows.prices import project_prices
from demux_core.workspace.prepared import PreparedProject
from demux_core.workspace.project import Project
from pages.ui.selection import target_split
from pages.ui.shared import editable_table, wording

_ONCE_HELP = (
    "A text is left out if its vector nearly agrees with that of a text that is labelled or chosen already: "
    "often a translation. How near depends on how far the pool's vectors are spread."
)


def limits(project: Project, prepared: PreparedProject) -> None:
    """Let the visitor set the limits of all strategies."""
    with st.popover("Limits", icon=":material/tune:", key="limits", on_change="rerun") as popover:
        if not popover.open:
            return
        key = f"limits_{project.slug}_{prepared.key[:8]}"
        try:
            shown = _form(project, prepared, key)
        except InputError as error:
            st.error(wording.escape(str(error)), icon=":material/error:")
            return
    # A widget keeps what it shows, so only what was changed here is stored.
    before = st.session_state.get(f"{key}_before", shown)
    st.session_state[f"{key}_before"] = shown
    if shown != before:
        change_limits(project, shown)
        st.rerun()


def summary(constraints: Constraints, currency: str) -> None:
    """Say within which limits the points are chosen, where there are any."""
    if phrases := limits_phrases(constraints.to_json(), currency):
        st.caption(f"Within your limits: {wording.escape('; '.join(phrases))}. GOLD is drawn without them.")


def _form(project: Project, prepared: PreparedProject, key: str) -> Constraints:
    stored, currency = project_constraints(project, prepared), project_prices(project).currency
    st.caption("Every strategy chooses within these limits, here and on all other pages. GOLD does not.")
    table = _language_table(prepared, stored, f"{key}_table")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        spend = st.number_input(
            f"Spend at most ({currency})" if currency else "Spend at most",
            min_value=0.01,
            value=stored.spend,
            key=f"{key}_spend",
            placeholder="no limit",
            disabled=not stored.prices,
            width=180,
            help="At the prices of labels below. With fewer texts than the budget if the money is used up.",
        )
        once = st.toggle(
            "Near-duplicates once", not stored.near_duplicates, key=f"{key}_once", help=_ONCE_HELP
        )
    if not stored.prices:
        st.caption("Enter prices per label under Cost to limit the money.")
    split = target_split.split(target_languages(prepared), stored, key)
    return replace(edited_limits(table, spend if stored.prices else None, not once), **split)


def _language_table(prepared: PreparedProject, stored: Constraints, key: str) -> pd.DataFrame:
    return editable_table.edit_table(
        key,
        lambda: limits_table(languages_of(prepared.source), stored),
        column_config={
            "language": st.column_config.TextColumn("Language", disabled=True),
            "spoken": st.column_config.CheckboxColumn("Annotators", help="Someone can label it."),
            "floor": st.column_config.NumberColumn("At least", min_value=0, step=1),
            "cap": st.column_config.NumberColumn("At most", min_value=0, step=1),
        },
        column_order=("language", "spoken", "floor", "cap"),
    )
