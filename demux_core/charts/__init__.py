"""Charts: a frame goes in, a plotly figure comes out."""

import html
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from demux_core.languages import language_name

if TYPE_CHECKING:
    import plotly.graph_objects as go

# Twelve colours of middle lightness that stay apart for full, protan and deutan vision, on white and black.
PALETTE = (
    "#6D6DDB", "#F3AA18", "#00793D", "#79C2FF", "#794979", "#3DAA6D",
    "#2455B6", "#DB7918", "#79CE86", "#3D86AA", "#9E92FF", "#AA6179",
)  # fmt: skip
OTHER_COLOR = "#9CA3AF"
TARGET_COLOR = "#D61F3A"
OTHER = "other languages"
_MARKS = ("circle-open", "square-open", "diamond-open", "triangle-up-open", "pentagon-open", "star-open")
_LABEL_SHARE = 0.035  # a narrower part of a bar has no room for its label


def language_colors(languages: Sequence[str]) -> dict[str, str]:
    """Give every language of the pool a colour, the most frequent first; past the palette all are grey.

    Args:
        languages: the language of every pool row; the same pool gives the same colours on every chart.
    """
    ordered = sorted(Counter(languages).items(), key=lambda item: (-item[1], item[0]))
    known = [language for language, _ in ordered if language != "unknown"]
    return dict(zip(known, PALETTE, strict=False)) | dict.fromkeys(
        [*known[len(PALETTE) :], *(["unknown"] if len(known) < len(ordered) else [])], OTHER_COLOR
    )


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
    group = pool["language"].where(pool["language"].map(lambda code: _colored(code, colors)), OTHER)
    for language in [OTHER, *(code for code in colors if _colored(code, colors))]:  # grey lies underneath
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


def mix_figure(mix: pd.DataFrame, colors: Mapping[str, str]) -> "go.Figure":
    """Draw the language mix of several groups as stacked bars, one above the other.

    Args:
        mix: ``tables.language_mix``: group, language, rows, share; groups from top to bottom.
        colors: ``language_colors`` of the pool; the bars keep its order.
    """
    import plotly.graph_objects as go

    groups = list(dict.fromkeys(mix["group"]))
    languages = [*colors, *(code for code in dict.fromkeys(mix["language"]) if code not in colors)]
    figure = go.Figure()
    grey_shown = False
    for language in languages:
        part = mix[(mix["language"] == language) & (mix["rows"] > 0)]
        if part.empty:
            continue
        color = colors.get(language, TARGET_COLOR)  # a language that only the target sample has
        colored = color != OTHER_COLOR
        figure.add_bar(
            orientation="h",
            y=part["group"],
            x=part["share"],
            name=_shown(language) if colored else OTHER.capitalize(),
            legendgroup=language if colored else OTHER,
            showlegend=colored or not grey_shown,
            marker={"color": color, "line": {"width": 1, "color": "rgba(255, 255, 255, 0.6)"}},
            insidetextfont={"color": _ink_on(color)},
            text=[_bar_label(language, share) for share in part["share"]],
            textposition="inside",
            insidetextanchor="middle",
            textangle=0,
            constraintext="none",
            customdata=part["rows"],
            meta=_shown(language),  # in the template itself, its %{...} would be filled in
            hovertemplate="%{meta}: %{customdata:,} rows, %{x:.1%}<extra>%{y}</extra>",
        )
        grey_shown = grey_shown or not colored
    figure.update_layout(
        barmode="stack",
        height=110 + 44 * len(groups),
        bargap=0.28,
        margin={"t": 8, "l": 0, "r": 24, "b": 0},
        xaxis={"tickformat": ".0%", "range": [0, 1], "dtick": 0.25, "title": None},
        yaxis={"categoryorder": "array", "categoryarray": groups[::-1], "title": None, "ticksuffix": "  "},
        legend={"orientation": "h", "yanchor": "top", "y": -0.12, "x": 0, "traceorder": "normal"},
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


def _colored(language: str, colors: Mapping[str, str]) -> bool:
    return colors.get(language, OTHER_COLOR) != OTHER_COLOR


def _ink_on(color: str) -> str:
    red, green, blue = (int(color[i : i + 2], 16) for i in (1, 3, 5))
    return "#0F172A" if 0.299 * red + 0.587 * green + 0.114 * blue > 125 else "#FFFFFF"


def _shown(language: str) -> str:
    # Plotly makes links and markup of what looks like HTML, and a code is whatever a file says.
    return html.escape(language_name(language))


def _legend(language: str, n: int) -> str:
    name = language.capitalize() if language == OTHER else _shown(language)
    return f"{name} ({n:,})"


def _bar_label(language: str, share: float) -> str:
    if share < _LABEL_SHARE:
        return ""
    wide = share > 0.012 * len(language_name(language)) + 0.02
    return _shown(language) if wide else html.escape(language)
