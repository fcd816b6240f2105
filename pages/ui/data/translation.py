"""Glosses by the translation model, where the operator has configured one."""

from functools import partial

import streamlit as st

from demux_core.jobs import job_queue
from demux_core.modelling.translation import translation_model
from demux_core.workflows.translation import start_translation, translation_job
from demux_core.workspace.project import Project
from pages.ui.shared import job_panel


def button(project: Project) -> None:
    """Offer to translate the texts; show the job while it runs, and why it failed."""
    if translation_model() is None:
        return
    job = translation_job(project)
    if job is not None and job.active:
        job_panel.show_progress(job, "Translating")
        return
    failed = job_panel.retryable_job(job)
    if failed:
        job_panel.show_failure(failed, "Translating")
    if st.button(
        "Translate into English",
        key="translate",
        icon=":material/translate:",
        help="Shows an English gloss beside every text that has none. It runs in the background and goes on "
        "where it was interrupted.",
    ):
        job_panel.run_action(
            partial(job_queue.retry, failed) if failed else partial(start_translation, project)
        )
