"""Small screens: on a phone the content of a page comes before its settings."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator


def is_phone() -> bool:
    """Whether the browser is that of a phone, whose name has ``Mobi`` in it."""
    return "Mobi" in st.context.headers.get("User-Agent", "")


def settings_and_content() -> tuple[DeltaGenerator, DeltaGenerator]:
    """Return a place for settings and one for what they change; on a phone the latter is above."""
    above, below = st.container(), st.container()
    return (below, above) if is_phone() else (above, below)
