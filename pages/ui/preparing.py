"""What to do next, and the background job that prepares the project."""

import streamlit as st

from demux_core.errors import InputError
from demux_core.jobs import Job, job_queue
from demux_core.projects import ROLES, Project
from demux_core.projects.runs import prepare_job, run_state, start_prepare
from pages.ui import words

_ENDS = {
    "failed": "Preparing failed: ",
    "lost": "The job is lost: its process is gone without a word. Perhaps it was killed, the memory was "
    "short or the computer went off. ",
}


def panel(project: Project) -> None:
    """Say the one next step and offer it."""
    with st.container(border=True, key="next"):
        state = run_state(project)
        if state == "running":
            _progress(project)
        elif missing := [role for role in ROLES[:2] if role not in project.uploads]:
            title, purpose = words.ROLES[missing[0]]
            st.markdown(f"**Next: add the {title[0].lower()}{title[1:]}.** {purpose}")
        elif state == "ready":
            _ready()
        else:
            _offer(project, again=state == "stale")


def _offer(project: Project, again: bool) -> None:
    job = prepare_job(project)
    failed = job if job is not None and job.state in ("failed", "lost", "cancelled") else None
    texts = sum(project.uploads[role].rows for role in ("pool", "target"))
    tuning = "fine-tunes the model on the labelled data, then " if "train" in project.uploads else ""
    say, act = st.columns([4, 1], vertical_alignment="center")
    if failed:
        say.markdown("**Next: try again.** What was finished is kept.")
    elif again:
        say.markdown("**Next: prepare again.** The files or the settings have changed since the last time.")
    else:
        say.markdown(
            f"**Next: prepare.** This {tuning}embeds {texts:,} texts and lays out the map. "
            "It runs in the background; you may close the page."
        )
    label = "Try again" if failed else "Prepare again" if again else "Prepare"
    if act.button(label, type="primary", key="prepare", width="stretch"):
        try:
            if failed:
                job_queue.retry(failed)
            else:
                start_prepare(project)
        except InputError as error:
            st.error(words.plain(str(error)))
        else:
            st.rerun()
    if failed:
        _failure(failed)


def _failure(job: Job) -> None:
    if job.state == "cancelled":
        st.info("Preparing was cancelled.", icon=":material/cancel:")
        return
    said = words.plain(job.error() or "")
    st.error(f"{_ENDS[job.state]}{said}", icon=":material/error:")
    _log(job)


def _ready() -> None:
    say, one, two = st.columns([3, 1, 1], vertical_alignment="center")
    say.markdown(":material/check_circle: **Prepared. Next: look at the map, or choose points.**")
    one.page_link("pages/map.py", label="See the map", icon=":material/scatter_plot:")
    two.page_link("pages/selection.py", label="Choose points", icon=":material/checklist:")


@st.fragment(run_every=1)
def _progress(project: Project) -> None:
    job = prepare_job(project)
    if job is None or not job.active:
        st.rerun()
    say, act = st.columns([4, 1], vertical_alignment="center")
    with say:
        st.progress(0.0 if job.progress is None else job.progress.share, text=words.how_far(job, "Preparing"))
    if act.button("Cancel", key="cancel", width="stretch", icon=":material/stop_circle:"):
        job_queue.cancel(job)
        st.rerun()
    _log(job)


def _log(job: Job) -> None:
    if lines := job.log_tail():
        with st.expander("Log", key="log"):
            st.code("\n".join(lines), language=None, wrap_lines=True)
