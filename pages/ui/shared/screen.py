"""Small screens: on a phone the content of a page comes before its settings, and legends are below charts."""

from math import ceil
from typing import TYPE_CHECKING

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

if TYPE_CHECKING:
    import plotly.graph_objects as go

_ROW, _USUAL_HEIGHT, _AXIS = 21, 450, 60  # pixels


def is_phone() -> bool:
    """Whether the browser is that of a phone, whose name has ``Mobi`` in it."""
    return "Mobi" in st.context.headers.get("User-Agent", "")


def settings_and_content() -> tuple[DeltaGenerator, DeltaGenerator]:
    """Return a place for settings and one for what they change; on a phone the latter is above."""
    above, below = st.container(), st.container()
    return (below, above) if is_phone() else (above, below)


def fitted(figure: "go.Figure") -> "go.Figure":
    """Return the figure; on a phone with its whole legend below, so that the chart has all the width."""
    entries = sum(trace.showlegend is not False and bool(trace.name) for trace in figure.data)
    if not is_phone() or not entries or figure.layout.showlegend is False:
        return figure
    below, layout = _ROW * ceil(entries / 2), figure.layout
    legend = {"orientation": "h", "x": 0, "xanchor": "left", "y": 0, "yref": "container", "yanchor": "bottom"}
    return figure.update_layout(
        height=(layout.height or _USUAL_HEIGHT) + below,
        margin={"b": below + _AXIS, "r": 10},
        legend={**legend, "maxheight": below + _ROW, "title": None},
    )
