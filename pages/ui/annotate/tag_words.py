"""The widget of token labelling: words to click and tags to give them."""

import streamlit as st

from pages.ui.annotate import marking
from pages.ui.annotate.open_point import OpenPoint


def ask(point: OpenPoint) -> None:
    """Let the words be tagged; the tags are saved together."""
    tags = marking.tags(point.place, point.row["tokens"], point.labels, point.language)
    if tags is not None:
        point.save(tags)
        st.rerun()
