"""The one next step of a project."""

from dataclasses import dataclass, replace

import streamlit as st

from demux_core.workflows.annotation_queue import annotatable_selections, open_queue
from demux_core.workflows.annotation_rounds import has_new_labels, round_blocker, trainable_labels
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
        "Add the pool.",
        "It holds the texts to choose from, in languages that you can annotate.",
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
        "Choose the texts to label.",
        "The files are there; one click compares them and chooses, in the background.",
        "pages/data.py",
        "Choose my texts",
    ),
    "experiment": _NextStep(
        "Measure what labels gain.",
        "Your labelled files can show it before anybody labels more.",
        "pages/curves.py",
        "Measure it",
    ),
    None: _NextStep(
        "Look at the chosen texts.",
        "They are chosen, and the Curves page shows what their labels gain.",
        "pages/selection.py",
        "See the chosen texts",
    ),
}
_CHOOSE = _NextStep(
    "Look at the chosen texts.",
    "Each comes with the reason why it is worth labelling.",
    "pages/selection.py",
    "See the chosen texts",
)
_ANNOTATE = _NextStep(
    "Label the chosen texts.",
    "The pool has no labels yet. Give some, then train the model on them.",
    "pages/annotate.py",
    "Label them",
)
_GO_ON = _NextStep("Go on labelling.", "", "pages/annotate.py", "Label them")
_TRAIN = _NextStep(
    "Train the model on your labels.",
    "All chosen texts are labelled. The trained model helps to choose the next ones.",
    "pages/annotate.py",
    "Train it",
)
_CHANGED = "The files or the settings have changed since."


def show(project: Project) -> None:
    """Name the next step in ``project``, with a button that leads there."""
    status = checklist(project)
    name = wording.escape(project.name)
    with st.container(border=True, key="next_step", horizontal=True, vertical_alignment="center"):
        if status.state == "running":
            st.markdown(f"**{name}** is being prepared. Its progress is shown under Jobs.")
            return
        step = _next_step(project, status)
        st.markdown(f"Next for **{name}**: **{step.title}** {step.reason}")
        if st.button(step.button, type="primary", key="go_on"):
            st.switch_page(step.page)


def _next_step(project: Project, status: Checklist) -> _NextStep:
    if status.next == "prepared" and status.state == "stale":
        return replace(_STEPS["prepared"], title="Choose the texts again.", reason=_CHANGED)
    if status.state == "ready" and (step := _labelling_step(project)):
        return step
    # An experiment takes its labels from the pool.
    if status.next == "experiment" and not cache.dataset(project, "pool").labelled:
        return _ANNOTATE
    return _STEPS.get(status.next, _CHOOSE)


def _labelling_step(project: Project) -> _NextStep | None:
    """The next step of a project whose labelling has begun, else None."""
    if not annotatable_selections(project):
        return None
    pool = cache.dataset(project, "pool")
    queue = open_queue(project, pool)
    if queue is None or not queue.done:
        return None
    if left := len(queue) - queue.done:
        return replace(_GO_ON, reason=f"{left:,} of the {len(queue):,} chosen texts have no label yet.")
    if round_blocker(project) is not None:
        return None
    test = cache.dataset(project, "test") if "test" in project.uploads else None
    return _TRAIN if has_new_labels(project, trainable_labels(project, pool, test)) else None
