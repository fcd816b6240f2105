"""Report: the findings for people who decide, as one HTML file or as PowerPoint."""

from contextlib import suppress
from functools import partial

import streamlit as st

from demux_core.base.errors import InputError
from demux_core.report import MEDIA, render
from demux_core.report.request import ReportRequest
from demux_core.workspace.experiments import list_experiments
from pages.ui.report import preview
from pages.ui.shared import cache, prepared_project, shell, state, strategy_picker, wording

FORMATS = ((".html", "Download HTML", "primary"), (".pptx", "Download PowerPoint", "secondary"))
shell.require_shell()

st.title("Report", anchor=False)
project, run = prepared_project.require_prepared()
names = [experiment.name for experiment in list_experiments(project)]
first = cache.first_experiment(project)
if state.session().budget is None:
    with suppress(InputError):  # shown below
        st.session_state["budget"] = cache.report(
            project, run, ReportRequest()
        ).budget  # where the experiment has scores
strategies, budget, seed = strategy_picker.selection(run)
state.write_address()
line = st.container(horizontal=True)
experiment = line.selectbox(
    "Experiment",
    [*names, ""],
    [*names, ""].index(first),
    format_func=lambda name: name or "None",
    key=f"report_experiment_{project.slug}_{len(names)}_{first}",
    width=220,
    help="The source of the scores. Without one, the report rests on the paper's published results.",
)
title = line.text_input(
    "Title",
    placeholder=f"What to label for {project.name}",
    max_chars=120,
    key=f"report_title_{project.slug}",
    width=280,
)
prepared_for = line.text_input(
    "Prepared for",
    placeholder="Name or team (optional)",
    max_chars=120,
    key=f"report_for_{project.slug}",
    width=280,
)

try:
    like = prepared_project.like(run)
    request = ReportRequest(budget, tuple(strategies), experiment or "", seed, like)
    findings = cache.report(project, run, request)
except InputError as error:  # fewer texts than the budget are left without a label
    st.error(wording.escape(str(error)), icon=":material/error:")
    st.stop()
findings = findings.with_heading(title, prepared_for)
with st.container(horizontal=True, vertical_alignment="center"):
    for suffix, label, kind in FORMATS:
        st.download_button(
            label,
            partial(render, findings, suffix),  # written on demand
            f"{project.slug}-report{suffix}",
            MEDIA[suffix],
            key=f"download{suffix}",
            type=kind,
            icon=":material/download:",
            on_click="ignore",
        )
    st.caption("HTML works offline in any browser and prints well; PowerPoint has editable charts.")

preview.first_page(findings)
