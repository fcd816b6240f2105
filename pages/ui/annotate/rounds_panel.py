"""Train the next round on the labels so far, and what the last one gained."""

from functools import partial

import streamlit as st

from demux_core.data.dataset import Dataset
from demux_core.explain.glossary import explain
from demux_core.explain.round_sentences import round_sentences
from demux_core.jobs import Job, job_queue
from demux_core.workflows.annotation_rounds import (
    can_be_scored,
    has_new_labels,
    list_rounds,
    round_blocker,
    round_job,
    start_round,
    trainable_labels,
)
from demux_core.workflows.round_story import round_story
from demux_core.workspace.prepared import PreparedProject
from demux_core.workspace.project import Project
from pages.ui.annotate import queue_panel
from pages.ui.shared import cache, job_panel, wording


def panel(project: Project, prepared: PreparedProject, pool: Dataset) -> None:
    """Say what training would do and offer it; while it runs, show its progress."""
    with st.container(border=True, key="training"):
        job = round_job(project)
        if job is not None and job.active:
            job_panel.show_progress(job, "Training the next round")
            return
        rounds = list_rounds(project)
        if rounds:
            _result(project)
        failed = job_panel.retryable_job(job)
        if reason := round_blocker(project):
            st.caption(
                "You can label texts and download the labels. Training is not possible yet: "
                f"{wording.escape(reason)}."
            )
        else:
            _next_step(project, prepared, pool, bool(rounds), failed)
        if failed:
            job_panel.show_failure(failed, "Training the round")


def _next_step(
    project: Project, prepared: PreparedProject, pool: Dataset, has_rounds: bool, failed: Job | None
) -> None:
    test = cache.dataset(project, "test") if "test" in project.uploads else None
    labelled = trainable_labels(project, pool, test)
    if has_new_labels(project, labelled) and len(labelled):
        say, act = st.columns([4, 1], vertical_alignment="center")
        say.markdown(
            f"**{wording.count(len(labelled), 'label')} to train on.** A copy of EN-FT is fine-tuned on "
            "them, mixed with English examples, and encodes the pool again to choose the next texts.",
            help=f"EN-FT: {explain('EN-FT')}",
        )
        if act.button(f"Train on {len(labelled):,} labels", key="train", type="primary", width="stretch"):
            _start(project, failed)
        if test is None:
            st.caption("Without a test file the round is trained but not scored.")
    elif can_be_scored(project, labelled, test):
        say, act = st.columns([4, 1], vertical_alignment="center")
        say.markdown("**A test was added.** The model of this round can be scored on it.")
        if act.button("Score the round", key="train", type="primary", width="stretch"):
            _start(project, failed)
    elif has_rounds:
        say, act = st.columns([4, 1], vertical_alignment="center")
        say.markdown("**Next: choose the next texts** with the model of this round.")
        with act.popover("Choose texts", icon=":material/checklist:", width="stretch", key="choose_next"):
            queue_panel.choose(project, prepared, "next")
    else:
        st.caption("Once there are labels, you can train the next round on them here.")


def _start(project: Project, failed: Job | None) -> None:
    job_panel.run_action(partial(job_queue.retry, failed) if failed else partial(start_round, project))


def _result(project: Project) -> None:
    """Tell the last round; the earlier ones on request."""
    *earlier, last = round_story(project)
    say, go = st.columns([4, 1], vertical_alignment="center")
    say.markdown(wording.escape(" ".join(round_sentences(last))))
    if last.score is not None:
        go.page_link("pages/curves.py", label="See the curve", icon=":material/show_chart:")
    if earlier:
        with st.expander("Earlier rounds", key="earlier_rounds"):
            for change in reversed(earlier):
                st.markdown(wording.escape(" ".join(round_sentences(change))))
