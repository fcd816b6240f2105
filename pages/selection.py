"""Selection: what each strategy chooses and why, what it costs, and the chosen points to take along."""

import streamlit as st

from pages.ui import chosen, frame, mixes, prepared, pricing, state, strategy_cards

frame.require()

st.title("Selection", anchor=False)
project, run = prepared.project_and_run()
st.markdown("**Which texts of the pool are worth annotating for the target?** Compare, then keep one choice.")
strategies, plan = strategy_cards.plan(project, run)
selections = prepared.choices(run, strategies, plan)
state.publish()
if not selections:
    st.stop()

mixes.mix(run, selections)
mixes.over_rounds(project, run)

st.subheader("Chosen points", anchor=False)
chosen.points(project, run, selections, plan)

st.subheader("Cost", anchor=False)
pricing.cost(project, run, selections)

st.subheader("Kept selections", anchor=False)
chosen.kept(project)
