"""Experiments on the page: how one stands, a new one, results that were measured elsewhere."""

from functools import partial

import streamlit as st

from demux_core.jobs import job_queue
from demux_core.workflows.experiment_jobs import ExperimentStatus, experiment_statuses
from demux_core.workspace.imported_results import import_table
from demux_core.workspace.project import Project
from pages.ui.curves import plan
from pages.ui.curves.result_choice import ChosenResults
from pages.ui.shared import job_panel, wording

_COMMAND = "python -m demux_core workspace add-results {slug} --name NAME --results results.csv"


def status(project: Project | None, found: ChosenResults) -> None:
    """Say how the chosen experiment stands while it runs, and where it did not come to its end."""
    one = found.standing
    if project is None or one is None or one.job is None:
        return
    if one.active:
        with st.container(border=True, key="experiment"):
            job_panel.show_progress(one.job, f"Experiment {wording.escape(one.name)}")
        _look_again(project, one)
    elif failed := job_panel.retryable_job(one.job):
        with st.container(border=True, key="experiment"):
            say, act = st.columns([4, 1], vertical_alignment="center")
            say.markdown(
                f"**{wording.count(one.cells, 'finished model')} kept.** The rest can be gone on with."
            )
            if act.button("Try again", key="experiment_again", type="primary", width="stretch"):
                job_panel.run_action(partial(job_queue.retry, failed))
            job_panel.show_failure(failed, f"Experiment {wording.escape(one.name)}")


def panel(project: Project | None) -> None:
    """Offer to measure, and to bring in what was measured elsewhere."""
    box = st.expander(
        "Measure what the points buy", key="measure", icon=":material/science:", on_change="rerun"
    )
    if not box.open:
        return
    with box:
        st.caption(
            "An experiment simulates the annotation with labels that are there already: every strategy picks "
            "points, a model is trained on each pick and scored on the test. What it costs is time only."
        )
        if project is None:
            plan.next_step("An experiment belongs to a project; make one first.", "data", "Go to Data")
            return
        plan.panel(project)
        _bring(project)


@st.fragment(run_every=2)
def _look_again(project: Project, seen: ExperimentStatus) -> None:
    if seen.cells not in [one.cells for one in experiment_statuses(project) if one.name == seen.name]:
        st.rerun()


def _bring(project: Project) -> None:
    with st.popover("Bring in results", icon=":material/upload_file:"):
        st.caption(
            "A table that `python -m demux_core experiment` wrote. Uploaded alone it gives curves, deltas "
            "and wins. Intervals over test rows and language mixes need its cells, too: this command "
            "brings in all that lies beside it."
        )
        st.code(_COMMAND.format(slug=project.slug), language="bash", wrap_lines=True)
        name = st.text_input("Name", "", key=f"bring_name_{project.slug}", max_chars=80)
        file = st.file_uploader("results.csv", type=["csv"], key=f"bring_{project.slug}")
        if st.button("Bring in", key=f"bring_in_{project.slug}", disabled=file is None):
            name = name.strip() or file.name.removesuffix(".csv")
            job_panel.run_action(partial(import_table, project, name, file.name, file.getvalue()))
