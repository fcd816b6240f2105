"""What to do next, and the background job that prepares the project."""

from functools import partial

import streamlit as st

from demux_core.jobs import job_queue
from demux_core.projects import ROLES, Project
from demux_core.projects.runs import prepare_job, run_state, start_prepare
from pages.ui import job_panel, words


def panel(project: Project) -> None:
    """Say the one next step and offer it."""
    with st.container(border=True, key="next"):
        job = prepare_job(project)
        state = run_state(project)
        if job is not None and job.active:
            job_panel.progress(job, "Preparing")
        elif missing := [role for role in ROLES[:2] if role not in project.uploads]:
            title, purpose = words.ROLES[missing[0]]
            st.markdown(f"**Next: add the {title[0].lower()}{title[1:]}.** {purpose}")
        elif state == "ready":
            _ready()
        else:
            _offer(project, again=state == "stale")


def _offer(project: Project, again: bool) -> None:
    failed = job_panel.ended_badly(prepare_job(project))
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
        job_panel.attempt(partial(job_queue.retry, failed) if failed else partial(start_prepare, project))
    if failed:
        job_panel.failure(failed, "Preparing")


def _ready() -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        said = ":material/check_circle: **Prepared. Next: look at the map, or choose points.**"
        st.markdown(said, width="content")
        st.page_link("pages/map.py", label="See the map", icon=":material/scatter_plot:", width="content")
        st.page_link(
            "pages/selection.py", label="Choose points", icon=":material/checklist:", width="content"
        )
