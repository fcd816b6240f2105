"""What the preflight says of a prepared project, or that it is being worked out."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from demux_core.base.errors import InputError
from demux_core.workflows.expectations import ensure_expectation, expectation, no_comparison_reason
from demux_core.workflows.preparation_jobs import preparation_state
from demux_core.workspace.project import Project, reload_project
from pages.ui.shared import job_panel, wording


def advice(project: Project) -> Mapping[str, Any] | None:
    """Return the preflight's advice; None where it is not there (yet), and then say why.

    Nothing is asked or said while the project is prepared again, or has to be: preparing asks the preflight.

    Args:
        project: that is prepared.
    """
    if reason := no_comparison_reason(project):
        st.info(wording.escape(reason), icon=":material/info:")
        return None
    try:
        job = ensure_expectation(project) if preparation_state(project) == "ready" else None
    except InputError as error:
        st.error(wording.escape(str(error)), icon=":material/error:")
        return None
    if (said := expectation(reload_project(project.slug))) is not None:
        return said
    if job is not None and job.active:
        job_panel.show_progress(job, "Comparing the project with measured targets")
    elif job is not None:
        job_panel.show_failure(job, "The comparison with measured targets")
    return None
