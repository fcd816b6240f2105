"""The map as a Plotly chart, for browsers without WebGL."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from demux_core.charts import compare_charts, map_charts
from demux_core.charts.point_colors import PointColors
from demux_core.workflows.selection import labelled_rows
from pages.ui.map import keep_view
from pages.ui.map.scene import Drawing, Matches, Scene
from pages.ui.shared import prepared_cache, screen

if TYPE_CHECKING:
    import plotly.graph_objects as go

# The handles with which a lasso could be reshaped would look like chosen texts.
_CONFIG = {"scrollZoom": True, "displaylogo": False, "editSelection": False}


def show(scene: Scene, drawing: Drawing) -> tuple[Mapping[str, Any], int]:
    """Draw a map; return what the visitor drew on it, and how many pool texts it shows."""
    frame = _points(scene, drawing.matches)
    if drawing.clusters is not None:
        names = drawing.clusters.names_of_pool, drawing.clusters.names_of_target
        frame = map_charts.with_clusters(frame, *names)
    figure = map_charts.map_figure(
        frame, drawing.colors, drawing.picked, scene.dark, _hits(frame, drawing.matches)
    )
    if drawing.left_out is not None:
        map_charts.mark_left_out(figure, frame, drawing.left_out, scene.dark)
    return _draw(scene, figure, drawing.view), _pool_size(frame)


def compare(
    scene: Scene, strategies: Sequence[str], colors: PointColors | None
) -> tuple[Mapping[str, Any], int]:
    """Draw a map for each strategy; return what the visitor drew, and how many pool texts each shows."""
    frame = _points(scene)
    picked = {name: scene.picked[name] for name in strategies}
    figure = compare_charts.compare_figure(frame, picked, colors, scene.dark)
    return _draw(scene, figure, "compare"), _pool_size(frame)


def _pool_size(frame: pd.DataFrame) -> int:
    return int((~frame["target"]).sum())


def _points(scene: Scene, matches: Matches | None = None) -> pd.DataFrame:
    """The points to draw; of a large pool a part, with all that are chosen, labelled or found."""
    labelled = labelled_rows(scene.project, scene.prepared)
    found = [] if matches is None else matches.points.pool
    frame = prepared_cache.map_frame(scene.prepared, [*scene.picked.values(), labelled, found])
    return frame[frame["target"] | frame["language"].isin(scene.languages)] if scene.languages else frame


def _draw(scene: Scene, figure: "go.Figure", view: str) -> Mapping[str, Any]:
    """Draw a figure as the visitor left it; return what the visitor drew on it."""
    chart, figure = f"{view}_{scene.prepared.key[:12]}", _as_svg(figure)
    keep_view.apply(figure, chart)
    with st.container(key=f"{chart}_box", gap=None):
        event = st.plotly_chart(
            screen.fitted(figure),
            key=chart,
            on_select="rerun",
            selection_mode=("lasso", "box"),
            config=_CONFIG,
        )
    keep_view.watch(chart)
    drawn: Mapping[str, Any] = event.selection
    return drawn


def _as_svg(figure: "go.Figure") -> "go.Figure":
    """The figure with points that need no WebGL, as those of charts do elsewhere."""
    import plotly.graph_objects as go

    traces = [go.Scatter({**trace.to_plotly_json(), "type": "scatter"}) for trace in figure.data]
    return go.Figure(traces, figure.layout)


def _hits(frame: pd.DataFrame, matches: Matches) -> map_charts.SearchHits:
    of_target, rows = frame["target"], matches.points
    is_match = (frame["row"].isin(rows.pool) & ~of_target) | (frame["row"].isin(rows.target) & of_target)
    focus = None
    if matches.focus is not None:
        in_pool, row = matches.focus
        at = frame.index[(frame["row"] == row) & (of_target != in_pool)]
        focus = int(at[0]) if len(at) else None  # its language may be hidden
    return map_charts.SearchHits(frame.index[is_match].tolist(), focus)
