"""Parts of the pages that show a prepared run."""

from collections.abc import Sequence

import streamlit as st

from demux_core.base.errors import InputError
from demux_core.strategies import STRATEGIES, Selection
from demux_core.workflows.preparation_jobs import preparation_state
from demux_core.workflows.selection import SelectionPlan, labelled_rows, mix_sources
from demux_core.workspace.prepared import PreparedProject, is_prepared
from demux_core.workspace.project import Project
from pages.ui.shared import cache, state, wording

_EMPTY = {
    "absent": "There is nothing to show yet. Add the files on the Data page and prepare the project.",
    "running": "The project is being prepared. The Data page shows how far it is.",
}
COLUMNS = {
    "rank": st.column_config.NumberColumn("Rank", width=50, format="localized"),
    "text": st.column_config.TextColumn("Text", width=330),
    "language": st.column_config.TextColumn("Language", width=90),
    "score": st.column_config.NumberColumn(
        "Score", format="%.4g", width=75, help="Higher = chosen earlier; 0 where the strategy draws."
    ),
    "margin": st.column_config.NumberColumn(
        "Margin",
        format="%.3g",
        width=80,
        help="Probability of the model's best class minus that of the second: low = uncertain.",
    ),
    "uncertainty": st.column_config.NumberColumn(
        "Uncertainty", format="%.3g", width=85, help="Higher = the model is less sure."
    ),
    "distance": st.column_config.NumberColumn(
        "Distance", format="%.3f", width=75, help="L2 distance to the nearest target text."
    ),
    "nearest_target_text": st.column_config.TextColumn("Nearest target text", width=330),
    "id": st.column_config.TextColumn("Id", width=100),
}


def require_prepared() -> tuple[Project, PreparedProject]:
    """Return the project and its prepared run; without one the page says what to do and ends."""
    project = state.session().project
    status = "absent" if project is None else preparation_state(project)
    if project is None or (status in _EMPTY and not is_prepared(project)):
        st.info(_EMPTY[status], icon=":material/info:")
        st.page_link("pages/data.py", label="Go to Data", icon=":material/arrow_forward:")
        st.stop()
    try:
        run = cache.run(project)
    except (InputError, OSError) as error:
        st.error(wording.escape(str(error)), icon=":material/error:")
        st.page_link("pages/data.py", label="Prepare again on Data", icon=":material/arrow_forward:")
        st.stop()
    if status == "running":
        st.info("This is the last prepared state. It is being prepared again.", icon=":material/info:")
    if status == "stale":
        st.warning(
            "This is the last prepared state; the files or the settings have changed since. "
            "Prepare again on the Data page.",
            icon=":material/sync_problem:",
        )
    return project, run


def plan(project: Project, run: PreparedProject, budget: int, seed: int) -> SelectionPlan:
    """Return how to choose, so that every page shows the same points."""
    return SelectionPlan(budget, seed, labelled_rows(project, run), like(run))


def like(run: PreparedProject) -> str:
    """Return the strategy that SAME-DISTRIBUTION follows: that chosen on Selection, if it can be followed."""
    choices, wanted = mix_sources(run), st.session_state.get("like")
    return next(name for name in (wanted, SelectionPlan.like, *choices) if name in choices)


def choices(run: PreparedProject, strategies: Sequence[str], plan: SelectionPlan) -> dict[str, Selection]:
    """Return what each strategy chooses; one that cannot says why and is left out."""
    chosen = {}
    for name in strategies:
        try:
            chosen[name] = cache.choice(run, name, plan)
        except InputError as error:
            st.warning(f"{STRATEGIES[name].title}: {wording.escape(str(error))}", icon=":material/warning:")
    return chosen
