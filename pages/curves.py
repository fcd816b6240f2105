"""Curves: do labels pay, for this project; and all results, the project's, ours and the published ones."""

import streamlit as st

import pages  # noqa: F401
from demux_core.strategies import EN_FT
from pages.ui.curves import curves_view, decision_view, evidence, experiments, paper_tables, result_choice
from pages.ui.shared import shell, state

OWN, ALL, EVIDENCE, PAPER = VIEWS = ("Do labels pay?", "All results", "Evidence", "The paper's tables")
shell.require_shell()

st.title("Curves", anchor=False)
project = state.session().project
offered = VIEWS[project is None :]
if st.session_state.get("curves_view") not in offered:
    st.session_state["curves_view"] = offered[0]
view = st.segmented_control(
    "View",
    offered,
    required=True,
    key="curves_view",
    persist_state="session",
    label_visibility="collapsed",
)
if view == OWN and project is not None:
    decision_view.show(project)
    experiments.panel(project)
    st.stop()
if view == PAPER:
    paper_tables.show()
    st.stop()

experiments.panel(project)
results = result_choice.choose_results(project, by_language=view == ALL)
experiments.status(project, results)
if not (results.frame["strategy"] != EN_FT).any():
    st.info("No strategy has finished yet. The curves appear here.", icon=":material/hourglass:")
    st.stop()
if view == ALL:
    curves_view.show(results)
else:
    evidence.show(results, project)
