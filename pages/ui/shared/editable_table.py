"""Small tables that visitors edit; what they wrote is there again when they come back to the page."""

from collections.abc import Callable
from typing import Any

import pandas as pd
import streamlit as st


def table(key: str, make: Callable[[], pd.DataFrame], **options: Any) -> pd.DataFrame:
    """Let the visitor edit a table.

    Args:
        key: of the widget.
        make: what it shows at first.
        options: of ``st.data_editor``.
    """
    # The editor keeps changes against the table it was given, so that one must stay the same while it is
    # shown; when the page was left, Streamlit forgets the changes, and the last state is the new beginning.
    base, last = f"{key}_base", f"{key}_last"
    if base not in st.session_state or key not in st.session_state:
        st.session_state[base] = st.session_state[last] if last in st.session_state else make()
    edited = st.data_editor(
        st.session_state[base],
        key=key,
        hide_index=True,
        placeholder="–",
        height=min(38 + 35 * len(st.session_state[base]), 320),
        **options,
    )
    st.session_state[last] = edited
    return edited
