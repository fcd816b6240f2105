"""Train the next round on the labels so far, and what the rounds have brought."""

from functools import partial

import streamlit as st

from demux_core.data.dataset import Dataset
from demux_core.jobs import Job, job_queue
from demux_core.workflows.annotation_rounds import (
    Round,
    can_be_scored,
    has_new_labels,
    list_rounds,
    round_blocker,
    round_job,
    start_round,
    trainable_labels,
)
from demux_core.workspace.prepared import PreparedProject
from demux_core.workspace.project import Project
from pages.ui.annotate import queue_panel
from pages.ui.shared import cache, job_panel, wording


def panel(project: Project, run: PreparedProject, pool: Dataset) -> None:
    """Say what training would do and offer it; while it runs, how far it is."""
    with st.container(border=True, key="training"):
        job = round_job(project)
        if job is not None and job.active:
            job_panel.show_progress(job, "Training the next round")
            return
        rounds = list_rounds(project)
        if rounds:
            _result(rounds)
        test = cache.dataset(project, "test") if "test" in project.uploads else None
        labelled = trainable_labels(project, pool, test)
        failed = job_panel.retryable_job(job)
        if reason := round_blocker(project):
            st.caption(f"Labels can be given and taken along. To train on them: {wording.escape(reason)}.")
        elif has_new_labels(project, labelled) and len(labelled):
            say, act = st.columns([4, 1], vertical_alignment="center")
            say.markdown(
                f"**{len(labelled):,} labels to train on.** A copy of EN-FT learns from them, mixed with "
                f"English examples, and looks at the pool anew: the next points are chosen with it."
            )
            if act.button(f"Train on {len(labelled):,} labels", key="train", type="primary", width="stretch"):
                _start(project, failed)
            if test is None:
                st.caption("Without a test file the round trains all the same, but no score can be shown.")
        elif can_be_scored(project, labelled, test):
            say, act = st.columns([4, 1], vertical_alignment="center")
            say.markdown("**There is a test now.** The model of this round can be scored on it.")
            if act.button("Score the round", key="train", type="primary", width="stretch"):
                _start(project, failed)
        elif rounds:
            say, act = st.columns([4, 1], vertical_alignment="center")
            say.markdown("**Next: choose the next points**, as the model of this round sees the pool.")
            with act.popover("Choose points", icon=":material/checklist:", width="stretch"):
                queue_panel.choose(project, run, "next")
        else:
            st.caption("Once there are labels, the next round can be trained on them here.")
        if failed:
            job_panel.show_failure(failed, "Training the round")


def _start(project: Project, failed: Job | None) -> None:
    job_panel.run_action(partial(job_queue.retry, failed) if failed else partial(start_round, project))


def _result(rounds: list[Round]) -> None:
    last = rounds[-1]
    said = f"**Round {last.number:,} is trained** on {last.labels:,} labels"
    if last.score is None or last.before is None:
        st.markdown(f"{said}; there was no labelled test then, so there is no score to show.")
        return
    say, go = st.columns([4, 1], vertical_alignment="center")
    metric = {"accuracy": "accuracy", "f1": "F1"}.get(last.metric, last.metric)
    say.markdown(
        f"{said}: {metric} **{last.score:.1f}**, {last.score - last.before:+.1f} points against EN-FT "
        f"({last.before:.1f}). One round with one seed: look for differences larger than chance on the curve."
    )
    go.page_link("pages/curves.py", label="See the curve", icon=":material/show_chart:")
