"""Overview: the next step, the projects and what each still needs, the jobs, the demos."""

import streamlit as st

from demux_core.workspace.project import list_projects
from pages.ui.overview import job_table, next_step, project_cards
from pages.ui.shared import demo_cards, project_forms, shell, state

shell.require_shell()

project = state.session().project
heading, menu = st.columns([2, 1], vertical_alignment="bottom")
heading.title("Overview", anchor=False)

if project is None:
    st.markdown(
        "Choose which texts, in languages that you can annotate, will help a model most in a language that "
        "you cannot. Upload a **pool** of texts to choose from and a small **sample of the target "
        "language**, and see which points are worth annotating, why, and what they gain."
    )
    project_forms.first_project()
    project_cards.show_archived([project for project in list_projects() if project.archived])
    st.stop()

right = menu.container(horizontal=True, horizontal_alignment="right")
with right.popover("New project", icon=":material/add:"):
    project_forms.new_project()

next_step.show(project)

projects = list_projects()
st.subheader("Projects", anchor=False)
project_cards.show_cards([each for each in projects if not each.archived], project)
project_cards.show_archived([each for each in projects if each.archived])

st.subheader("Jobs", anchor=False)
job_table.show()

st.subheader("Demo", anchor=False)
demo_cards.cards("overview")
