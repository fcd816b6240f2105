"""Points of a map: traces of one look, with colours from a paint."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from demux_core.base.palette import OTHER_COLOR
from demux_core.charts.point_colors import INK, ColorGroup, ColorScale, PointColors

if TYPE_CHECKING:
    import plotly.graph_objects as go

_RANK = 1000  # plotly's own place in a legend
_FEW, _MANY = 2_000, 20_000
# Cividis, which looks the same to everybody; what would vanish in the page at one of its ends is left out.
_CIVIDIS = (
    "#00224e", "#123570", "#3b496c", "#575d6d", "#707173",
    "#8a8678", "#a59c74", "#c3b369", "#e1cc55", "#fee838",
)  # fmt: skip
_CUT = (1, 99)  # percentiles: a few extreme values must not leave all others one colour


def pool_traces(
    pool: pd.DataFrame, paint: PointColors, dark: bool = False, size: int | None = None
) -> list["go.Scattergl"]:
    """Return the pool's points, those to look at drawn last.

    Args:
        pool: x, y, row, hover.
        paint: of all rows of the pool.
        dark: draw for a dark page.
        size: of a point in pixels; as many points need unless given.
    """
    size = size or (6 if len(pool) <= _FEW else 4 if len(pool) <= _MANY else 3)
    if isinstance(paint, ColorScale):
        return _scaled(pool, paint, size)
    of = paint.of[pool["row"]]
    traces = []
    for number, group in sorted(enumerate(paint.groups), key=lambda item: not item[1].faint):
        if len(part := pool[of == number]):
            trace = points(part, legend_entry(group.name, len(part)), style(group, size, dark))
            traces.append(trace.update(legendrank=_RANK + 1 if group.faint else _RANK))
    return traces


def style(group: ColorGroup, size: int, dark: bool = False) -> dict[str, Any]:
    """Return the marker of a group's points."""
    if group.symbol:
        line = {"width": 1, "color": INK if dark else "#FFFFFF"}
        more = 8 if group.symbol == "star" else 5  # a star looks smaller than a dot
        return {"size": size + more, "color": group.color, "symbol": group.symbol, "line": line}
    return {"size": size, "color": group.color, "opacity": 0.45 if group.faint else 0.95 if dark else 0.8}


def color_axis(paint: PointColors | None, dark: bool) -> dict[str, Any]:
    """Return the layout of the colours of a scale: the values to look at stand out from the page."""
    if not isinstance(paint, ColorScale):
        return {}
    low, high = bounds(paint.values)
    stops = _CIVIDIS[2:] if dark else _CIVIDIS[:-2]
    ticks = [low, high] if high > low else [low]
    ends = list(zip(ticks, paint.ends, strict=False))
    said = [f"{value:.2g} · {what}" if paint.counted else what for value, what in ends]
    return {
        "colorscale": [[i / (len(stops) - 1), color] for i, color in enumerate(stops)],
        "reversescale": dark == paint.strong_is_low,
        "cmin": low,
        "cmax": high if high > low else low + 1,
        "colorbar": {
            "title": {"text": f"<b>{paint.title}</b>", "side": "top"},
            "tickvals": ticks,
            "ticktext": said,
            "len": 0.5,
            "thickness": 14,
            "y": 0,
            "yanchor": "bottom",
        },
    }


def bounds(values: NDArray[np.float64]) -> tuple[float, float]:
    """Return the values at the two ends of a scale's colours."""
    known = values[np.isfinite(values)]
    low, high = np.percentile(known, _CUT) if len(known) else (0.0, 1.0)
    return float(low), float(high)


def points(part: pd.DataFrame, name: str, marker: Mapping[str, Any]) -> "go.Scattergl":
    """Return points that travel as typed arrays and say their row, not their place, to a selection."""
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
    """Return what the legend says of ``n`` points."""
    return f"{name} ({n:,})"


def _scaled(pool: pd.DataFrame, paint: ColorScale, size: int) -> list["go.Scattergl"]:
    values = paint.values[pool["row"]]
    order = np.argsort(-values if paint.strong_is_low else values, kind="stable")  # those to look at on top
    known = order[np.isfinite(values[order])]
    marker = {
        "size": size,
        "opacity": 0.9,
        "color": values[known].astype(np.float32),
        "coloraxis": "coloraxis",
    }
    traces = [points(pool.iloc[known], legend_entry("Source pool", len(known)), marker)]
    traces[0].update(showlegend=False)  # it has no one colour, and the colour bar stands for it
    if len(known) < len(pool):
        blank = pool[~np.isfinite(values)]
        grey = {"size": size, "color": OTHER_COLOR, "opacity": 0.45}
        traces.insert(0, points(blank, legend_entry("No value", len(blank)), grey))
    return traces
