"""The demo projects, one for each task: opened as they were computed, or computed here."""

import streamlit as st

from demux_core.base.errors import InputError
from demux_core.demo.catalog import DEMOS, STORY, Demo
from demux_core.demo.opening import available_demos, open_demo, run_yourself
from demux_core.explain import purchase_sentences
from demux_core.tasks import find_task
from demux_core.workspace.project import restore_project
from pages.ui.shared import state, story_cache, wording


def section() -> None:
    """Show the cards under a heading."""
    st.subheader("The demo's three projects", anchor=False)
    cards("overview")


def cards(key: str) -> None:
    """Show a card for each demo, that of the Overview first; one not computed yet can only be run."""
    computed = available_demos()
    demos = sorted(DEMOS.values(), key=lambda demo: demo.name != STORY)
    for column, demo in zip(st.columns(len(demos)), demos, strict=True):
        with column, st.container(border=True, height="stretch"):
            st.markdown(f"**{demo.question}**")
            st.caption(f"{demo.about} {find_task(demo.task).title}.")
            _verdict(demo)
            with st.container(horizontal=True):
                _buttons(demo, key, demo in computed)


def _verdict(demo: Demo) -> None:
    if (story := story_cache.story(demo.name)) is not None:
        icon = (
            ":green[:material/trending_up:]"
            if purchase_sentences.is_gain(story.bought)
            else (":gray[:material/trending_flat:]")
        )
        st.caption(f"{icon} {purchase_sentences.verdict(story.bought)}.")


def _buttons(demo: Demo, key: str, computed: bool) -> None:
    if computed and st.button("Open", key=f"open_{demo.name}_{key}", icon=":material/play_circle:"):
        _open(demo)
    if st.button(
        "Run it yourself",
        key=f"run_{demo.name}_{key}",
        icon=":material/model_training:",
        type="tertiary" if computed else "secondary",
        help="Creates a project with the same files, fine-tunes the model, embeds the texts, lays out the "
        "map and compares KNN-UNCERTAINTY with RANDOM, in the background on this machine.",
    ):
        _run(demo)


def _open(demo: Demo) -> None:
    try:
        with st.spinner("Opening the demo"):
            project = restore_project(open_demo(demo.name))  # it may be archived
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
