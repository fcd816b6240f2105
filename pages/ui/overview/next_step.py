"""The one next step of a project."""

from dataclasses import dataclass, replace

import streamlit as st

from demux_core.workflows.checklist import Checklist, Step, checklist
from demux_core.workspace.project import Project
from pages.ui.shared import cache, wording


@dataclass(frozen=True)
class _NextStep:
    """What to do, why, and the page with the label of the button that leads there."""

    title: str
    reason: str
    page: str
    button: str


_STEPS: dict[Step | None, _NextStep] = {
    "pool": _NextStep(
        "Add the source pool.",
        "It holds the unlabelled texts to choose from.",
        "pages/data.py",
        "Add files",
    ),
    "target": _NextStep(
        "Add the target sample.",
        "A small, unlabelled sample of the target language is enough.",
        "pages/data.py",
        "Add files",
    ),
    "prepared": _NextStep(
        "Prepare the project.",
        "In the background, the model embeds the texts, and the map is laid out.",
        "pages/data.py",
        "Go to Data",
    ),
    "experiment": _NextStep(
        "Measure what the points gain.",
        "Run an experiment on the labelled files, or choose points first.",
        "pages/curves.py",
        "Go to Curves",
    ),
    None: _NextStep(
        "Read the results.",
        "The project is prepared, and it has experiments.",
        "pages/curves.py",
        "See the curves",
    ),
}
_CHOOSE = _NextStep(
    "Choose points.",
    "The project is prepared. Look at the map, or export a selection.",
    "pages/selection.py",
    "Choose points",
)
_ANNOTATE = _NextStep(
    "Annotate the chosen points.",
    "The pool has no labels yet. Give some, then train a round on them.",
    "pages/annotate.py",
    "Annotate",
)
_CHANGED = "The files or the settings have changed since it was prepared."


def show(project: Project) -> None:
    """Name the next step in ``project``, with a button that leads there."""
    status = checklist(project)
    name = wording.escape(project.name)
    with st.container(border=True, key="next_step"):
        text, action = st.columns([5, 2], vertical_alignment="center")
        if status.state == "running":
            text.markdown(f"**{name}** is being prepared. Its progress is shown under Jobs.")
            return
        step = _next_step(project, status)
        text.markdown(f"Next for **{name}**: **{step.title}** {step.reason}")
        if action.button(step.button, type="primary", key="go_on", width="stretch"):
            st.switch_page(step.page)


def _next_step(project: Project, status: Checklist) -> _NextStep:
    if status.next == "prepared" and status.state == "stale":
        return replace(_STEPS["prepared"], title="Prepare the project again.", reason=_CHANGED)
    # An experiment takes its labels from the pool.
    if status.next == "experiment" and not cache.dataset(project, "pool").labelled:
        return _ANNOTATE
    return _STEPS.get(status.next, _CHOOSE)
