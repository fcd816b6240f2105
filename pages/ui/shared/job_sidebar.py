"""The running and the queued jobs of all projects, in the sidebar."""

import streamlit as st

from demux_core.base.errors import InputError
from demux_core.jobs import Job, job_queue
from pages.ui.shared import access, wording

_SHOWN = 4


def show_jobs() -> None:
    """Show the active jobs, refreshed while there are any."""
    if active := _active_jobs():
        _show({job.id for job in active})


@access.fragment(run_every=2)
def _show(shown: set[int]) -> None:
    active = _active_jobs()
    if shown - {job.id for job in active}:
        st.rerun()  # the result of a job that ended may change the page
    st.caption(wording.count(len(active), "active job"))
    for job in active[:_SHOWN]:
        text = wording.progress_text(job, wording.escape(job.request.title))
        st.progress(job.share, text=text)
    if len(active) > _SHOWN:
        st.caption(f"and {len(active) - _SHOWN:,} more")


def _active_jobs() -> list[Job]:
    try:
        return job_queue.reap_and_start()
    except InputError as error:
        st.error(wording.escape(str(error)), icon=":material/error:")
        return []
