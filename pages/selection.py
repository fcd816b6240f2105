"""Selection: what each strategy chooses and why, what it costs, and the chosen points to take along."""

import streamlit as st

from pages.ui.selection import chosen_points, cost, language_mix, strategy_cards
from pages.ui.shared import prepared_project, shell, state

shell.require_shell()

st.title("Selection", anchor=False)
project, run = prepared_project.require_prepared()
st.markdown("**Which texts of the pool are worth annotating for the target?** Compare, then keep one choice.")
strategies, plan = strategy_cards.plan(project, run)
selections = prepared_project.choices(run, strategies, plan)
state.write_address()
if not selections:
    st.stop()

language_mix.mix(run, selections)
language_mix.over_rounds(project, run)

st.subheader("Chosen points", anchor=False)
chosen_points.points(project, run, selections, plan)

st.subheader("Cost", anchor=False)
cost.cost(project, run, selections)

st.subheader("Kept selections", anchor=False)
chosen_points.kept(project)
