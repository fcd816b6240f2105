"""Data: the project's files, what is in them, and preparing them."""

import streamlit as st

import pages  # noqa: F401
from demux_core.workspace.prepared import is_prepared
from pages.ui.data import (
    contents,
    first_choice,
    lengths,
    preparation,
    public_corpus,
    settings,
    shared_rows,
    translation,
    uploads,
)
from pages.ui.shared import project_forms, shell, state

shell.require_shell()

project = state.session().project
heading, menu = st.columns([2, 1], vertical_alignment="bottom")
heading.title("Data", anchor=False)

if project is None:
    st.markdown(
        "Choose which texts, in languages that you can annotate, will help a model most in a language that "
        "you cannot. A project holds a **pool** of texts to choose from and a small **sample of the target "
        "language**."
    )
    project_forms.first_project()
    st.stop()

right = menu.container(horizontal=True, horizontal_alignment="right")
with right.popover("New project", icon=":material/add:", key=f"new_on_data_{project.slug}"):
    project_forms.new_project()

if is_prepared(project):
    preparation.panel(project)
    first_choice.show(project)
    uploads.required(project)
else:
    uploads.first_steps(project)
    preparation.panel(project)
uploads.optional(project)
public_corpus.panel(project)

settings.settings(project)

if project.uploads:
    st.subheader("What is in the files", anchor=False)
    contents.contents(project)
    translation.button(project)
    lengths.chart(project)
    shared_rows.table(project)
