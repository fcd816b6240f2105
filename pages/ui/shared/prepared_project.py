"""What the pages that show a prepared project begin with."""

from collections.abc import Sequence

import streamlit as st

from demux_core.base.errors import InputError
from demux_core.strategies import Selection
from demux_core.strategies.display import strategy_title
from demux_core.workflows.preparation_jobs import preparation_state
from demux_core.workflows.selection import SelectionPlan
from demux_core.workspace.prepared import PreparedProject, is_prepared
from demux_core.workspace.project import Project
from pages.ui.shared import empty_pages, large_choice, prepared_cache, shell, state, wording

_EMPTY = {
    "absent": "Nothing to show yet: add a pool and a target sample on the Data page and prepare the project.",
    "running": "The project is being prepared. The Data page shows the progress.",
}


def require_prepared() -> tuple[Project, PreparedProject]:
    """Return the project and its prepared form; without one the page says what to do and ends."""
    project = state.session().project
    status = "absent" if project is None else preparation_state(project)
    if project is None or (status in _EMPTY and not is_prepared(project)):
        empty_pages.show(shell.shown_page(), _EMPTY[status], running=status == "running")
        st.stop()
    try:
        prepared = prepared_cache.prepared_project(project)
    except (InputError, OSError) as error:
        st.error(wording.escape(str(error)), icon=":material/error:")
        st.page_link("pages/data.py", label="Prepare again on Data", icon=":material/arrow_forward:")
        st.stop()
    if status == "running":
        st.info(
            "This page shows the project as last prepared. It is being prepared again.",
            icon=":material/info:",
        )
    if status == "stale":
        st.warning(
            "This is the last prepared state; the files or settings have changed since. "
            "Prepare the project again on the Data page.",
            icon=":material/sync_problem:",
        )
    return project, prepared


def selections(
    project: Project, prepared: PreparedProject, strategies: Sequence[str], plan: SelectionPlan
) -> dict[str, Selection]:
    """Return what each strategy chooses; those that cannot, or not at once, are left out, which is said."""
    waiting = large_choice.offer(project, prepared, strategies, plan)
    chosen, refused = {}, dict[str, list[str]]()
    for name in strategies:
        if name in waiting:
            continue
        try:
            chosen[name] = prepared_cache.selection(prepared, name, plan)
        except InputError as error:
            refused.setdefault(str(error), []).append(strategy_title(name))
    for reason, titles in refused.items():
        st.warning(f"{', '.join(titles)}: {wording.escape(reason)}", icon=":material/warning:")
    return chosen
