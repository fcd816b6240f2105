"""Fetch a public corpus from the hub: languages to tick for pool, target sample, test and training."""

from functools import partial

import streamlit as st

from demux_core.base.languages import language_name
from demux_core.data.corpora import CORPORA, Corpus
from demux_core.jobs import job_queue
from demux_core.tasks import find_task
from demux_core.workflows.corpus_files import ROWS, SAMPLE_ROWS, CorpusChoice, fetch_job, start_fetch
from demux_core.workspace.project import Project, Role
from pages.ui.shared import job_panel, wording

_BOXES: tuple[tuple[Role, str], ...] = (
    ("pool", "Pool: languages to choose from"),
    ("target", "Target sample"),
    ("test", "Test"),
    ("train", "Labelled training data"),
)


def panel(project: Project) -> None:
    """Offer the catalogue of public corpora, and show the job that fetches one."""
    job = fetch_job(project)
    active = job is not None and job.active
    with st.expander("Use a public corpus", icon=":material/public:", expanded=active, key="public_corpus"):
        if job is not None and active:
            job_panel.show_progress(job, "Fetching the corpus")
            return
        if failed := job_panel.retryable_job(job):
            job_panel.show_failure(failed, "Fetching the corpus")
            if st.button("Try again", key="retry_corpus"):
                job_panel.run_action(partial(job_queue.retry, failed))
        _form(project)


def _form(project: Project) -> None:
    names = [n for n, corpus in CORPORA.items() if project.effective_task in (None, corpus.task)]
    name = st.selectbox(
        "Corpus", names, format_func=lambda name: CORPORA[name].title, key=f"corpus_{project.slug}"
    )
    corpus = CORPORA[name]
    st.caption(
        f"{wording.escape(corpus.about[:1].upper() + corpus.about[1:])} "
        f"({find_task(corpus.task).title.lower()}, {len(corpus.configs)} languages). "
        f"Licence: {wording.escape(corpus.licence)}. [On the Hugging Face hub]({corpus.page})."
    )
    with st.form(f"corpus_form_{project.slug}_{name}", border=False):
        chosen = {role: _languages(project, corpus, role, title) for role, title in _BOXES}
        left, right = st.columns(2)
        rows = left.number_input("Texts of each language at most", 1, 100_000, ROWS, step=500)
        sample = right.number_input("Texts of the target sample at most", 1, 10_000, SAMPLE_ROWS, step=50)
        if st.form_submit_button("Fetch", type="primary", icon=":material/download:"):
            choice = CorpusChoice(name, chosen, int(rows), int(sample))
            job_panel.run_action(partial(start_fetch, project, choice))


def _languages(project: Project, corpus: Corpus, role: Role, title: str) -> list[str]:
    return st.multiselect(
        title,
        list(corpus.configs),
        format_func=lambda code: f"{language_name(code)} · {code}",
        key=f"corpus_{corpus.name}_{role}_{project.slug}",
    )
