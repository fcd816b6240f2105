"""A file on the server or in a store, where ``DEMUX_DATA_ROOTS`` allows some: a path instead of an upload."""

from functools import partial

import streamlit as st

from demux_core.base.errors import InputError
from demux_core.data.server_roots import data_roots
from demux_core.jobs import job_queue
from demux_core.workflows.server_files import adding_job, start_adding
from demux_core.workspace.project import Project, Role
from pages.ui.shared import job_panel, wording


def field(project: Project, role: Role) -> None:
    """Take a path or URL for a role, and show the job that adds its file."""
    try:
        roots = data_roots()
    except InputError as error:
        st.error(wording.escape(str(error)), icon=":material/error:")
        return
    if not roots:
        return
    job = adding_job(project, role)
    if job is not None and job.active:
        job_panel.show_progress(job, "Adding the file")
        return
    if failed := job_panel.retryable_job(job):
        job_panel.show_failure(failed, "Adding the file")
        if st.button("Try again", key=f"retry_add_{role}_{project.slug}"):
            job_panel.run_action(partial(job_queue.retry, failed))
    with st.form(f"server_path_{role}_{project.slug}", border=False):
        place = st.text_input(
            "Path on the server",
            placeholder=roots[0],
            help=f"A file, or a folder of Parquet files, below {wording.escape(' or '.join(roots))}. "
            "It may be larger than an upload, up to the limits for reading a file.",
            key=f"place_{role}_{project.slug}",
        )
        if st.form_submit_button("Add", icon=":material/add:") and place.strip():
            job_panel.run_action(partial(start_adding, project, role, place.strip()))
