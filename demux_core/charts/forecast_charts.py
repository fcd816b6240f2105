"""A learning curve and how it is expected to go on: beyond the last measured budget, dashed and paler."""

from math import log1p
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from demux_core.analysis.forecast import Forecast
from demux_core.charts.colors import translucent
from demux_core.charts.decision_charts import label_axis
from demux_core.strategies.display import strategy_color, strategy_title

if TYPE_CHECKING:
    import plotly.graph_objects as go

_KNOWN, _AHEAD = 0.16, 0.08  # opacities of the band
_PLACES = 30


def forecast_figure(
    forecast: Forecast, strategy: str, metric: str, at: int | None = None, dark: bool = False
) -> "go.Figure":
    """Draw the measured points, the curve through them, and its band, over log(1 + labels).

    Args:
        forecast: of the strategy.
        strategy: its name, for the colour.
        metric: name of the score.
        at: number of labels to mark.
        dark: for a dark page.
    """
    import plotly.graph_objects as go

    ink = "#E2E8F0" if dark else "#0F172A"
    color = strategy_color(strategy, ink)
    first = forecast.measured.budgets[0]
    figure = go.Figure()
    for start, end, opacity, dash in (
        (first, forecast.last, _KNOWN, "solid"),
        (forecast.last, forecast.farthest, _AHEAD, "dash"),
    ):
        part = forecast.curve(_between(start, end))
        figure.add_trace(_band(part, translucent(color, opacity)))
        figure.add_trace(_line(part, color, dash))
    figure.add_trace(_points(forecast, strategy, color))
    if at is not None:
        figure.add_vline(log1p(at), line={"color": ink, "width": 1}, opacity=0.35)
    budgets = sorted({*forecast.measured.budgets, *forecast.ahead})
    return figure.update_layout(
        height=320,
        margin={"t": 10, "l": 0, "r": 24, "b": 0},
        hovermode="closest",
        xaxis=label_axis(budgets),
        yaxis={"title": metric},
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
    )


def _between(start: int, end: int) -> list[int]:
    """Numbers of labels evenly apart on the axis, both ends included."""
    places = np.expm1(np.linspace(log1p(start), log1p(end), _PLACES)).round().astype(int)
    return [int(each) for each in np.unique(places)]


def _points(forecast: Forecast, strategy: str, color: str) -> "go.Scatter":
    import plotly.graph_objects as go

    measured = forecast.measured
    return go.Scatter(
        x=np.log1p(measured.budgets),
        y=measured.scores,
        name=f"{strategy_title(strategy)}, measured",
        mode="markers",
        marker={"size": 9, "color": color},
        customdata=measured.budgets,
        hovertemplate="%{customdata:,} labels: %{y:.1f}, measured<extra></extra>",
    )


def _line(part: pd.DataFrame, color: str, dash: str) -> "go.Scatter":
    import plotly.graph_objects as go

    return go.Scatter(
        x=np.log1p(part["budget"]),
        y=part["mean"],
        name="fitted curve" if dash == "solid" else "forecast",
        mode="lines",
        line={"color": color, "width": 2.2, "dash": dash},
        customdata=part[["budget", "low", "high"]],
        hovertemplate="%{customdata[0]:,} labels: %{y:.1f} (%{customdata[1]:.1f} to %{customdata[2]:.1f})"
        "<extra></extra>",
    )


def _band(part: pd.DataFrame, color: str) -> "go.Scatter":
    import plotly.graph_objects as go

    places = np.log1p(part["budget"])
    return go.Scatter(
        x=[*places, *places[::-1]],
        y=[*part["high"], *part["low"][::-1]],
        fill="toself",
        fillcolor=color,
        line={"width": 0},
        mode="lines",
        showlegend=False,
        hoverinfo="skip",
    )
