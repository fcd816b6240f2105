"""A background job on the page that it belongs to: how far it is, how it ended, its last lines."""

from collections.abc import Callable

import streamlit as st

from demux_core.base.errors import InputError
from demux_core.jobs import Job, find_job, job_queue
from pages.ui.shared import wording

_LOST = (
    "The job is lost: its process is gone without a word. Perhaps it was killed, the memory was short or the "
    "computer went off. "
)


def retryable(job: Job | None) -> Job | None:
    """The job if it can be tried again: it failed, is lost or was cancelled."""
    return job if job is not None and job.state in ("failed", "lost", "cancelled") else None


@st.fragment(run_every=1)
def progress(job: Job, title: str) -> None:
    """Show how far a job is and offer to cancel it; the page is drawn again when it ends.

    Args:
        job: may be as it stood some time ago.
        title: what it does, as Markdown.
    """
    now = find_job(job.id)
    if not now.active:
        st.rerun()
    say, act = st.columns([5, 2], vertical_alignment="center")
    with say:
        share = 0.0 if now.progress is None else now.progress.share
        st.progress(share, text=wording.progress_text(now, title))
    if act.button("Cancel", key=f"cancel_{job.id}", width="stretch", icon=":material/stop_circle:"):
        job_queue.cancel(now)
        st.rerun()
    log(now)


def failure(job: Job, what: str) -> None:
    """Say how a job ended that did not come to its end; ``what`` starts the sentence, as Markdown."""
    if job.state == "cancelled":
        st.info(f"{what} was cancelled.", icon=":material/cancel:")
        return
    said = wording.escape(job.log.error() or "")
    ended = _LOST if job.state == "lost" else f"{what} failed: "
    st.error(f"{ended}{said}", icon=":material/error:")
    log(job)


def log(job: Job) -> None:
    """Show the last lines that a job wrote."""
    if lines := job.log.tail():
        with st.expander("Log", key=f"log_{job.id}"):
            st.code("\n".join(lines), language=None, wrap_lines=True)


def attempt(action: Callable[[], object]) -> None:
    """Start or retry a job and draw the page again; say it where that cannot be."""
    try:
        action()
    except InputError as error:
        st.error(wording.escape(str(error)), icon=":material/error:")
    else:
        st.rerun()
