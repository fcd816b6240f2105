"""Experiments on the page: the progress of one, a new one, results that were measured elsewhere."""

from functools import partial

import streamlit as st

from demux_core.explain.learner_sentences import finished_noun
from demux_core.jobs import job_queue
from demux_core.workflows.experiment_jobs import ExperimentStatus, experiment_statuses
from demux_core.workspace.imported_results import import_table
from demux_core.workspace.project import Project
from pages.ui.curves import plan
from pages.ui.curves.result_choice import ChosenResults
from pages.ui.shared import access, job_panel, wording

_COMMAND = "python -m demux_core workspace add-results {slug} --name NAME --results results.csv"


def status(project: Project | None, results: ChosenResults) -> None:
    """Show the progress of the chosen experiment while it runs, and how it ended where it was interrupted."""
    shown = results.status
    if project is None or shown is None or shown.job is None:
        return
    title = f"Experiment {wording.escape(shown.title)}"
    if shown.active:
        with st.container(border=True, key="experiment"):
            job_panel.show_progress(shown.job, title)
        _watch(project, shown)
    elif failed := job_panel.retryable_job(shown.job):
        with st.container(border=True, key="experiment"):
            say, act = st.columns([4, 1], vertical_alignment="center")
            noun = finished_noun(shown.learner)
            say.markdown(
                f"**{wording.count(shown.cells, noun)} saved.** You can resume the experiment; {noun}s are "
                "not trained again."
            )
            if act.button("Resume", key="experiment_again", type="primary", width="stretch"):
                job_panel.run_action(partial(job_queue.retry, failed))
            job_panel.show_failure(failed, title)


def panel(project: Project | None) -> None:
    """Offer to run an experiment, and to import results that were measured elsewhere."""
    box = st.expander(
        "Measure what the texts gain", key="measure", icon=":material/science:", on_change="rerun"
    )
    if not box.open:
        return
    with box:
        st.caption(
            "An experiment simulates the annotation with labels that already exist: every strategy chooses "
            "texts, and a model is trained on each selection and scored on the test. It costs computing "
            "time only."
        )
        if project is None:
            plan.next_step("An experiment belongs to a project; create one first.", "data", "Go to Data")
            return
        plan.panel(project)
        _import(project)


@access.fragment(run_every=2)
def _watch(project: Project, seen: ExperimentStatus) -> None:
    if seen.cells not in [now.cells for now in experiment_statuses(project) if now.name == seen.name]:
        st.rerun()


def _import(project: Project) -> None:
    with st.popover("Import results", icon=":material/upload_file:", key=f"bring_box_{project.slug}"):
        st.caption(
            "A table written by `python -m demux_core experiment`. The table alone gives curves, differences "
            "and win rates. Intervals over test rows and language mixes also need the files beside it, which "
            "this command imports together with the table:"
        )
        st.code(_COMMAND.format(slug=project.slug), language="bash", wrap_lines=True)
        name = st.text_input("Name", "", key=f"bring_name_{project.slug}", max_chars=80)
        file = st.file_uploader("results.csv", type=["csv"], key=f"bring_{project.slug}")
        is_sent = st.button("Import", key=f"bring_in_{project.slug}", disabled=file is None)
        if is_sent and file is not None:
            name = name.strip() or file.name.removesuffix(".csv")
            job_panel.run_action(partial(import_table, project, name, file.name, file.getvalue()))
