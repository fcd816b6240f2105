"""Coverage against budget; a strategy has the same colour, line and mark as on the learning curves."""

from math import isnan
from typing import TYPE_CHECKING, Any

import pandas as pd

from demux_core.charts.curve_charts import band, budget_axis
from demux_core.strategies import RANDOM
from demux_core.strategies.display import in_order, is_contender, strategy_color, strategy_title

if TYPE_CHECKING:
    import plotly.graph_objects as go


def coverage_figure(curves: pd.DataFrame, at: int | None = None, dark: bool = False) -> "go.Figure":
    """Draw the share of target texts with a chosen text near them, one line a strategy, RANDOM with its band.

    Args:
        curves: ``coverage_curve`` of the strategies, for one target language or for all.
        at: budget to mark.
        dark: draw for a dark page.
    """
    import plotly.graph_objects as go

    ink = "#E2E8F0" if dark else "#0F172A"
    figure = go.Figure()
    for name in in_order(curves["strategy"]):
        part = curves[curves["strategy"] == name].sort_values("budget")
        color = strategy_color(name, ink)
        if name == RANDOM:
            figure.add_trace(band(part, name, color))
        figure.add_trace(_line(part, name, color))
    if at is not None:
        figure.add_vline(at, line={"color": ink, "width": 1}, opacity=0.35)
    return figure.update_layout(_layout(sorted(set(curves["budget"]))))


def _line(part: pd.DataFrame, name: str, color: str) -> "go.Scatter":
    import plotly.graph_objects as go

    filled = is_contender(name)
    return go.Scatter(
        x=part["budget"],
        y=part["coverage"],
        name=strategy_title(name),
        legendgroup=name,
        mode="lines+markers",
        line={"color": color, "width": 2.2 if filled else 1.8, "dash": "solid" if filled else "dot"},
        marker={"size": 7, "symbol": "circle" if filled else "circle-open", "color": color},
        customdata=[_range(low, high) for low, high in zip(part["low"], part["high"], strict=True)],
        hovertemplate="%{y:.0%}%{customdata}",
    )


def _range(low: float, high: float) -> str:
    return "" if isnan(low) else f" ({low:.0%} to {high:.0%})"


def _layout(budgets: list[int]) -> dict[str, Any]:
    return {
        "height": 320,
        "margin": {"t": 10, "l": 0, "r": 10, "b": 0},
        "hovermode": "x unified",
        "hoverlabel": {"namelength": -1},
        "legend": {"tracegroupgap": 2},
        "xaxis": budget_axis(budgets),
        "yaxis": {"title": "Target texts covered", "range": [0, 1.02], "tickformat": ".0%"},
    }
