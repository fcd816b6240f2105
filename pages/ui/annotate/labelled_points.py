"""What was labelled, flagged or commented on, with a way back to each text."""

import streamlit as st

from demux_core.workflows.annotation_queue import AnnotationQueue
from demux_core.workflows.labelled_points import labelled_points
from demux_core.workspace.project import Project
from pages.ui.annotate import answer_desk
from pages.ui.shared import access

_COLUMNS = {
    "text": st.column_config.TextColumn("Text", width=320),
    "label": st.column_config.TextColumn("Label", width=160),
    "language": st.column_config.TextColumn("Language", width=90),
    "by": st.column_config.TextColumn("By", width=90),
    "flagged": st.column_config.TextColumn("Flagged by", width=90),
    "comments": st.column_config.TextColumn("Comments", width=200),
}


def panel(project: Project, queue: AnnotationQueue) -> None:
    """List the texts that have a label or a remark; nothing where there are none."""
    table = labelled_points(project, queue)
    if table.empty:
        return
    flags = int((table["flagged"] != "").sum())
    title = f"Labelled texts ({queue.done:,})" + (f" · {flags:,} flagged" if flags else "")
    with st.expander(title, icon=":material/list:", key="labelled_points"):
        st.caption("Select a row to go back to its text. You can correct your own labels there.")
        key = f"labelled_{queue.kept.id}"

        @access.callback
        def go() -> None:
            for row in st.session_state[key].selection.rows:
                answer_desk.visit(str(table["id"].iloc[row]))

        st.dataframe(
            table,
            key=key,
            on_select=go,
            selection_mode="single-row",
            hide_index=True,
            column_config={"id": None, **_COLUMNS},
            height="content" if len(table) < 8 else 320,
        )
