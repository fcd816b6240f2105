"""Curves: what annotated points gain, in the project's experiments, in ours and in the published ones."""

import streamlit as st

from demux_core.strategies import EN_FT
from pages.ui.curves import curves_view, evidence, experiments, paper_tables, result_choice
from pages.ui.shared import shell, state

VIEWS = ("Curves", "Evidence", "The paper's tables")
shell.require_shell()

st.title("Curves", anchor=False)
project = state.session().project
experiments.panel(project)
results = result_choice.choose_results(project)
experiments.status(project, results)
if not (results.frame["strategy"] != EN_FT).any():
    st.info("No strategy has finished yet. The curves appear here.", icon=":material/hourglass:")
    st.stop()
view = st.segmented_control(
    "View", VIEWS, default=VIEWS[0], required=True, key="curves_view", label_visibility="collapsed"
)

if view == VIEWS[0]:
    curves_view.show(results)
elif view == VIEWS[1]:
    evidence.show(results, project)
else:
    paper_tables.show()
