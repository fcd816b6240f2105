"""Parts of the pages that show a prepared run."""

from collections.abc import Sequence

import streamlit as st

from demux_core.errors import InputError
from demux_core.projects import Project
from demux_core.projects.choosing import Plan, labelled_rows, likes
from demux_core.projects.runs import Run, has_run, run_state
from demux_core.strategies import STRATEGIES, Selection
from pages.ui import resources, state, words

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


def project_and_run() -> tuple[Project, Run]:
    """Return the project and its prepared run; without one the page says what to do and ends."""
    project = state.session().project
    status = "absent" if project is None else run_state(project)
    if project is None or (status in _EMPTY and not has_run(project)):
        st.info(_EMPTY[status], icon=":material/info:")
        st.page_link("pages/data.py", label="Go to Data", icon=":material/arrow_forward:")
        st.stop()
    try:
        run = resources.run(project)
    except (InputError, OSError) as error:
        st.error(words.plain(str(error)), icon=":material/error:")
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


def plan(project: Project, run: Run, budget: int, seed: int) -> Plan:
    """Return how to choose, so that every page shows the same points."""
    return Plan(budget, seed, labelled_rows(project, run), like(run))


def like(run: Run) -> str:
    """Return the strategy that SAME-DISTRIBUTION follows: that chosen on Selection, if it can be followed."""
    choices, wanted = likes(run), st.session_state.get("like")
    return next(name for name in (wanted, Plan.like, *choices) if name in choices)


def choices(run: Run, strategies: Sequence[str], plan: Plan) -> dict[str, Selection]:
    """Return what each strategy chooses; one that cannot says why and is left out."""
    chosen = {}
    for name in strategies:
        try:
            chosen[name] = resources.choice(run, name, plan)
        except InputError as error:
            st.warning(f"{STRATEGIES[name].title}: {words.plain(str(error))}", icon=":material/warning:")
    return chosen
