"""Learning curves as a plotly figure; a strategy has the same colour everywhere."""

import html
from collections.abc import Iterable, Sequence
from math import isnan
from typing import TYPE_CHECKING

import pandas as pd

from demux_core.strategies import EN_FT
from demux_core.strategies.display import is_ceiling, is_contender

if TYPE_CHECKING:
    import plotly.graph_objects as go
from demux_core.strategies import RANDOM
from demux_core.strategies.display import in_order, strategy_color, strategy_title

_OTHER = "#9CA3AF"
_BAND = 0.1
_MOST_BANDS = 4  # more, one over the other, cannot be told apart
_MOST_REACH = 12  # points; the interval of two seeds can be wider than the whole scale
_LOG_FROM = 20  # budgets that span more than this factor crowd at the left of a linear axis


def banded(names: Iterable[str]) -> list[str]:
    """Those of the drawn strategies that have their band: RANDOM alone where there would be too many.

    GOLD, the ceiling, and EN-FT, the floor, have none.
    """
    able = [name for name in names if name != EN_FT and not is_ceiling(name)]
    return able if len(able) <= _MOST_BANDS else [name for name in able if name == RANDOM]


def curve_figure(curves: pd.DataFrame, metric: str, at: int | None = None, dark: bool = False) -> "go.Figure":
    """Draw score against budget, one line a strategy with its 95 % band; EN-FT is a level line.

    One budget makes no lines: there the strategies stand side by side, each with its interval.

    Args:
        curves: ``curves.curve``: strategy, budget, mean, low, high, n. The bands are those of ``banded``; the
            others are in the hover only.
        metric: name of the score.
        at: budget to mark.
        dark: draw GOLD and the mark for a dark page.
    """
    import plotly.graph_objects as go

    ink = "#E2E8F0" if dark else "#0F172A"
    budgets = sorted(set(curves.loc[curves["strategy"] != EN_FT, "budget"]))
    if len(budgets) == 1:
        return _side_by_side(curves, metric, budgets[0], ink)
    figure = go.Figure()
    names = in_order(curves["strategy"])
    bands = banded(names)
    for name in names:
        part = curves[curves["strategy"] == name].sort_values("budget")
        color = _color(name, ink)
        if name == EN_FT:
            part = pd.concat([part.iloc[:1]] * len(budgets)).assign(budget=budgets)
        elif name in bands and part["low"].notna().any():
            figure.add_trace(_band(part.dropna(subset="low"), name, color))
        figure.add_trace(_line(part, name, color))
    if at is not None:
        figure.add_vline(at, line={"color": ink, "width": 1}, opacity=0.35)
    low, high = _span(curves, [name for name in names if name not in bands])
    log = bool(budgets) and budgets[-1] > _LOG_FROM * budgets[0]
    figure.update_layout(
        height=380,
        margin={"t": 10, "l": 0, "r": 10, "b": 0},
        hovermode="x unified",
        hoverlabel={"namelength": -1},
        xaxis={
            "title": "Annotated points" + (" (logarithmic)" if log else ""),
            "type": "log" if log else "linear",
            "tickvals": budgets,
            "ticktext": [f"{budget:,}" for budget in budgets],
            "showgrid": False,
            "unifiedhovertitle": {"text": "<b>%{x:,} annotated points</b>"},
        },
        yaxis={"title": metric, "range": [low, high]},
        legend={"tracegroupgap": 2},
    )
    return figure


def _side_by_side(curves: pd.DataFrame, metric: str, budget: int, ink: str) -> "go.Figure":
    import plotly.graph_objects as go

    figure = go.Figure()
    names = [name for name in in_order(curves["strategy"]) if name != EN_FT]
    for place, name in enumerate(names):
        part = curves[curves["strategy"] == name].assign(budget=place)
        figure.add_trace(_mark(part, name, _color(name, ink)))
    edges = [-0.6, len(names) - 0.4]
    if len(start := curves[curves["strategy"] == EN_FT]):
        level = pd.concat([start.iloc[:1]] * 2).assign(budget=edges)
        figure.add_trace(_line(level, EN_FT, _OTHER))
    low, high = _span(curves)
    figure.update_layout(
        height=380,
        margin={"t": 10, "l": 0, "r": 10, "b": 0},
        hovermode="closest",
        hoverlabel={"namelength": -1},
        xaxis={
            "title": f"{budget:,} annotated points",
            "range": edges,
            "tickvals": list(range(len(names))),
            "ticktext": [html.escape(strategy_title(name)) for name in names],
            "showgrid": False,
            "zeroline": False,
        },
        yaxis={"title": metric, "range": [low, high]},
        showlegend=len(start) > 0,
    )
    return figure


def _span(curves: pd.DataFrame, bare: Sequence[str] = ()) -> tuple[float, float]:
    """What an axis shows: all means and all bands but those of ``bare``; of very wide bands a part."""
    means, hidden = curves["mean"], curves["strategy"].isin(bare)
    low = max(curves["low"].mask(hidden).fillna(means).min(), means.min() - _MOST_REACH)
    high = min(curves["high"].mask(hidden).fillna(means).max(), means.max() + _MOST_REACH)
    room = 0.06 * (high - low) + 0.5
    return low - room, high + room


def _mark(part: pd.DataFrame, name: str, color: str) -> "go.Scatter":
    """The only mean of a strategy, with its interval as a bar."""
    trace = _line(part, name, color)
    up, down = (part["high"] - part["mean"]), (part["mean"] - part["low"])
    bars = {"type": "data", "array": up, "arrayminus": down, "symmetric": False, "thickness": 2, "width": 8}
    trace.update(mode="markers", marker={"size": 13, "line": {"width": 2.5}}, showlegend=False)
    if part["low"].notna().all():
        trace.update(error_y={**bars, "color": color})
    return trace


def _color(name: str, ink: str) -> str:
    return _OTHER if name == EN_FT else strategy_color(name, ink)


def _line(part: pd.DataFrame, name: str, color: str) -> "go.Scatter":
    import plotly.graph_objects as go

    filled, ceiling = is_contender(name), is_ceiling(name)
    dash = "solid" if filled else "dash" if ceiling else "dot"
    return go.Scatter(
        x=part["budget"],
        y=part["mean"],
        name=strategy_title(name),
        legendgroup=name,
        mode="lines" if name == EN_FT else "lines+markers",
        line={"color": color, "width": 2.2 if filled or ceiling else 1.8, "dash": dash},
        marker={"size": 7, "symbol": "circle" if filled else "circle-open", "color": color},
        customdata=[_reach(*row) for row in zip(part["low"], part["high"], part["n"], strict=True)],
        hovertemplate="%{y:.1f}%{customdata}",
    )


def _band(part: pd.DataFrame, name: str, color: str) -> "go.Scatter":
    import plotly.graph_objects as go

    red, green, blue = (int(color[i : i + 2], 16) for i in (1, 3, 5))
    return go.Scatter(
        x=[*part["budget"], *part["budget"][::-1]],
        y=[*part["high"], *part["low"][::-1]],
        fill="toself",
        fillcolor=f"rgba({red}, {green}, {blue}, {_BAND})",
        line={"width": 0},
        mode="lines",
        legendgroup=name,
        showlegend=False,
        hoverinfo="skip",
    )


def _reach(low: float, high: float, n: int) -> str:
    return "" if isnan(low) else f" ({low:.1f} to {high:.1f}, {n} seeds)"
