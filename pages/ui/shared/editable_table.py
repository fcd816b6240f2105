"""Small tables that visitors edit; what they wrote is there again when they come back to the page."""

from collections.abc import Callable
from typing import Any

import pandas as pd
import streamlit as st


def table(key: str, make: Callable[[], pd.DataFrame], **options: Any) -> pd.DataFrame:
    """Let the visitor edit a table.

    Args:
        key: of the widget.
        make: returns the table as it is shown at first.
        options: of ``st.data_editor``.
    """
    # The editor keeps changes against the table it was given, so that one must stay the same while it is
    # shown; when the visitor leaves the page, Streamlit forgets the changes, and the last state is the new
    # beginning.
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
    """Return the table as the visitor last left it; None where it was not shown yet."""
    value: pd.DataFrame | None = st.session_state.get(_last(key))
    return value


def _last(key: str) -> str:
    return f"{key}_last"
