"""Selections that take longer than a page may: what they take, their job, and how it ended."""

from collections.abc import Iterable, Sequence
from functools import partial

import streamlit as st

from demux_core.strategies.display import strategy_title
from demux_core.workflows import large_selections
from demux_core.workflows.job_phases import estimate
from demux_core.workflows.selection import SelectionPlan
from demux_core.workspace.prepared import PreparedProject
from demux_core.workspace.project import Project
from pages.ui.shared import job_panel, wording


def offer(
    project: Project, prepared: PreparedProject, strategies: Iterable[str], plan: SelectionPlan
) -> list[str]:
    """Offer to choose in the background with the strategies that take long here; return their names."""
    waiting = [name for name in strategies if large_selections.must_wait(prepared, name, plan)]
    if not waiting:
        return []
    job = large_selections.choosing_job(project)
    with st.container(border=True, key="large_choice"):
        if job is not None and job.active:
            job_panel.show_progress(job, "Choosing texts")
            return waiting
        say, act = st.columns([4, 1], vertical_alignment="center")
        say.markdown(_what_it_takes(prepared, waiting, plan))
        if act.button("Choose", key="choose_large", type="primary", width="stretch"):
            start = partial(large_selections.start_choosing, project, prepared, waiting, plan)
            job_panel.run_action(start)
        failed = job_panel.retryable_job(job)
        if failed and large_selections.is_asked(failed, prepared, waiting, plan):
            job_panel.show_failure(failed, "Choosing")
    return waiting


def _what_it_takes(prepared: PreparedProject, waiting: Sequence[str], plan: SelectionPlan) -> str:
    titles = ", ".join(map(strategy_title, waiting))
    expected = estimate([large_selections.selection_phase(prepared, name, plan) for name in waiting])
    return (
        f"**{titles}** must compare so many texts here that choosing takes about "
        f"{wording.duration(expected.seconds)} and up to {expected.gigabytes:.1f} GB of memory. It runs in "
        f"the background; you can close the page."
    )
