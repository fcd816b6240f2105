"""Labelling in another tool: the texts as its file, and its labels back."""

import streamlit as st

from demux_core.data.dataset import Dataset
from demux_core.exchange.sheets import rows_to_label
from demux_core.workflows.annotation_queue import AnnotationQueue
from demux_core.workspace.prepared import PreparedProject
from demux_core.workspace.project import Project
from pages.ui.shared import exchange


def panel(project: Project, prepared: PreparedProject, pool: Dataset, queue: AnnotationQueue | None) -> None:
    """Offer the texts that are annotated now for a tool, and merge what it gives back."""
    with st.expander("Label in another tool", icon=":material/swap_horiz:", key="other_tools"):
        st.caption(
            "Export the chosen and the labelled texts, label them in the tool, and import its export here. "
            "Texts keep their ids, so partial and repeated exports merge; where two people differ, both "
            "labels are kept."
        )
        out, back = st.columns(2, gap="medium")
        with out:
            exchange.export(project, prepared, pool, rows_to_label(queue, pool), "annotate")
        with back:
            exchange.merge(project, pool)
