"""Texts that two people labelled differently, and the decision which label counts."""

from collections.abc import Mapping

import streamlit as st

from demux_core.data.dataset import Dataset
from demux_core.tasks.text_pairs import in_words
from demux_core.workspace.project import Project
from demux_core.workspace.records import Label
from demux_core.workspace.second_answers import disagreements, settle
from pages.ui.shared import access, wording

_SHOWN = 20


def panel(project: Project, pool: Dataset, given: Mapping[str, Label]) -> None:
    """Show the disagreements that are still open, the oldest first; nothing where there are none."""
    pairs = disagreements(project, given)
    if not pairs:
        return
    with st.expander(f"Disagreements ({len(pairs):,})", expanded=True, icon=":material/balance:"):
        st.caption("Two people labelled these texts. The first label counts until you decide.")
        place_of = {name: place for place, name in enumerate(pool.frame["id"])}
        for number, (counts, second) in enumerate(pairs[:_SHOWN]):
            shown = pool.take([place_of[counts.row]])
            with st.container(border=True, key=f"disagreement_{number}"):
                st.markdown(wording.directed(in_words(shown.texts[0]), shown.languages[0]))
                with st.container(horizontal=True):
                    _choice(project, shown, counts, second, takes=False)
                    _choice(project, shown, second, second, takes=True)


def _choice(project: Project, point: Dataset, shown: Label, second: Label, takes: bool) -> None:
    label = point.task.label_in_words(point.frame.iloc[0], point.task.stored_label(shown.label))
    title = f"{label} ({shown.annotator})"
    st.button(
        wording.escape(f"Take {title}" if takes else f"Keep {title}"),
        key=f"{'take' if takes else 'keep'}_{second.row}_{second.annotator}_{second.created}",
        on_click=access.callback(settle),
        args=[project, second, takes],
    )
