"""The map: pool and target in one projection, and what was drawn on it."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from demux_core.charts.colors import OTHER, OTHER_COLOR, TARGET_COLOR, colored, shown

if TYPE_CHECKING:
    import plotly.graph_objects as go

_MARKS = ("circle-open", "square-open", "diamond-open", "triangle-up-open", "pentagon-open", "star-open")


def map_figure(
    frame: pd.DataFrame, colors: Mapping[str, str], picked: Mapping[str, Sequence[int]], dark: bool = False
) -> "go.Figure":
    """Draw the map of pool and target; the marked points of each strategy on top.

    Args:
        frame: the points to draw (``tables.map_frame``): x, y, row, language, hover, target.
        colors: ``language_colors`` of the pool.
        picked: strategy title -> pool rows, best first; they must be among the frame's points.
        dark: draw the marks for a dark page.
    """
    import plotly.graph_objects as go

    pool, target = frame[~frame["target"]], frame[frame["target"]]
    size = 6 if len(pool) <= 2_000 else 4 if len(pool) <= 20_000 else 3
    figure = go.Figure()
    group = pool["language"].where(pool["language"].map(lambda code: colored(code, colors)), OTHER)
    for language in [OTHER, *(code for code in colors if colored(code, colors))]:  # grey lies underneath
        if len(part := pool[group == language]):
            style = {"size": size, "color": colors.get(language, OTHER_COLOR), "opacity": 0.75}
            trace = _points(part, _legend(language, len(part)), style)
            figure.add_trace(trace.update(legendrank=1001 if language == OTHER else 1000))
    line = {"width": 1, "color": "white"}
    style = {"size": 9, "color": TARGET_COLOR, "symbol": "diamond", "line": line}
    figure.add_trace(_points(target, f"Target sample ({len(target):,})", style).update(legendrank=1002))
    ink = "#F8FAFC" if dark else "#0F172A"
    by_row = pool.set_index("row")
    for (title, rows), mark in zip(picked.items(), _MARKS * len(picked), strict=False):
        chosen = by_row.loc[list(rows)].reset_index()
        ranks = [f"<br>{title}: rank {rank:,}" for rank in range(1, len(rows) + 1)]
        chosen["hover"] = chosen["hover"] + ranks
        style = {"size": 12, "color": ink, "symbol": mark, "line": {"width": 1.5, "color": ink}}
        figure.add_trace(_points(chosen, f"{title} ({len(rows):,})", style).update(legendrank=1003))
    hidden = {"visible": False}
    figure.update_layout(
        height=530,
        margin={"t": 50, "l": 0, "r": 0, "b": 0},
        xaxis=hidden,
        yaxis=hidden,
        dragmode="lasso",
        uirevision="map",
        hoverlabel={"align": "left"},
        legend={"itemsizing": "constant", "tracegroupgap": 4},
    )
    return figure


def rows_inside(points: NDArray[np.float32], selection: Mapping[str, Any]) -> NDArray[np.int64]:
    """Return the rows of ``points`` (n, 2) inside any box or lasso drawn on a chart, in order.

    Args:
        selection: ``{"box": [{"x": [..], "y": [..]}], "lasso": [{"x": [..], "y": [..]}]}``. The outlines are
            used and not the chart's point indices, which count per trace and know only the points drawn.
    """
    inside = np.zeros(len(points), dtype=bool)
    for box in selection.get("box", []):
        (left, right), (low, high) = sorted(box["x"]), sorted(box["y"])
        polygon = np.array([[left, low], [right, low], [right, high], [left, high]])
        inside |= _in_polygon(points, polygon)
    for lasso in selection.get("lasso", []):
        inside |= _in_polygon(points, np.column_stack([lasso["x"], lasso["y"]]))
    return np.flatnonzero(inside)


def _in_polygon(points: NDArray[np.float32], polygon: NDArray[np.float64]) -> NDArray[np.bool_]:
    # Even-odd rule: a ray to the right crosses the outline an odd number of times from inside.
    inside = np.zeros(len(points), dtype=bool)
    near = np.flatnonzero(((points >= polygon.min(0)) & (points <= polygon.max(0))).all(axis=1))
    x, y = points[near, 0].astype(np.float64), points[near, 1].astype(np.float64)
    crossings = np.zeros(len(near), dtype=bool)
    for (x1, y1), (x2, y2) in zip(polygon, np.roll(polygon, -1, axis=0), strict=True):
        if y1 != y2:
            crossings ^= ((y1 > y) != (y2 > y)) & (x < (x2 - x1) * (y - y1) / (y2 - y1) + x1)
    inside[near] = crossings
    return inside


def _points(part: pd.DataFrame, name: str, marker: Mapping[str, Any]) -> "go.Scattergl":
    import plotly.graph_objects as go

    return go.Scattergl(
        x=part["x"].to_numpy(np.float32),
        y=part["y"].to_numpy(np.float32),
        customdata=part["row"].to_numpy(np.int32),
        text=part["hover"].tolist(),
        hovertemplate="%{text}<extra></extra>",
        mode="markers",
        name=name,
        marker=dict(marker),
    )


def _legend(language: str, n: int) -> str:
    name = language.capitalize() if language == OTHER else shown(language)
    return f"{name} ({n:,})"
