"""The widget of text classification: a button and a key for each label."""

import streamlit as st

from pages.ui.annotate.marking import KEYS
from pages.ui.annotate.open_point import OpenPoint
from pages.ui.shared import wording

_MANY = 30


def ask(point: OpenPoint) -> None:
    """Show the text, or the pair, and its labels; many of them in a box to search."""
    point.show_text("text")
    if point.row["text_b"] is not None:
        point.show_text("text_b")
    if len(point.labels) > _MANY:
        _search(point)
        return
    with st.container(horizontal=True, key="labels"):
        for label, key in zip(point.labels, KEYS, strict=False):
            title = wording.escape(label)
            st.button(title, key=f"label_{label}", on_click=point.save, args=[label], shortcut=key.upper())


def _search(point: OpenPoint) -> None:
    chosen = st.selectbox(
        "Label", point.labels, index=None, key=f"label_{point.row['id']}", placeholder="Type to search"
    )
    st.button(
        "Save",
        key="save_label",
        disabled=chosen is None,
        on_click=point.save,
        args=[chosen],
        shortcut="Enter",
    )
