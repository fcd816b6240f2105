"""Small screens: on a phone the content of a page comes before its settings, and legends are below charts."""

from math import ceil
from typing import TYPE_CHECKING

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

if TYPE_CHECKING:
    import plotly.graph_objects as go

# Pixels: of a phone's chart, and of an entry of its legend.
_WIDTH, _USUAL_HEIGHT, _AXIS = 330, 450, 60
_ROW, _SYMBOL, _LETTER = 21, 45, 6.5


def is_phone() -> bool:
    """Whether the browser is that of a phone, whose name has ``Mobi`` in it."""
    return "Mobi" in st.context.headers.get("User-Agent", "")


def settings_and_content() -> tuple[DeltaGenerator, DeltaGenerator]:
    """Return a place for settings and one for what they change; on a phone the latter is above."""
    above, below = st.container(), st.container()
    return (below, above) if is_phone() else (above, below)


def fitted(figure: "go.Figure") -> "go.Figure":
    """Return the figure; on a phone with its whole legend below, so that the chart has all the width."""
    entries = [trace.name for trace in figure.data if trace.showlegend is not False and trace.name]
    if not is_phone() or not entries or figure.layout.showlegend is False:
        return figure
    # Plotly keeps a legend within the width of the axes: beside the labels of an axis is room for one column.
    free = _WIDTH if figure.layout.yaxis.visible is False else 0
    columns = max(1, int(free / (_SYMBOL + _LETTER * max(map(len, entries)))))
    below, layout = _ROW * ceil(len(entries) / columns), figure.layout
    place = {"x": 0, "xref": "container", "xanchor": "left", "y": 0, "yref": "container", "yanchor": "bottom"}
    return figure.update_layout(
        height=(layout.height or _USUAL_HEIGHT) + below,
        margin={"b": below + _AXIS, "r": 10},
        legend={**place, "orientation": "h", "maxheight": below + _ROW, "title": None},
    )
