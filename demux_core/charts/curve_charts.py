"""Learning curves; a strategy has the same colour everywhere."""

import html
from collections.abc import Collection, Sequence
from math import isnan
from typing import TYPE_CHECKING, Any

import pandas as pd

from demux_core.base.palette import OTHER_COLOR
from demux_core.base.plurals import counted
from demux_core.charts.colors import translucent
from demux_core.strategies import EN_FT, RANDOM
from demux_core.strategies.display import (
    in_order,
    is_ceiling,
    is_contender,
    strategy_color,
    strategy_title,
)

if TYPE_CHECKING:
    import plotly.graph_objects as go

_BAND_OPACITY = 0.1
BEHIND = 0.4  # opacity of a line that does not stand out
_MOST_REACH = 12  # points; the interval of two seeds can be wider than the whole scale
STRONG = 4  # lines that stand out at once
_LOG_FROM = 20  # budgets that span more than this factor crowd at the left of a linear axis


def standing_out(curves: pd.DataFrame, at: int) -> list[str]:
    """The strategies whose lines stand out: all of a few, else RANDOM, GOLD and the best at budget ``at``."""
    names = [name for name in in_order(curves["strategy"]) if name != EN_FT]
    first = [name for name in names if name == RANDOM or is_ceiling(name)]
    here = curves[(curves["budget"] == at) & ~curves["strategy"].isin(first)]
    best = here.sort_values("mean", ascending=False, kind="stable")["strategy"].tolist()
    return names if len(names) <= STRONG else [*first, *best][:STRONG]


def curve_figure(
    curves: pd.DataFrame,
    metric: str,
    at: int | None = None,
    dark: bool = False,
    strong: Collection[str] | None = None,
) -> "go.Figure":
    """Draw score against budget, one line a strategy with its 95% band; EN-FT is a horizontal line.

    With a single budget there are no lines: strategies stand side by side, each with its interval.

    Args:
        curves: ``curves.curve``: strategy, budget, mean, low, high, n.
        metric: name of the score.
        at: budget to mark.
        dark: draw GOLD and the mark for a dark page.
        strong: strategies whose lines stand out, by default all; the others are pale and show their
            interval on hover. GOLD, the ceiling, and EN-FT, the starting point, have no band.
    """
    import plotly.graph_objects as go

    ink = "#E2E8F0" if dark else "#0F172A"
    budgets = sorted(set(curves.loc[curves["strategy"] != EN_FT, "budget"]))
    if len(budgets) == 1:
        return _side_by_side(curves, metric, budgets[0], ink)
    figure = go.Figure()
    names = in_order(curves["strategy"])
    strong = names if strong is None else strong
    bands = [name for name in names if name in strong and name != EN_FT and not is_ceiling(name)]
    for name in names:
        part = curves[curves["strategy"] == name].sort_values("budget")
        color = _color(name, ink)
        if name == EN_FT:
            part = pd.concat([part.iloc[:1]] * len(budgets)).assign(budget=budgets)
        elif name in bands and part["low"].notna().any():
            figure.add_trace(band(part.dropna(subset="low"), name, color))
        line = _line(part, name, color)
        if name not in strong and name != EN_FT:
            line.update(opacity=BEHIND, line={"width": 1.4}, marker={"size": 5})
        figure.add_trace(line)
    if at is not None:
        figure.add_vline(at, line={"color": ink, "width": 1}, opacity=0.35)
    without_band = [name for name in names if name not in bands]
    figure.update_layout(_layout(metric, _score_range(curves, without_band), budget_axis(budgets)))
    all_strong = set(names) <= {*strong, EN_FT}
    return figure.update_layout(
        hovermode="x unified" if all_strong else "closest", legend={"tracegroupgap": 2}
    )


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
        figure.add_trace(_line(level, EN_FT, OTHER_COLOR))
    axis = {
        "title": counted(budget, "labelled text"),
        "range": edges,
        "tickvals": list(range(len(names))),
        "ticktext": [html.escape(strategy_title(name)) for name in names],
        "showgrid": False,
        "zeroline": False,
    }
    figure.update_layout(_layout(metric, _score_range(curves), axis))
    return figure.update_layout(hovermode="closest", showlegend=len(start) > 0)


def _layout(metric: str, score_range: tuple[float, float], budget_axis: dict[str, Any]) -> dict[str, Any]:
    return {
        "height": 380,
        "margin": {"t": 10, "l": 0, "r": 10, "b": 0},
        "hoverlabel": {"namelength": -1},
        "xaxis": budget_axis,
        "yaxis": {"title": metric, "range": list(score_range)},
    }


def budget_axis(budgets: Sequence[int]) -> dict[str, Any]:
    """The axis of ascending budgets, logarithmic where they span much."""
    log = bool(budgets) and budgets[-1] > _LOG_FROM * budgets[0]
    return {
        "title": "Labelled texts" + (" (logarithmic)" if log else ""),
        "type": "log" if log else "linear",
        "tickvals": budgets,
        "ticktext": [f"{budget:,}" for budget in budgets],
        "showgrid": False,
        "unifiedhovertitle": {"text": "<b>%{x:,} labelled texts</b>"},
    }


def _score_range(curves: pd.DataFrame, without_band: Sequence[str] = ()) -> tuple[float, float]:
    """The range of the axis: all means and all bands that are drawn, but only a part of very wide bands."""
    means, hidden = curves["mean"], curves["strategy"].isin(without_band)
    low = max(curves["low"].mask(hidden).fillna(means).min(), means.min() - _MOST_REACH)
    high = min(curves["high"].mask(hidden).fillna(means).max(), means.max() + _MOST_REACH)
    room = 0.06 * (high - low) + 0.5
    return low - room, high + room


def _color(name: str, ink: str) -> str:
    return OTHER_COLOR if name == EN_FT else strategy_color(name, ink)


def _mark(part: pd.DataFrame, name: str, color: str) -> "go.Scatter":
    """The only mean of a strategy, with its interval as a bar."""
    trace = _line(part, name, color)
    up, down = (part["high"] - part["mean"]), (part["mean"] - part["low"])
    bars = {"type": "data", "array": up, "arrayminus": down, "symmetric": False, "thickness": 2, "width": 8}
    trace.update(mode="markers", marker={"size": 13, "line": {"width": 2.5}}, showlegend=False)
    if part["low"].notna().all():
        trace.update(error_y={**bars, "color": color})
    return trace


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
        customdata=[_interval(*row) for row in zip(part["low"], part["high"], part["n"], strict=True)],
        hovertemplate="%{y:.1f}%{customdata}",
    )


def band(part: pd.DataFrame, name: str, color: str) -> "go.Scatter":
    """Draw the interval of a curve: columns budget, low and high."""
    import plotly.graph_objects as go

    return go.Scatter(
        x=[*part["budget"], *part["budget"][::-1]],
        y=[*part["high"], *part["low"][::-1]],
        fill="toself",
        fillcolor=translucent(color, _BAND_OPACITY),
        line={"width": 0},
        mode="lines",
        legendgroup=name,
        showlegend=False,
        hoverinfo="skip",
    )


def _interval(low: float, high: float, n: int) -> str:
    return "" if isnan(low) else f" ({low:.1f} to {high:.1f}, {n} seeds)"
