"""The widget of question answering: the question, and a context to mark the answer in."""

import streamlit as st

from demux_core.tasks.text_pieces import answer_from_pieces
from pages.ui.annotate import marking
from pages.ui.annotate.open_point import OpenPoint


def ask(point: OpenPoint) -> None:
    """Let the answer be marked from its first to its last word."""
    point.show_text("question")
    context = point.row["context"]
    ends = marking.span(point.place, context, point.language)
    if ends is not None:
        point.save(answer_from_pieces(context, *ends))
        st.rerun()
