"""Where a project cannot be measured: what targets like it let expect, and what to add."""

import streamlit as st

from demux_core.explain.advice_sentences import expectation_sentence
from demux_core.workflows.experiment_plans import no_probe_reason
from demux_core.workspace.prepared import is_prepared
from demux_core.workspace.project import Project
from pages.ui.shared import advice_panel, wording


def show(project: Project, missing: str) -> None:
    """Show the expectation, or that it is being worked out, and what is missing for a measurement."""
    st.info(missing, icon=":material/info:")
    if not no_probe_reason(project):
        st.page_link("pages/data.py", label="Add them on Data", icon=":material/arrow_forward:")
    if not is_prepared(project):
        st.caption(
            "Once the project is prepared, this page says what to expect from measured targets like it."
        )
        return
    if (advice := advice_panel.advice(project)) is not None:
        with st.container(border=True, key="expectation"):
            st.markdown(f"**{wording.escape(expectation_sentence(advice))}**")
            st.caption(wording.escape(str(advice["reason"])))
