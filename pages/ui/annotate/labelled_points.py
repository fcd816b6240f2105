"""What was labelled, flagged or commented on, with a way back to each text."""

import streamlit as st

from demux_core.workflows.annotation_queue import AnnotationQueue
from demux_core.workflows.labelled_points import labelled_points
from demux_core.workspace.project import Project
from pages.ui.annotate import answer_desk
from pages.ui.shared import access, row_heights

# Pixels: with the boxes to select rows the width of the page at 1280.
_WIDTHS = {"text": 232, "label": 150, "language": 84, "by": 86, "flagged": 86, "comments": 126}
_TITLES = ("Text", "Label", "Language", "By", "Flagged by", "Comments")
_COLUMNS = {
    name: st.column_config.TextColumn(title, width=width)
    for (name, width), title in zip(_WIDTHS.items(), _TITLES, strict=True)
}
_HEIGHT = 400


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
        lines = row_heights.pixels({width: table[column] for column, width in _WIDTHS.items()})

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
            row_height=lines,
            height=min(38 + lines * len(table), _HEIGHT),
        )
