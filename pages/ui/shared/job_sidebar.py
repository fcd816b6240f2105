"""The running and the queued jobs of all projects, in the sidebar."""

import streamlit as st

from demux_core.base.errors import InputError
from demux_core.jobs import Job, job_queue
from pages.ui.shared import access, job_refresh, wording

_SHOWN = 4


def show_jobs() -> None:
    """Show the active jobs, refreshed while there are any."""
    if active := _active_jobs():
        access.fragment(run_every=job_refresh.interval(active))(_show)({job.id for job in active})


def _show(shown: set[int]) -> None:
    active = _active_jobs()
    if shown - {job.id for job in active}:
        st.rerun()  # the result of a job that ended may change the page
    st.caption(wording.count(len(active), "active job"))
    names = job_refresh.project_names()
    for job in active[:_SHOWN]:
        text = wording.progress_text(job, wording.escape(job_refresh.title_with_project(job, names)))
        st.progress(job.share, text=text)
    if len(active) > _SHOWN:
        st.caption(f"and {len(active) - _SHOWN:,} more")
    st.page_link("pages/overview.py", label="All jobs", icon=":material/list:")


def _active_jobs() -> list[Job]:
    try:
        return job_queue.reap_and_start()
    except InputError as error:
        st.error(wording.escape(str(error)), icon=":material/error:")
        return []
