"""Forms that create a project."""

from typing import NoReturn

import streamlit as st

from demux_core.base.errors import InputError
from demux_core.data import formats
from demux_core.demo.opening import is_demo
from demux_core.workspace.project import create_project, list_projects
from pages.ui.shared import demo_cards, state, wording

_OWN = "My texts"


def start_with_own_files() -> NoReturn:
    """Go to the Data page with a project that has no files yet; a new one unless such a one is there."""
    empty = (p for p in list_projects() if not (p.uploads or p.archived or is_demo(p)))
    state.choose_project(next(empty, None) or create_project(_OWN), "pages/data.py")


def first_project() -> None:
    """Offer to create a project, or to open a demo."""
    with st.container(border=True):
        st.markdown("**Create your own project**")
        st.caption(f"You need a source pool and a target sample, as {formats.NAMES}.")
        _name_form("first")
    demo_cards.cards("first")


def new_project() -> None:
    """Offer to create another project."""
    _name_form("another")


def _name_form(key: str) -> None:
    with st.form(f"new_{key}", border=False):
        name = st.text_input("Name", placeholder="For example: Intents for Nepali", max_chars=80)
        if st.form_submit_button("Create project", type="primary"):
            try:
                project = create_project(name)
            except InputError as error:
                st.error(wording.escape(str(error)))
            else:
                state.choose_project(project, "pages/data.py")
