"""Overview: what the product does, or the next step; the demos, the projects and their jobs."""

import streamlit as st

import pages  # noqa: F401
from demux_core.demo.opening import is_demo
from demux_core.workspace.project import list_projects
from pages.ui.overview import job_table, landing, next_step, project_cards
from pages.ui.shared import demo_cards, project_forms, shell, state

shell.require_shell()

project = state.session().project
projects = list_projects()
current = [each for each in projects if not each.archived]

newcomer = all(map(is_demo, current))

if newcomer:
    landing.show()
    demo_cards.section()
else:
    heading, menu = st.columns([2, 1], vertical_alignment="bottom")
    heading.title("Overview", anchor=False)
    right = menu.container(horizontal=True, horizontal_alignment="right")
    with right.popover("New project", icon=":material/add:", key="new_on_overview"):
        project_forms.new_project()
    if project is not None:
        next_step.show(project)
    landing.line()

if current:
    st.subheader("Projects", anchor=False)
    project_cards.show_cards(current, project)
project_cards.show_archived([each for each in projects if each.archived])

st.subheader("Jobs", anchor=False)
job_table.show()

if not newcomer:
    demo_cards.section()
