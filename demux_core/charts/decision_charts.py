"""The curves of a decision, from no label on: a few strategies stand out, the others lie behind."""

from collections.abc import Collection, Mapping, Sequence
from math import log1p
from typing import TYPE_CHECKING, Any

import numpy as np

from demux_core.analysis.drawn_curves import DrawnCurve
from demux_core.charts.colors import translucent
from demux_core.charts.curve_charts import BEHIND
from demux_core.strategies import RANDOM
from demux_core.strategies.display import in_order, is_ceiling, is_contender, strategy_color, strategy_title

if TYPE_CHECKING:
    import plotly.graph_objects as go

_BAND = 0.1  # opacity


def decision_figure(
    curves: Mapping[str, DrawnCurve],
    strong: Collection[str],
    metric: str,
    at: float | None = None,
    dark: bool = False,
) -> "go.Figure":
    """Draw score against labels over log(1 + labels), on which no label has a place.

    Args:
        curves: ``drawn_curves.drawn_curves``.
        strong: strategies whose lines stand out, with 95% bands; the others are pale and named on hover.
        metric: name of the score.
        at: number of labels to mark.
        dark: for a dark page.
    """
    import plotly.graph_objects as go

    ink = "#E2E8F0" if dark else "#0F172A"
    figure = go.Figure()
    # What is drawn last lies on top.
    for name in sorted(in_order(curves), key=lambda each: each in strong):
        color = strategy_color(name, ink)
        if name in strong and curves[name].seeds > 1 and not is_ceiling(name):
            figure.add_trace(_band(curves[name], name, color))
        figure.add_trace(_line(curves[name], name, color, name in strong))
    if at is not None:
        figure.add_vline(log1p(at), line={"color": ink, "width": 1}, opacity=0.35)
    budgets = sorted({int(each) for curve in curves.values() for each in curve.budgets})
    return figure.update_layout(
        height=400,
        margin={"t": 10, "l": 0, "r": 10, "b": 0},
        hovermode="closest",
        hoverlabel={"namelength": -1},
        xaxis=label_axis(budgets),
        yaxis={"title": metric},
        legend={"traceorder": "reversed", "tracegroupgap": 2},
    )


def label_axis(budgets: Sequence[int]) -> dict[str, Any]:
    """The axis of log(1 + labels), so that no label has a place."""
    return {
        "title": "Labels (logarithmic)",
        "tickvals": [log1p(each) for each in budgets],
        "ticktext": [f"{each:,}" for each in budgets],
        "showgrid": False,
        "zeroline": False,
    }


def _line(curve: DrawnCurve, name: str, color: str, strong: bool) -> "go.Scatter":
    import plotly.graph_objects as go

    dash = "solid" if is_contender(name) else "dash" if is_ceiling(name) else "dot"
    low, high = interval_ends(curve)
    several = curve.seeds > 1
    texts = [
        f"{int(n):,} labels" + (f" ({a:.1f} to {b:.1f}, {curve.seeds} seeds)" if several else ", 1 seed")
        for n, a, b in zip(curve.budgets, low, high, strict=True)
    ]
    return go.Scatter(
        x=np.log1p(curve.budgets),
        y=curve.scores,
        name=strategy_title(name),
        legendgroup=name,
        mode="lines+markers",
        line={"color": color, "width": 2.6 if strong else 1.4, "dash": dash},
        marker={"size": 7 if strong else 4, "color": color},
        opacity=1.0 if strong else BEHIND,
        text=texts,
        hovertemplate="%{fullData.name}: %{y:.1f}<br>%{text}<extra></extra>",
        hoverlabel={"bgcolor": color},
    )


def _band(curve: DrawnCurve, name: str, color: str) -> "go.Scatter":
    import plotly.graph_objects as go

    places, (low, high) = np.log1p(curve.budgets), interval_ends(curve)
    return go.Scatter(
        x=[*places, *places[::-1]],
        y=[*high, *low[::-1]],
        fill="toself",
        fillcolor=translucent(color, _BAND if name != RANDOM else 1.6 * _BAND),
        line={"width": 0},
        mode="lines",
        legendgroup=name,
        showlegend=False,
        hoverinfo="skip",
    )


def interval_ends(curve: DrawnCurve) -> tuple["np.ndarray[Any, Any]", "np.ndarray[Any, Any]"]:
    """Return the lower and the upper ends of the 95% intervals of a curve's scores, (b,) each."""
    low, high = np.quantile(curve.draws, [0.025, 0.975], axis=0)
    return low, high
