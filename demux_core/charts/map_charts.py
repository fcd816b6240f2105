"""The map: pool and target in one projection, the points that strategies chose, the hits of a search."""

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from demux_core.base.palette import TARGET_COLOR
from demux_core.charts.map_traces import color_axis, legend_entry, point_trace, pool_traces, ring_traces
from demux_core.charts.point_colors import (
    INK,
    INK_ON_DARK,
    SHAPES,
    ColorGroups,
    ColorScale,
    PointColors,
    by_language,
)

if TYPE_CHECKING:
    import plotly.graph_objects as go

RING_SYMBOLS = tuple(f"{shape}-open" for shape in SHAPES)
HIT_COLOR, HIT_COLOR_ON_DARK = "#B5179E", "#FF8AE2"
TARGET = "Target sample"
_CLOSE_UP = 0.14  # share of the map's width that is shown around a point


@dataclass(frozen=True)
class SearchHits:
    """The points that a search found.

    Args:
        rows: their positions in the map's frame.
        focus: position of the one to zoom in on; None for the whole map.
    """

    rows: Sequence[int] = ()
    focus: int | None = None


def map_figure(
    frame: pd.DataFrame,
    colors: PointColors | Mapping[str, str],
    picked: Mapping[str, Sequence[int]],
    dark: bool = False,
    hits: SearchHits | None = None,
    *,
    rings_by_colour: bool = True,
) -> "go.Figure":
    """Draw the map of pool and target, with the chosen points of each strategy and the hits on top.

    Args:
        frame: the points to draw (``map_frames.map_frame``): x, y, row, language, hover, target.
        colors: the colour of each pool point, or of each language (``colors.pool_colors``).
        picked: strategy title -> pool rows, best first; those that the frame lacks are not drawn.
        dark: draw for a dark page.
        hits: the points that a search found.
        rings_by_colour: whether the legend hides the mark of a chosen point with the point's colour, as where
            languages are compared, or the marks of each strategy together.
    """
    import plotly.graph_objects as go

    frame = with_ranks(frame, picked)
    pool, target = frame[~frame["target"]], frame[frame["target"]]
    if not isinstance(colors, ColorGroups | ColorScale):
        colors = _by_language(pool, colors)
    figure = go.Figure(pool_traces(pool, colors, dark))
    figure.add_trace(target_trace(target, small=_has_symbols(colors)))
    ink = INK_ON_DARK if dark else INK
    figure.add_traces(_picked_traces(pool, picked, colors if rings_by_colour else None, ink))
    figure.update_layout(_layout(dark, colors))
    if hits is not None and len(hits.rows):
        figure.add_traces(_hit_traces(frame.loc[list(hits.rows)], hits.focus, colors, dark))
    if hits is not None and hits.focus is not None:
        _zoom_in(figure, frame, frame.loc[[hits.focus]].iloc[0])
    return figure


def with_ranks(frame: pd.DataFrame, picked: Mapping[str, Sequence[int]]) -> pd.DataFrame:
    """Return the frame with the rank of each chosen point in every strategy of ``picked`` in its hover."""
    ranks: dict[int, str] = {}
    for title, rows in picked.items():
        for rank, row in enumerate(rows, start=1):
            ranks[row] = f"{ranks.get(row, '')}<br>{title}: rank {rank:,}"
    suffix = frame["row"].map(ranks).where(~frame["target"]).fillna("")
    return frame.assign(hover=frame["hover"] + suffix)


def with_clusters(frame: pd.DataFrame, pool: Sequence[str], target: Sequence[str]) -> pd.DataFrame:
    """Return the frame with the name of each point's cluster in its hover.

    Args:
        frame: the points to draw.
        pool: the name of each pool row's cluster.
        target: likewise of each target row's.
    """
    points = zip(frame["target"], frame["row"], strict=True)
    names = [html.escape(target[row] if of_target else pool[row]) for of_target, row in points]
    return frame.assign(
        hover=[f"{hover}<br>{name}" for hover, name in zip(frame["hover"], names, strict=True)]
    )


def target_trace(target: pd.DataFrame, small: bool = False) -> "go.Scattergl":
    """Return the target sample's points, ``small`` where they must not cover chosen points."""
    line = {"width": 0.5 if small else 1, "color": "white"}
    marker = {"size": 5 if small else 9, "color": TARGET_COLOR, "symbol": "diamond", "line": line}
    trace = point_trace(target, legend_entry(TARGET, len(target)), marker)
    return trace.update(legendrank=1002, legendgroup=TARGET, meta=TARGET)


def mark_left_out(figure: "go.Figure", frame: pd.DataFrame, rows: Sequence[int], dark: bool = False) -> None:
    """Ring the target points that no chosen point is near.

    Args:
        figure: of ``map_figure``.
        frame: its points.
        rows: rows of the target sample.
        dark: draw for a dark page.
    """
    points = frame[frame["target"] & frame["row"].isin(rows)]
    line = {"width": 2, "color": INK_ON_DARK if dark else INK}
    marker = {"size": 14, "color": line["color"], "symbol": "diamond-open", "line": line}
    trace = point_trace(points, legend_entry("Target texts left out", len(points)), marker)
    figure.add_trace(trace.update(legendrank=1002, meta="Target texts left out"))


def _by_language(pool: pd.DataFrame, colors: Mapping[str, str]) -> PointColors:
    # PointColors cover all rows of the pool, the frame may have only some of them.
    languages = np.full(int(pool["row"].max()) + 1 if len(pool) else 0, "", dtype=object)
    languages[pool["row"]] = pool["language"]
    return by_language(languages.tolist(), colors)


def _has_symbols(colors: PointColors) -> bool:
    return isinstance(colors, ColorGroups) and any(group.symbol for group in colors.groups)


def _picked_traces(
    pool: pd.DataFrame, picked: Mapping[str, Sequence[int]], colors: PointColors | None, ink: str
) -> list["go.Scattergl"]:
    by_row = pool.set_index("row")
    traces = []
    for (title, rows), symbol in zip(picked.items(), RING_SYMBOLS * len(picked), strict=False):
        marker = {"size": 12, "color": ink, "symbol": symbol, "line": {"width": 1.5, "color": ink}}
        chosen = by_row.loc[[row for row in rows if row in by_row.index]].reset_index()
        traces += ring_traces(chosen, legend_entry(title, len(chosen)), marker, colors)
    return [trace.update(legendrank=1003) for trace in traces]


def _hit_traces(
    hits: pd.DataFrame, focus: int | None, colors: PointColors, dark: bool
) -> list["go.Scattergl"]:
    color = HIT_COLOR_ON_DARK if dark else HIT_COLOR
    marker = {"size": 15, "color": color, "symbol": "circle-open", "line": {"width": 2.5, "color": color}}
    name, of_target = legend_entry("Found", len(hits)), hits["target"]
    traces = ring_traces(hits[~of_target], name, marker, colors)
    if of_target.any():
        ring = point_trace(hits[of_target], name, marker)
        traces.append(ring.update(legendgroup=TARGET, showlegend=False, meta=f"Found {TARGET}"))
    if focus is not None:
        ring = point_trace(hits.loc[[focus]], name, marker | {"size": 26})
        traces.append(ring.update(showlegend=False, meta="Found, zoomed in on"))
    return [trace.update(legendrank=1004) for trace in traces]


def _layout(dark: bool, colors: PointColors) -> dict[str, Any]:
    axis = {"visible": False}
    return {
        "height": 480,
        "margin": {"t": 50, "l": 0, "r": 0, "b": 0},
        "xaxis": axis,
        "yaxis": axis,
        "dragmode": "lasso",
        "uirevision": "map",
        "hoverlabel": {"align": "left"},
        "legend": {"itemsizing": "constant", "tracegroupgap": 0},
        "coloraxis": color_axis(colors, dark),
    }


def _zoom_in(figure: "go.Figure", frame: pd.DataFrame, point: "pd.Series[Any]") -> None:
    half = _CLOSE_UP / 2 * np.array([np.ptp(frame["x"]), np.ptp(frame["y"])])
    for axis, at, reach in (("xaxis", point["x"], half[0]), ("yaxis", point["y"], half[1])):
        figure.update_layout({axis: {"range": [float(at - reach), float(at + reach)]}})
    text = str(point["hover"]).split("<br><i>")[0]
    # A revision of its own, or the chart would keep the range that the visitor sees now.
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
