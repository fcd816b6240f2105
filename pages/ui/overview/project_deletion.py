"""Deleting a project, which the visitor confirms by typing its name."""

import streamlit as st

from demux_core.workflows.project_deletion import delete_project
from demux_core.workspace.project import Project
from pages.ui.shared import wording


def form(project: Project) -> None:
    """Offer to delete a project for good; nothing happens unless its name is typed."""
    with st.form(f"delete_{project.slug}", border=False):
        st.markdown(
            f"Delete **{wording.escape(project.name)}** with all its texts, labels and results. This cannot "
            "be undone. Backups of the workspace still hold it."
        )
        typed = st.text_input("Type the project's name", max_chars=80, key=f"delete_name_{project.slug}")
        if st.form_submit_button("Delete for good", icon=":material/delete:"):
            if " ".join(typed.split()) != project.name:
                st.error("Type the name as it stands above; nothing was deleted.", icon=":material/error:")
            else:
                delete_project(project)
                st.rerun()
