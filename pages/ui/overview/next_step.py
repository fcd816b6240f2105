"""The one next step of a project."""

import streamlit as st

from demux_core.workflows.checklist import Step, checklist
from demux_core.workspace.project import Project
from pages.ui.shared import cache, wording

_STEPS: dict[Step | None, tuple[str, str, str, str]] = {
    "pool": (
        "Add the source pool.",
        "All the texts that could be annotated, without labels.",
        "pages/data.py",
        "Add files",
    ),
    "target": (
        "Add the target sample.",
        "A small sample of the language the model should do well on; no labels needed.",
        "pages/data.py",
        "Add files",
    ),
    "prepared": (
        "Prepare the project.",
        "The model reads all texts and lays out the map, in the background.",
        "pages/data.py",
        "Go to Data",
    ),
    None: (
        "Choose points and read what they buy.",
        "All is there: files, a prepared run, and experiments to read.",
        "pages/curves.py",
        "See the curves",
    ),
    "experiment": (
        "Measure what the points buy.",
        "Run an experiment on the labelled files, or choose points first.",
        "pages/curves.py",
        "Go to Curves",
    ),
}
_CHOOSE = (
    "Choose points.",
    "The project is prepared: look at the map, or take a selection with you.",
    "pages/selection.py",
    "Choose points",
)
_LABEL = (
    "Label the chosen points.",
    "The texts of the pool have no labels yet: give them, then train a round on them.",
    "pages/annotate.py",
    "Annotate",
)
_AGAIN = "The files or the settings have changed since the last time."


def card(project: Project) -> None:
    """Say what to do next in ``project``, and lead there."""
    found = checklist(project)
    with st.container(border=True, key="next_step"):
        say, act = st.columns([5, 2], vertical_alignment="center")
        if found.state == "running":
            say.markdown(
                f"**{wording.escape(project.name)}** is being prepared. The table of jobs shows how far."
            )
            return
        title, reason, page, label = _STEPS.get(found.next, _CHOOSE)
        # Only a labelled pool can answer for the annotators.
        if found.next == "experiment" and not cache.dataset(project, "pool").labelled:
            title, reason, page, label = _LABEL
        if found.next == "prepared" and found.state == "stale":
            title, reason = "Prepare the project again.", _AGAIN
        say.markdown(f"Next for **{wording.escape(project.name)}**: **{title}** {reason}")
        if act.button(label, type="primary", key="go_on", width="stretch"):
            st.switch_page(page)
