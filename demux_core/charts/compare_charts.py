"""Several strategies side by side, each on a map of its own."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from demux_core.base.palette import OTHER_COLOR
from demux_core.base.plurals import counted
from demux_core.charts.map_charts import target_trace, with_ranks
from demux_core.charts.map_traces import color_axis, point_trace, pool_traces
from demux_core.charts.point_colors import INK, INK_ON_DARK, ColorGroup, ColorGroups, PointColors
from demux_core.strategies.display import strategy_color, strategy_title

if TYPE_CHECKING:
    import plotly.graph_objects as go

FEWEST, MOST = 2, 6
_BACKGROUND_POINTS = 3_000
_CHOSEN_SIZE = 7  # pixels
_HEIGHTS = {1: 430, 2: 600}


def compare_figure(
    frame: pd.DataFrame,
    picked: Mapping[str, Sequence[int]],
    colors: PointColors | None = None,
    dark: bool = False,
) -> "go.Figure":
    """Draw one map a strategy, with its chosen points in colour; zooming into one zooms into all.

    Args:
        frame: the points to draw (``map_frames.map_frame``): a part of the pool and all chosen points.
        picked: name of a strategy -> pool rows, best first; two to six.
        colors: of the chosen points; by default each strategy has its own.
        dark: draw for a dark page.
    """
    columns = 2 if len(picked) in (2, 4) else 3
    figure = _panels(picked, columns)
    frame = with_ranks(frame, {strategy_title(name): rows for name, rows in picked.items()})
    target, pool = frame[frame["target"]], frame[~frame["target"]]
    in_legend: set[str] = set()
    for number, (name, rows) in enumerate(picked.items()):
        chosen = pool[pool["row"].isin(rows)]
        traces = [
            _background(pool),
            *pool_traces(chosen, colors or _strategy_color(chosen, name), dark, size=_CHOSEN_SIZE),
            target_trace(target, small=True),
        ]
        for trace in traces:
            entry = trace.name.rsplit(" (", 1)[0]
            in_title = colors is None and entry == strategy_title(name)
            trace.update(name=entry, legendgroup=entry, showlegend=entry not in in_legend and not in_title)
            in_legend.add(entry)
            figure.add_trace(trace, number // columns + 1, number % columns + 1)
    figure.update_annotations(font={"size": 15, "color": INK_ON_DARK if dark else INK})
    return figure.update_layout(coloraxis=color_axis(colors, dark))


def _panels(picked: Mapping[str, Sequence[int]], columns: int) -> "go.Figure":
    from plotly.subplots import make_subplots

    rows = -(-len(picked) // columns)
    titles = [
        f"<b>{strategy_title(name)}</b> · {counted(len(chosen), 'text')}" for name, chosen in picked.items()
    ]
    figure = make_subplots(
        rows, columns, subplot_titles=titles, horizontal_spacing=0.02, vertical_spacing=0.08
    )
    figure.update_xaxes(matches="x", visible=False)
    figure.update_yaxes(matches="y", visible=False)
    return figure.update_layout(
        height=_HEIGHTS[rows],
        margin={"t": 60, "l": 0, "r": 0, "b": 0},
        dragmode="lasso",
        uirevision="compare",
        hoverlabel={"align": "left"},
        legend={"orientation": "h", "yanchor": "top", "y": -0.02, "x": 0, "itemsizing": "constant"},
    )


def _strategy_color(chosen: pd.DataFrame, name: str) -> ColorGroups:
    group_of = np.zeros(int(chosen["row"].max()) + 1, dtype=np.int64)
    return ColorGroups(group_of, (ColorGroup(strategy_title(name), strategy_color(name)),))


def _background(pool: pd.DataFrame) -> "go.Scattergl":
    part = pool.iloc[:: -(-len(pool) // _BACKGROUND_POINTS)]
    trace = point_trace(part, "Source pool", {"size": 4, "color": OTHER_COLOR, "opacity": 0.3})
    return trace.update(text=None, hovertemplate=None, hoverinfo="skip")
