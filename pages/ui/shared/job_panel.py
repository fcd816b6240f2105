"""A background job on the page that it belongs to: its progress, how it ended, and its log."""

from collections.abc import Callable

import streamlit as st

from demux_core.base.errors import InputError
from demux_core.jobs import Job, find_job, job_queue
from pages.ui.shared import access, job_refresh, wording

_LOST = (
    "The job was lost: its process stopped without reporting a result. It may have been killed or have run "
    "out of memory, or the computer may have been switched off. "
)


def retryable_job(job: Job | None) -> Job | None:
    """The job if it can be retried: it failed, is lost or was cancelled."""
    return job if job is not None and job.retryable else None


def show_progress(job: Job, title: str) -> None:
    """Show how far a job is and offer to cancel it; the page is drawn again when it ends.

    Args:
        job: as it was at any time.
        title: what it does, as Markdown.
    """
    access.fragment(run_every=job_refresh.interval([job]))(_progress)(job, title)


def _progress(job: Job, title: str) -> None:
    current = find_job(job.id)
    if not current.active:
        st.rerun()
    status, action = st.columns([5, 2], vertical_alignment="center")
    with status:
        st.progress(current.share, text=wording.progress_text(current, title))
    if action.button("Cancel", key=f"cancel_{job.id}", width="stretch", icon=":material/stop_circle:"):
        job_queue.cancel(current)
        st.rerun()
    _show_log(current)


def show_failure(job: Job, subject: str) -> None:
    """Say why a job did not finish; ``subject`` starts the sentence, as Markdown."""
    if job.state == "cancelled":
        st.info(f"{subject} was cancelled.", icon=":material/cancel:")
        return
    reason = _LOST if job.state == "lost" else f"{subject} failed: "
    st.error(f"{reason}{wording.escape(job.log.error() or '')}", icon=":material/error:")
    _show_log(job)


def run_action(action: Callable[[], object]) -> None:
    """Start or retry a job and draw the page again; show the error if that is not possible."""
    try:
        action()
    except InputError as error:
        st.error(wording.escape(str(error)), icon=":material/error:")
    else:
        st.rerun()


def _show_log(job: Job) -> None:
    if lines := job.log.tail():
        with st.expander("Log", key=f"log_{job.id}"):
            st.code("\n".join(lines), language=None, wrap_lines=True)
