"""The jobs as a table: active and recent ones, with their logs, and what can be done about them."""

from collections.abc import Mapping
from datetime import datetime

import streamlit as st

from demux_core.base.errors import InputError
from demux_core.jobs import Job, job_queue, recent_jobs
from pages.ui.shared import access, job_refresh, wording

_SHOWN = 8
_BADGES = {
    "running": ("Running", ":material/progress_activity:", "blue"),
    "queued": ("Queued", ":material/schedule:", "gray"),
    "done": ("Done", ":material/check_circle:", "green"),
    "failed": ("Failed", ":material/error:", "red"),
    "lost": ("Lost", ":material/help:", "red"),
    "cancelled": ("Cancelled", ":material/cancel:", "orange"),
}
_NO_ERROR = "The process stopped without reporting a result. Try again."


def show() -> None:
    """Show the active jobs and the latest others, refreshed while there are active ones."""
    active = job_queue.reap_and_start()
    if not active and not recent_jobs(1):
        st.caption(
            "No jobs yet. Preparing a project or running an experiment starts a job in the background."
        )
        return
    with st.container(border=True, key="jobs"):
        every = job_refresh.interval(active) if active else None
        access.fragment(run_every=every)(_rows)({job.id for job in active})


def _rows(shown: set[int]) -> None:
    active = job_queue.reap_and_start()
    if shown - {job.id for job in active}:
        st.rerun()  # the result of a job that ended may change the page
    names = job_refresh.project_names()
    ended = [job for job in recent_jobs(_SHOWN) if not job.active]
    for job in [*active, *ended][: max(_SHOWN, len(active))]:
        _row(job, names)


def _row(job: Job, names: Mapping[int, str]) -> None:
    label, icon, color = _BADGES[job.state]
    status, actions = st.columns([5, 3], vertical_alignment="center")
    title = job_refresh.title_with_project(job, names)
    status.markdown(f"{wording.escape(title)} :{color}-badge[{icon} {label}]")
    if job.active:
        status.progress(job.share, text=wording.step_text(job))
    else:
        error = wording.escape(job.log.error() or _NO_ERROR) if job.state in ("failed", "lost") else ""
        status.caption(f"{_ended(job)} {error}")
    with actions.container(horizontal=True, horizontal_alignment="right", vertical_alignment="center"):
        _log_button(job)
        _action_button(job)


def _ended(job: Job) -> str:
    """How long the job took and when it ended, in the visitor's own time."""
    if job.times.ended is None or (seconds := job.times.seconds) is None:
        return ""
    ended = datetime.fromtimestamp(job.times.ended, job_refresh.time_zone())
    return f"{wording.duration(seconds)}, ended {ended:%d %b %H\\:%M}."


def _log_button(job: Job) -> None:
    if lines := job.log.tail():
        with st.popover(
            ":material/article: Log",
            type="tertiary",
            help="The last lines of the job's output",
            key=f"table_log_{job.id}",
        ):
            st.code("\n".join(lines), language=None, wrap_lines=True)


def _action_button(job: Job) -> None:
    if job.active and st.button("Cancel", key=f"table_cancel_{job.id}"):
        job_queue.cancel(job)
        st.rerun()
    if job.retryable and st.button("Try again", key=f"table_retry_{job.id}"):
        try:
            job_queue.retry(job)
        except InputError as error:
            st.error(wording.escape(str(error)))
        else:
            st.rerun()
