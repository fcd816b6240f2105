"""Texts that two people labelled differently, and the decision which label counts: either, or another one."""

from collections.abc import Mapping

import streamlit as st

from demux_core.data.dataset import Dataset
from demux_core.exchange.sheets import LABELLED_ROLES, project_labels
from demux_core.tasks.text_pairs import in_words
from demux_core.workflows.labelling import decide_otherwise
from demux_core.workspace.project import Project
from demux_core.workspace.records import Label
from demux_core.workspace.second_answers import disagreements, settle
from pages.ui.shared import access, cache, wording

_SHOWN = 20


def panel(project: Project, pool: Dataset, given: Mapping[str, Label], who: str) -> None:
    """Show the disagreements that are still open, the oldest first; nothing where there are none.

    ``who`` is the visitor, by whose name another label counts.
    """
    pairs = disagreements(project, given)
    if not pairs:
        return
    with st.expander(f"Disagreements ({len(pairs):,})", expanded=True, icon=":material/balance:"):
        st.caption("Two people labelled these texts. The first label counts until you decide.")
        others = _labels_of_texts(project, pool)
        place_of = {name: place for place, name in enumerate(pool.frame["id"])}
        for number, (counts, second) in enumerate(pairs[:_SHOWN]):
            shown = pool.take([place_of[counts.row]])
            with st.container(border=True, key=f"disagreement_{number}"):
                st.markdown(wording.directed(in_words(shown.texts[0]), shown.languages[0]))
                with st.container(horizontal=True):
                    _choice(project, shown, counts, second, takes=False)
                    _choice(project, shown, second, second, takes=True)
                    if left := [label for label in others if label not in (counts.label, second.label)]:
                        _other(project, pool, second, left, who)


def _choice(project: Project, point: Dataset, shown: Label, second: Label, takes: bool) -> None:
    label = point.task.label_in_words(point.frame.iloc[0], point.task.stored_label(shown.label))
    title = f"{label} ({shown.annotator})"
    st.button(
        wording.escape(f"Take {title}" if takes else f"Keep {title}"),
        key=f"{'take' if takes else 'keep'}_{second.row}_{second.annotator}_{second.created}",
        on_click=access.callback(settle),
        args=[project, second, takes],
    )


def _other(project: Project, pool: Dataset, second: Label, labels: list[str], who: str) -> None:
    key = f"other_{second.row}_{second.annotator}_{second.created}"

    @access.callback
    def decide() -> None:
        if label := st.session_state[key]:
            decide_otherwise(project, pool, second, label, who)

    st.selectbox(
        "Another label",
        labels,
        index=None,
        key=key,
        placeholder="Another label",
        label_visibility="collapsed",
        width=180,
        on_change=decide,
    )


def _labels_of_texts(project: Project, pool: Dataset) -> list[str]:
    """The labels that a whole text can have; none where words are labelled or answers are marked."""
    if not pool.task.has_label_set or pool.task.labels_words:
        return []
    files = [cache.dataset(project, role) for role in LABELLED_ROLES if role in project.uploads]
    return project_labels(project, files)
