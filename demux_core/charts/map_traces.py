"""The points of a map as traces of one colour each, or as one trace on a scale of colours."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from demux_core.base.palette import OTHER_COLOR
from demux_core.charts.point_colors import INK, ColorGroup, ColorScale, PointColors

if TYPE_CHECKING:
    import plotly.graph_objects as go

_LEGEND_RANK = 1000  # plotly's default
_FEW, _MANY = 2_000, 20_000
# Cividis, which looks the same with every kind of colour vision, without what would vanish in the page.
_CIVIDIS = (
    "#00224e", "#123570", "#3b496c", "#575d6d", "#707173",
    "#8a8678", "#a59c74", "#c3b369", "#e1cc55", "#fee838",
)  # fmt: skip
_ENDS = (1, 99)  # percentiles: a few extreme values must not give all others one colour


def pool_traces(
    pool: pd.DataFrame, colors: PointColors, dark: bool = False, size: int | None = None
) -> list["go.Scattergl"]:
    """Return the pool's points, the ones to look at on top.

    Args:
        pool: x, y, row, hover.
        colors: of all rows of the pool.
        dark: draw for a dark page.
        size: of a point in pixels; by default it depends on the number of points.
    """
    size = size or (6 if len(pool) <= _FEW else 4 if len(pool) <= _MANY else 3)
    if isinstance(colors, ColorScale):
        return _scaled(pool, colors, size)
    group_of = colors.group_of[pool["row"]]
    traces = []
    for number, group in sorted(enumerate(colors.groups), key=lambda item: not item[1].faint):
        if len(part := pool[group_of == number]):
            trace = point_trace(part, legend_entry(group.name, len(part)), _marker(group, size, dark))
            rank = _LEGEND_RANK + 1 if group.faint else _LEGEND_RANK
            traces.append(trace.update(legendrank=rank, legendgroup=group.name, meta=group.name))
    return traces


def ring_traces(
    pool: pd.DataFrame, name: str, marker: Mapping[str, Any], colors: PointColors | None
) -> list["go.Scattergl"]:
    """Return rings around points as traces that the legend hides together with the points' colour.

    Args:
        pool: the points to ring.
        name: their entry in the legend.
        marker: of a ring.
        colors: of all rows of the pool; None for one trace.
    """
    if colors is None or isinstance(colors, ColorScale) or not len(pool):
        return [point_trace(pool, name, marker).update(meta=_plain(name))]
    group_of = colors.group_of[pool["row"]]
    rings = [
        point_trace(part, name, marker).update(
            legendgroup=group.name, showlegend=False, meta=f"{_plain(name)} {group.name}"
        )
        for number, group in enumerate(colors.groups)
        if len(part := pool[group_of == number])
    ]
    # The entry in the legend belongs to no language, so it has no points of its own.
    return [point_trace(pool.iloc[:0], name, marker).update(x=[None], y=[None], meta=_plain(name)), *rings]


def _plain(name: str) -> str:
    """The name of a legend entry without its number of points, which changes."""
    return name.rsplit(" (", 1)[0]


def point_trace(part: pd.DataFrame, name: str, marker: Mapping[str, Any]) -> "go.Scattergl":
    """Return a trace of points as typed arrays; a selection on the chart names their rows."""
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


def legend_entry(name: str, n: int) -> str:
    """Return the legend's name of ``n`` points: ``Hindi (72)``."""
    return f"{name} ({n:,})"


def color_axis(colors: PointColors | None, dark: bool) -> dict[str, Any]:
    """Return the layout of a scale of colours, on which the values to look at stand out from the page."""
    if not isinstance(colors, ColorScale):
        return {}
    low, high = _scale_ends(colors.values)
    stops = _CIVIDIS[2:] if dark else _CIVIDIS[:-2]
    ticks = [low, high] if high > low else [low]
    meanings = zip(ticks, colors.ends, strict=False)
    labels = [f"{value:.2g} · {end}" if colors.show_values else end for value, end in meanings]
    return {
        "colorscale": [[i / (len(stops) - 1), color] for i, color in enumerate(stops)],
        "reversescale": dark == colors.low_stands_out,
        "cmin": low,
        "cmax": high if high > low else low + 1,
        "colorbar": {
            "title": {"text": f"<b>{colors.title}</b>", "side": "top"},
            "tickvals": ticks,
            "ticktext": labels,
            "len": 0.5,
            "thickness": 14,
            "y": 0,
            "yanchor": "bottom",
        },
    }


def _scaled(pool: pd.DataFrame, colors: ColorScale, size: int) -> list["go.Scattergl"]:
    values = colors.values[pool["row"]]
    order = np.argsort(-values if colors.low_stands_out else values, kind="stable")  # to look at: on top
    known = order[np.isfinite(values[order])]
    marker = {
        "size": size,
        "opacity": 0.9,
        "color": values[known].astype(np.float32),
        "coloraxis": "coloraxis",
    }
    traces = [point_trace(pool.iloc[known], legend_entry("Source pool", len(known)), marker)]
    traces[0].update(showlegend=False)  # the colour bar takes the place of its legend entry
    if len(known) < len(pool):
        unknown = pool[~np.isfinite(values)]
        grey = {"size": size, "color": OTHER_COLOR, "opacity": 0.45}
        traces.insert(0, point_trace(unknown, legend_entry("No value", len(unknown)), grey))
    return traces


def _marker(group: ColorGroup, size: int, dark: bool) -> dict[str, Any]:
    if group.symbol:
        line = {"width": 1, "color": INK if dark else "#FFFFFF"}
        extra = 8 if group.symbol == "star" else 5  # a star looks smaller than a dot
        return {"size": size + extra, "color": group.color, "symbol": group.symbol, "line": line}
    return {"size": size, "color": group.color, "opacity": 0.45 if group.faint else 0.95 if dark else 0.8}


def _scale_ends(values: NDArray[np.float64]) -> tuple[float, float]:
    known = values[np.isfinite(values)]
    low, high = np.percentile(known, _ENDS) if len(known) else (0.0, 1.0)
    return float(low), float(high)
