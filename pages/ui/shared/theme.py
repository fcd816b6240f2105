"""The theme of the page, which the visitor switches in the menu (``theme.js``)."""

from pathlib import Path

import streamlit as st

_watch = st.components.v2.component(
    "demux_theme", js=(Path(__file__).parent / "theme.js").read_text(encoding="utf-8")
)


def follow() -> None:
    """Draw the page again when its theme is switched, because charts have other colours on a dark page."""
    dark = st.context.theme.type == "dark"
    _watch(key="theme", data={"dark": dark}, on_switched_change=lambda: None)
