"""Pale lines of a chart come forward under the pointer (``hovering.js``)."""

from pathlib import Path

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

_PLACE = "curve_chart"
_forward = st.components.v2.component(
    "demux_hovering", js=(Path(__file__).parent / "hovering.js").read_text(encoding="utf-8")
)


def place() -> DeltaGenerator:
    """Return a place for the only chart of the page whose pale lines come forward."""
    return st.container(key=_PLACE)


def bring_forward() -> None:
    """Let the pale lines of the chart in the place come forward; called after it is drawn there."""
    _forward(key="hovering", data={"place": _PLACE})
