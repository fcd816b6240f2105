"""The jobs as a table: what runs, what waits, what ended, and what can be done about it."""

import streamlit as st

from demux_core.base.errors import InputError
from demux_core.jobs import Job, job_queue, recent_jobs
from pages.ui.shared import wording

_SHOWN = 8
_STATES = {
    "running": ("Running", ":material/progress_activity:", "blue"),
    "queued": ("Queued", ":material/schedule:", "gray"),
    "done": ("Done", ":material/check_circle:", "green"),
    "failed": ("Failed", ":material/error:", "red"),
    "lost": ("Lost", ":material/help:", "red"),
    "cancelled": ("Cancelled", ":material/cancel:", "orange"),
}


def show() -> None:
    """Show the jobs under way and the latest that ended; look again while there are any under way."""
    active = job_queue.reap_and_start()
    if not active and not recent_jobs(1):
        st.caption(
            "No job yet. Preparing a project and running an experiment are jobs: they run in the background."
        )
        return
    with st.container(border=True, key="jobs"):
        st.fragment(_rows, run_every=2 if active else None)({job.id for job in active})


def _rows(under_way: set[int]) -> None:
    now = job_queue.reap_and_start()
    if under_way - {job.id for job in now}:
        st.rerun()  # whatever ended may have changed the page
    ended = [job for job in recent_jobs(_SHOWN) if not job.active]
    for job in [*now, *ended][: max(_SHOWN, len(now))]:
        _row(job)


def _row(job: Job) -> None:
    label, icon, color = _STATES[job.state]
    say, act = st.columns([5, 3], vertical_alignment="center")
    say.markdown(f"{wording.escape(job.request.title)} :{color}-badge[{icon} {label}]")
    if job.active:
        share = 0.0 if job.progress is None else job.progress.share
        say.progress(share, text=wording.step_text(job))
    elif job.state in ("failed", "lost"):
        say.caption(wording.escape(job.log.error() or "Its process is gone without a word; try again."))
    with act.container(horizontal=True, horizontal_alignment="right", vertical_alignment="center"):
        if lines := job.log.tail():
            with st.popover(":material/article: Log", type="tertiary", help="The last lines that it wrote"):
                st.code("\n".join(lines), language=None, wrap_lines=True)
        if job.active and st.button("Cancel", key=f"table_cancel_{job.id}"):
            job_queue.cancel(job)
            st.rerun()
        again = job.state in ("failed", "lost", "cancelled")
        if again and st.button("Try again", key=f"table_retry_{job.id}"):
            try:
                job_queue.retry(job)
            except InputError as error:
                st.error(wording.escape(str(error)))
            else:
                st.rerun()
