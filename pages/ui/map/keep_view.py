"""Zoom and legend of the map stay when strategy, colour or search change (``keep_view.js``).

Streamlit draws a chart anew whenever its figure changes. So the figure takes over what the visitor sees, but
only when something else in it changes: a zoom alone must not redraw the chart.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Any
from zlib import crc32

import streamlit as st

from demux_core.charts.map_view import MapView

if TYPE_CHECKING:
    import plotly.graph_objects as go

_watcher = st.components.v2.component(
    "demux_keep_view",
    html="<div></div>",
    js=(Path(__file__).parent / "keep_view.js").read_text(encoding="utf-8"),
)


def apply(figure: "go.Figure", chart: str) -> None:
    """Draw the figure with the view in which the visitor left the chart of this key."""
    content = _content(figure)
    before, view = st.session_state.get(f"{chart}_drawn", ("", MapView()))
    if content != before:
        view = MapView.from_browser(_seen(chart))
        st.session_state[f"{chart}_drawn"] = (content, view)
    view.apply(figure)


def watch(chart: str) -> None:
    """Follow what the visitor sees of the chart in the container of this key."""
    _watcher(key=f"{chart}_view", data={"chart": f"{chart}_box"}, on_view_change=lambda: None)
    _seen(chart)


def _seen(chart: str) -> dict[str, Any] | None:
    """What the visitor sees of a chart, kept for when its watcher is gone.

    It is read before the watcher is drawn, too: whoever zooms and at once changes the strategy breaks off the
    run that the zoom began.
    """
    told = (st.session_state.get(f"{chart}_view") or {}).get("view")
    if told is not None:
        st.session_state[f"{chart}_seen"] = dict(told)
    seen: dict[str, Any] | None = st.session_state.get(f"{chart}_seen")
    return seen


def _content(figure: "go.Figure") -> str:
    """Name what a figure shows, without its long texts."""
    traces = [(trace.name, trace.marker.to_plotly_json(), _rows(trace)) for trace in figure.data]
    return repr((traces, figure.layout.xaxis.range, len(figure.layout.annotations)))


def _rows(trace: "go.Scattergl") -> int | None:
    return None if trace.customdata is None else crc32(trace.customdata)
