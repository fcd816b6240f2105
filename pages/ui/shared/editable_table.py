"""Small tables that visitors edit; their edits are still there when they return to the page."""

from collections.abc import Callable
from typing import Any

import pandas as pd
import streamlit as st


def edit_table(key: str, make: Callable[[], pd.DataFrame], **options: Any) -> pd.DataFrame:
    """Show a table for the visitor to edit, and return it as it is now.

    Args:
        key: of the widget.
        make: returns the table to start with.
        options: of ``st.data_editor``.
    """
    # The editor stores edits relative to its input, so the input must not change while it is shown. When the
    # visitor leaves the page, Streamlit drops the edits, and the last state becomes the next input.
    base = f"{key}_base"
    if base not in st.session_state or key not in st.session_state:
        last = last_value(key)
        st.session_state[base] = make() if last is None else last
    edited: pd.DataFrame = st.data_editor(
        st.session_state[base],
        key=key,
        hide_index=True,
        placeholder="–",
        height=min(38 + 35 * len(st.session_state[base]), 320),
        **options,
    )
    st.session_state[_last(key)] = edited
    return edited


def last_value(key: str) -> pd.DataFrame | None:
    """Return the table as the visitor last left it; None where it has not been shown yet."""
    value: pd.DataFrame | None = st.session_state.get(_last(key))
    return value


def _last(key: str) -> str:
    return f"{key}_last"
