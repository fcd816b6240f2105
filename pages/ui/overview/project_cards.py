"""The projects as cards, each with what it has and what it still needs."""

from collections.abc import Sequence
from datetime import date

import streamlit as st

from demux_core.base.errors import InputError
from demux_core.workflows.checklist import Item, Step, checklist
from demux_core.workflows.preparation_jobs import PreparationState
from demux_core.workspace.project import Project, archive_project, rename_project, restore_project
from demux_core.workspace.project_duplicate import duplicate_project
from pages.ui.overview import project_deletion
from pages.ui.shared import state, wording

_WIDTH = 262  # three of them beside the sidebar at 1280 pixels
_MENU_WIDTH = 340  # its longest sentence in one line would cover half of the page
_NAMES: dict[Step, str] = {
    "pool": "Source pool",
    "target": "Target sample",
    "prepared": "Prepared",
    "train": "Labelled English",
    "test": "Labelled test",
    "gold": "Labelled target",
    "experiment": "Experiment",
}
_PREPARATION: dict[PreparationState, str] = {"running": "in progress", "stale": "files or settings changed"}
_OPTIONAL: tuple[Step, ...] = ("train", "test", "gold", "experiment")


def show_cards(projects: Sequence[Project], current: Project | None) -> None:
    """Show each project as a card, with the current one marked, if one is chosen."""
    with st.container(horizontal=True, key="projects"):
        for project in projects:
            with st.container(border=True, width=_WIDTH, key=f"project_{project.slug}"):
                _card(project, current is not None and project.slug == current.slug)


def show_archived(projects: Sequence[Project]) -> None:
    """List the archived projects, each with a button to restore it."""
    if not projects:
        return
    with st.expander(f"Archived ({len(projects):,})", key="archived"):
        for project in projects:
            name, action, more = st.columns([4, 2, 2], vertical_alignment="center")
            name.markdown(wording.escape(project.name))
            if action.button(
                "Restore", key=f"restore_{project.slug}", icon=":material/undo:", width="stretch"
            ):
                state.choose_project(restore_project(project))
            with more.popover(
                "Delete", icon=":material/delete:", width="stretch", key=f"delete_archived_{project.slug}"
            ):
                project_deletion.form(project)


def _card(project: Project, current: bool) -> None:
    status = checklist(project)
    title, more = st.columns([5, 1], gap=None)
    title.markdown(f"**{wording.escape(project.name)}**")
    with (
        more.container(horizontal_alignment="right").popover(
            ":material/more_horiz:",
            type="tertiary",
            help="Rename, duplicate, archive or delete",
            key=f"menu_{project.slug}",
        ),
        st.container(width=_MENU_WIDTH),
    ):
        _menu(project)
    created = date.fromisoformat(project.created[:10])
    st.caption(f"{wording.escape(project.slug)} · {created.day} {created:%B %Y}")
    items = {item.step: item for item in status.items}
    st.markdown("  \n".join(_line(items[step], status.state) for step in _NAMES))
    label, icon = ("Current", ":material/check:") if current else ("Open", None)
    if st.button(label, key=f"choose_{project.slug}", width="stretch", disabled=current, icon=icon):
        state.choose_project(project)


def _line(item: Item, state: PreparationState) -> str:
    name = _NAMES[item.step]
    if item.done:
        counts = {"prepared": "", "experiment": f" · {item.count:,}"}
        count = counts.get(item.step, f" · {wording.rows(item.count)}")
        return f":green[:material/check_circle:] {name}{count}"
    if item.step == "prepared" and state in _PREPARATION:
        return f":orange[:material/sync:] {name} · {_PREPARATION[state]}"
    if item.step in _OPTIONAL:
        return f":gray[:material/radio_button_unchecked: {name} · optional]"
    return f":orange[:material/radio_button_unchecked:] {name} · required"


def _menu(project: Project) -> None:
    with st.form(f"rename_{project.slug}", border=False):
        name = st.text_input("Name", value=project.name, max_chars=80, key=f"name_{project.slug}")
        if st.form_submit_button("Rename"):
            try:
                rename_project(project, name)
            except InputError as error:
                st.error(wording.escape(str(error)))
            else:
                st.rerun()
    st.caption(
        "Archiving hides the project. Nothing is deleted, and you can restore it below the list of projects."
    )
    with st.container(horizontal=True):
        if st.button("Archive", key=f"archive_{project.slug}", icon=":material/archive:"):
            archive_project(project)
            st.rerun()
        if st.button(
            "Duplicate",
            key=f"duplicate_{project.slug}",
            icon=":material/content_copy:",
            help="A new project with the same files and settings, without results and labels",
        ):
            state.choose_project(duplicate_project(project))
    st.divider()
    project_deletion.form(project)
