"""The map: pool and target in one projection, what strategies chose, what was found."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from demux_core.base.palette import TARGET_COLOR
from demux_core.charts.map_traces import color_axis, legend_entry, points, pool_traces
from demux_core.charts.point_colors import INK, INK_ON_DARK, ColorGroups, PointColors, by_language

if TYPE_CHECKING:
    import plotly.graph_objects as go

_MARKS = ("circle-open", "square-open", "diamond-open", "triangle-up-open", "pentagon-open", "star-open")
_FOUND, _FOUND_ON_DARK = "#B5179E", "#FF8AE2"
_CLOSE = 0.14  # the share of the map's width that is shown around a point


def map_figure(
    frame: pd.DataFrame,
    colors: Mapping[str, str],
    picked: Mapping[str, Sequence[int]],
    dark: bool = False,
    paint: PointColors | None = None,
    found: Sequence[int] = (),
    focus: int | None = None,
) -> "go.Figure":
    """Draw the map of pool and target; the marked points of each strategy on top.

    Args:
        frame: the points to draw (``point_tables.map_frame``): x, y, row, language, hover, target.
        colors: ``pool_colors``.
        picked: strategy title -> pool rows, best first; they must be among the frame's points.
        dark: draw for a dark page.
        paint: what colours say; languages unless given.
        found: index in ``frame`` of the points that a search found.
        focus: index in ``frame`` of the point to look at from near.
    """
    import plotly.graph_objects as go

    frame = with_ranks(frame, picked)
    pool, target = frame[~frame["target"]], frame[frame["target"]]
    figure = go.Figure(pool_traces(pool, paint or _languages(pool, colors), dark))
    figure.add_trace(target_trace(target, small=_crowded(paint)))
    ink = INK_ON_DARK if dark else INK
    by_row = pool.set_index("row")
    for (title, rows), mark in zip(picked.items(), _MARKS * len(picked), strict=False):
        style = {"size": 12, "color": ink, "symbol": mark, "line": {"width": 1.5, "color": ink}}
        trace = points(by_row.loc[list(rows)].reset_index(), legend_entry(title, len(rows)), style)
        figure.add_trace(trace.update(legendrank=1003))
    figure.update_layout(_layout(dark, paint))
    if len(found):
        _show_found(figure, frame.loc[list(found)], focus, dark)
    if focus is not None:
        _fly(figure, frame, frame.loc[[focus]].iloc[0])
    return figure


def with_ranks(frame: pd.DataFrame, picked: Mapping[str, Sequence[int]]) -> pd.DataFrame:
    """Return the frame whose hover says the rank of each chosen point in every strategy of ``picked``."""
    ranks: dict[int, str] = {}
    for title, rows in picked.items():
        for rank, row in enumerate(rows, start=1):
            ranks[row] = f"{ranks.get(row, '')}<br>{title}: rank {rank:,}"
    said = frame["row"].map(ranks).where(~frame["target"]).fillna("")
    return frame.assign(hover=frame["hover"] + said)


def target_trace(target: pd.DataFrame, small: bool = False) -> "go.Scattergl":
    """Return the target sample's points, ``small`` where they must leave chosen points to be seen."""
    line = {"width": 0.5 if small else 1, "color": "white"}
    style = {"size": 5 if small else 9, "color": TARGET_COLOR, "symbol": "diamond", "line": line}
    return points(target, legend_entry("Target sample", len(target)), style).update(legendrank=1002)


def _languages(pool: pd.DataFrame, colors: Mapping[str, str]) -> PointColors:
    # A paint is of all the rows of the pool, the frame may have some of them.
    languages = np.full(int(pool["row"].max()) + 1 if len(pool) else 0, "", dtype=object)
    languages[pool["row"]] = pool["language"]
    return by_language(languages.tolist(), colors)


def _crowded(paint: PointColors | None) -> bool:
    return isinstance(paint, ColorGroups) and any(group.symbol for group in paint.groups)


def _layout(dark: bool, paint: PointColors | None) -> dict[str, Any]:
    axis = {"visible": False}
    return {
        "height": 480,
        "margin": {"t": 50, "l": 0, "r": 0, "b": 0},
        "xaxis": axis,
        "yaxis": axis,
        "dragmode": "lasso",
        "uirevision": "map",
        "hoverlabel": {"align": "left"},
        "legend": {"itemsizing": "constant", "tracegroupgap": 4},
        "coloraxis": color_axis(paint, dark),
    }


def _show_found(figure: "go.Figure", found: pd.DataFrame, focus: int | None, dark: bool) -> None:
    color = _FOUND_ON_DARK if dark else _FOUND
    sizes = np.where(found.index == focus, 26, 15)
    style = {"size": sizes, "color": color, "symbol": "circle-open", "line": {"width": 2.5, "color": color}}
    trace = points(found, legend_entry("Found", len(found)), style)
    figure.add_trace(trace.update(legendrank=1004))


def _fly(figure: "go.Figure", frame: pd.DataFrame, point: "pd.Series[Any]") -> None:
    half = _CLOSE / 2 * np.array([np.ptp(frame["x"]), np.ptp(frame["y"])])
    for axis, at, reach in (("xaxis", point["x"], half[0]), ("yaxis", point["y"], half[1])):
        figure.update_layout({axis: {"range": [float(at - reach), float(at + reach)]}})
    text = str(point["hover"]).split("<br><i>")[0]
    # Another revision, or the chart would keep where the visitor looks now.
    figure.update_layout(uirevision=f"map {point['x']} {point['y']}")
    figure.add_annotation(
        x=float(point["x"]),
        y=float(point["y"]),
        text=text,
        align="left",
        showarrow=True,
        arrowhead=0,
        standoff=14,
        ax=0,
        ay=-52,
        bgcolor=INK,
        bordercolor=INK_ON_DARK,
        borderpad=6,
        font={"color": INK_ON_DARK},
    )
