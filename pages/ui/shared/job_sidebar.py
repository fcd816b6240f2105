"""The strip in the sidebar: every job under way, whatever its project."""

import streamlit as st

from demux_core.base.errors import InputError
from demux_core.jobs import Job, job_queue
from pages.ui.shared import wording

_SHOWN = 4


def show_jobs() -> None:
    """Show the running and the queued jobs; look again while there are any."""
    if found := _tended():
        _jobs({job.id for job in found})


@st.fragment(run_every=2)
def _jobs(under_way: set[int]) -> None:
    found = _tended()
    if under_way - {job.id for job in found}:
        st.rerun()  # whatever ended may have changed the page
    st.caption(f"{len(found):,} job{'s' if len(found) > 1 else ''} under way")
    for job in found[:_SHOWN]:
        text = wording.progress_text(job, wording.escape(job.request.title))
        st.progress(0.0 if job.progress is None else job.progress.share, text=text)
    if len(found) > _SHOWN:
        st.caption(f"and {len(found) - _SHOWN:,} more")


def _tended() -> list[Job]:
    try:
        return job_queue.reap_and_start()
    except InputError as error:
        st.error(wording.escape(str(error)), icon=":material/error:")
        return []
