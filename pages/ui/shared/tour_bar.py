"""The tour at the top of a page: its text there, and the ways on, back and out."""

import streamlit as st

from demux_core.base.errors import InputError
from demux_core.demo.catalog import STORY
from demux_core.demo.opening import open_demo
from demux_core.strategies import RANDOM
from demux_core.workspace.project import restore_project
from pages.ui.shared import project_forms, state, story_cache, wording
from pages.ui.shared.tour import STEPS


def start() -> None:
    """Open the demo and go to the step where the tour was left, at first the first one."""
    try:
        with st.spinner("Opening the demo"):
            project = restore_project(open_demo(STORY))  # it may be archived
    except InputError as error:
        st.error(wording.escape(str(error)), icon=":material/error:")
        return
    step = _last_step()
    if step == 1:
        _choose_as_in_the_picture()
    state.set_tour(step)
    state.choose_project(project, STEPS[step - 1].path)


def button_label() -> str:
    """Return what the button that starts the tour says: it can also go on."""
    step = _last_step()
    return "Look around the demo" if step == 1 else f"Continue the tour ({step} of {len(STEPS)})"


def show(page: str) -> None:
    """Show the tour on the page with this title, if the visitor is on it.

    The tour follows a visitor who goes to the page of another step by the sidebar.
    """
    current = state.session().tour
    if current is None:
        return
    here = next((number for number, step in enumerate(STEPS, start=1) if step.page == page), None)
    with st.container(border=True, key="tour"):
        if here is None:
            _elsewhere(_last_step())
        else:
            state.set_tour(here)
            _step(here)


def _choose_as_in_the_picture() -> None:
    """Let the pages show the points that the first screen shows, beside random ones."""
    if (story := story_cache.story(STORY)) is not None:
        state.choose_points([story.bought.strategy, RANDOM], story.bought.budget)


def _step(number: int) -> None:
    step = STEPS[number - 1]
    st.markdown(f":material/tour: **Tour {number} of {len(STEPS)}: {step.title}.** {step.text}")
    with st.container(horizontal=True):
        if number > 1 and st.button("Back", key="tour_back", icon=":material/arrow_back:"):
            _go(number - 1)
        if number < len(STEPS):
            ahead = STEPS[number]
            if st.button(f"Next: {ahead.page}", key="tour_next", type="primary"):
                _go(number + 1)
        elif st.button("Try it with my files", key="tour_own", type="primary"):
            state.end_tour(finished=True)
            project_forms.start_with_own_files()
        _leave("Finish" if number == len(STEPS) else "Leave the tour", finished=number == len(STEPS))


def _elsewhere(number: int) -> None:
    step = STEPS[number - 1]
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f":material/tour: The tour continues on **{step.page}**.", width="content")
        if st.button("Continue", key="tour_on"):
            _go(number)
        _leave("Leave the tour")


def _leave(label: str, finished: bool = False) -> None:
    if st.button(label, key="tour_leave", type="tertiary"):
        state.end_tour(finished)
        st.rerun()


def _go(number: int) -> None:
    state.set_tour(number)
    st.switch_page(STEPS[number - 1].path)


def _last_step() -> int:
    return min(max(state.last_tour_step(), 1), len(STEPS))
