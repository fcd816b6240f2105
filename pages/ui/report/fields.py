"""What a report is made of: the experiment, the title, the reader."""

import streamlit as st

from demux_core.experiments.manifests import learner
from demux_core.explain.learner_sentences import titled
from demux_core.workspace.experiments import list_experiments
from demux_core.workspace.project import Project
from pages.ui.shared import report_cache

_WIDTH = 280  # pixels


def fields(project: Project) -> tuple[str, str, str]:
    """Let the visitor choose the experiment, the title and the reader; "" where there is none."""
    titles = {each.name: titled(each.name, learner(each.settings)) for each in list_experiments(project)}
    names = list(titles)
    first = report_cache.default_experiment(project)
    line = st.container(horizontal=True)
    experiment: str = line.selectbox(
        "Experiment",
        [*names, ""],
        [*names, ""].index(first),
        format_func=lambda name: titles.get(name, "None"),
        key=f"report_experiment_{project.slug}_{len(names)}_{first}",
        width=220,
        help="The source of the scores. Without an experiment the report gives what measured targets "
        "like yours suggest.",
    )
    title = line.text_input(
        "Title",
        placeholder=f"What to label for {project.name}",
        max_chars=120,
        key=f"report_title_{project.slug}",
        width=_WIDTH,
    )
    prepared_for = line.text_input(
        "Prepared for",
        placeholder="Optional",
        max_chars=120,
        key=f"report_for_{project.slug}",
        width=_WIDTH,
    )
    return experiment, " ".join(title.split()), " ".join(prepared_for.split())
