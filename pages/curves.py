"""Curves: do labels pay, for this project; and all results, the project's, ours and the published ones."""

import streamlit as st

from demux_core.strategies import EN_FT
from pages.ui.curves import curves_view, decision_view, evidence, experiments, paper_tables, result_choice
from pages.ui.shared import shell, state

OWN, ALL, EVIDENCE, PAPER = VIEWS = ("Do labels pay?", "All results", "Evidence", "The paper's tables")
shell.require_shell()

st.title("Curves", anchor=False)
project = state.session().project
view = st.segmented_control(
    "View",
    VIEWS[project is None :],
    default=VIEWS[project is None],
    required=True,
    key="curves_view",
    label_visibility="collapsed",
)
if view == OWN and project is not None:
    decision_view.show(project)
    experiments.panel(project)
    st.stop()
experiments.panel(project)
if view == PAPER:
    paper_tables.show()
    st.stop()

results = result_choice.choose_results(project)
experiments.status(project, results)
if not (results.frame["strategy"] != EN_FT).any():
    st.info("No strategy has finished yet. The curves appear here.", icon=":material/hourglass:")
    st.stop()
if view == ALL:
    curves_view.show(results)
else:
    evidence.show(results, project)
