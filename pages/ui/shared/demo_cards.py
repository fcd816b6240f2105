"""The demo projects, one for each task, each one click away; and the way to compute them oneself."""

import streamlit as st

from demux_core.base.errors import InputError
from demux_core.demo.catalog import DEMOS, Demo
from demux_core.demo.opening import available_demos, open_demo, run_yourself
from demux_core.tasks import find_task
from demux_core.workspace.project import archive_project
from pages.ui.shared import state, wording


def cards(key: str) -> None:
    """Show a card for each demo: one that was not computed yet can only be run."""
    computed = available_demos()
    for column, demo in zip(st.columns(len(DEMOS)), DEMOS.values(), strict=True):
        with column, st.container(border=True, height="stretch"):
            st.markdown(f"**{find_task(demo.task).title}**")
            st.caption(demo.about)
            with st.container(horizontal=True):
                _buttons(demo, key, demo in computed)


def _buttons(demo: Demo, key: str, computed: bool) -> None:
    if computed and st.button("Open", key=f"open_{demo.name}_{key}", icon=":material/play_circle:"):
        _open(demo)
    if st.button(
        "Run it yourself",
        key=f"run_{demo.name}_{key}",
        icon=":material/model_training:",
        type="tertiary" if computed else "secondary",
        help="Makes a project with the same files, fine-tunes the model, embeds the texts, lays out the map "
        "and measures KNN-UNCERTAINTY beside RANDOM: in the background, on this machine.",
    ):
        _run(demo)


def _open(demo: Demo) -> None:
    try:
        with st.spinner("Opening the demo"):
            project = archive_project(open_demo(demo.name), away=False)  # it may have been put away
    except InputError as error:
        st.error(wording.escape(str(error)), icon=":material/error:")
    else:
        state.choose_project(project, "pages/map.py")


def _run(demo: Demo) -> None:
    try:
        project, _ = run_yourself(demo.name)
    except InputError as error:
        st.error(wording.escape(str(error)), icon=":material/error:")
    else:
        state.choose_project(project, "pages/data.py")
