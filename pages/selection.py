"""Selection: what each strategy chooses and why, what it costs, and the chosen texts to save."""

import streamlit as st

import pages  # noqa: F401
from demux_core.explain.glossary import explain
from pages.ui.selection import (
    added_points,
    chosen_points,
    cost,
    coverage,
    language_mix,
    limit_cost,
    saved_selections,
    strategy_cards,
)
from pages.ui.shared import prepared_project, shell, state

shell.require_shell()

st.title("Selection", anchor=False)
project, prepared = prepared_project.require_prepared()
st.markdown("**Which texts are worth annotating for the target?** Compare strategies and save a selection.")
strategies, plan = strategy_cards.cards(project, prepared)
selections = prepared_project.selections(project, prepared, strategies, plan)
state.write_address()
if not selections:
    st.stop()

language_mix.mix(prepared, selections)
language_mix.over_rounds(project, prepared)

st.subheader("Chosen texts", anchor=False)
shown = chosen_points.points(project, prepared, selections, plan)

st.subheader("Coverage", anchor=False, help=explain("Coverage"))
coverage.show(prepared, selections, selections[shown], plan)
limit_cost.show(project, prepared, selections[shown], plan)

st.subheader("Cost", anchor=False)
cost.cost(project, prepared, added_points.all_extended(prepared, selections, plan))

st.subheader("Saved selections", anchor=False)
saved_selections.show(project, prepared)
