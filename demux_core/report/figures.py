"""The report's figures, made by the charts of the product; and the one that needs no learning to be read."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from demux_core.charts.curve_charts import curve_figure
from demux_core.charts.map_charts import map_figure
from demux_core.charts.mix_charts import mix_figure
from demux_core.explain.number_format import format_points
from demux_core.report.findings import Findings
from demux_core.strategies import RANDOM
from demux_core.strategies.display import strategy_color, strategy_title

if TYPE_CHECKING:
    import plotly.graph_objects as go

_OTHER = "#9CA3AF"
_ROW = 46


def answer_figure(findings: Findings, dark: bool = False) -> "go.Figure":
    """Points above or below RANDOM at the budget; without an experiment the mix of what is to be labelled."""
    measured = findings.measured
    if measured is None or measured.against.empty:
        return mix_figure(answer_groups(findings), findings.colors)
    return _against_random(measured.against, dark)


def answer_groups(findings: Findings) -> pd.DataFrame:
    """The mix of the pool, of what is to be labelled and of the target sample."""
    groups = list(dict.fromkeys(findings.mix["group"]))
    return findings.mix[findings.mix["group"].isin([*groups[:2], groups[-1]])]


def answer_caption(findings: Findings) -> str:
    """What the answer's figure shows, for people who have not seen one like it."""
    measured = findings.measured
    if measured is None or measured.against.empty:
        return "Which languages the texts are in: of the pool, of the texts to label, of the target sample."
    at_zero = measured.means[RANDOM]
    return (
        f"How far each strategy's texts took the model above (right) or below (left) texts drawn at random, "
        f"with {measured.at:,} labels; random texts reached {at_zero:.1f}. The thin line is the 95 % "
        f"interval: where it crosses zero, the difference may be chance."
    )


def all_figures(findings: Findings) -> dict[str, dict[str, "go.Figure"]]:
    """Figure -> theme (``light``, ``dark``) -> figure, as they stand in the HTML."""
    measured = findings.measured
    found: dict[str, dict[str, go.Figure]] = {}
    for theme, dark in (("light", False), ("dark", True)):
        made: dict[str, Any] = {
            "answer": answer_figure(findings, dark),
            "mix": mix_figure(findings.mix, findings.colors),
            "map": _map(findings, dark),
        }
        if measured is not None:
            made["curve"] = curve_figure(measured.numbers, measured.metric_name, measured.at, dark)
        for name, figure in made.items():
            found.setdefault(name, {})[theme] = figure
    return found


def _map(findings: Findings, dark: bool) -> "go.Figure":
    """The map with the marks of the first strategy; those of the others are a click away."""
    figure = map_figure(findings.points, findings.colors, findings.picked, dark)
    others = len(findings.picked) - 1
    for trace in figure.data[len(figure.data) - others :] if others else ():
        trace.visible = "legendonly"
    return figure.update_layout(dragmode="pan", margin={"t": 8})


def _against_random(against: pd.DataFrame, dark: bool) -> "go.Figure":
    import plotly.graph_objects as go

    ink = "#E2E8F0" if dark else "#0F172A"
    rows: Sequence[Mapping[Any, Any]] = against.to_dict("records")
    ends = [end for row in rows for end in (row["low"], row["high"], row["delta"], 0.0) if end == end]
    room = 0.22 * (max(ends) - min(ends)) + 0.3
    figure = go.Figure(
        go.Bar(
            orientation="h",
            y=[strategy_title(row["strategy"]) for row in rows],
            x=[row["delta"] for row in rows],
            width=0.56,
            marker={"color": [strategy_color(row["strategy"]) for row in rows]},
            error_x={
                "type": "data",
                "symmetric": False,
                "array": [_reach(row["high"], row["delta"]) for row in rows],
                "arrayminus": [_reach(row["delta"], row["low"]) for row in rows],
                "color": ink,
                "thickness": 1.5,
                "width": 5,
            },
            customdata=[_ends(row) for row in rows],
            hovertemplate="%{y}: %{x:+.1f} points%{customdata}<extra></extra>",
        )
    )
    for row in rows:
        end = row["high"] if row["high"] == row["high"] else max(row["delta"], 0.0)
        figure.add_annotation(
            x=max(end, 0.0),
            y=strategy_title(row["strategy"]),
            text=f"<b>{format_points(row['delta'], '+')}</b>",
            showarrow=False,
            xanchor="left",
            xshift=8,
        )
    return figure.update_layout(
        height=80 + _ROW * len(rows),
        margin={"t": 4, "l": 0, "r": 8, "b": 0},
        xaxis={
            "title": "Points above or below RANDOM",
            "range": [min(ends) - room * 0.4, max(ends) + room],
            "zeroline": True,
            "zerolinewidth": 2,
            "zerolinecolor": ink,
            "tickformat": "~g",
        },
        yaxis={"autorange": "reversed", "title": None, "ticksuffix": "  ", "showgrid": False},
        showlegend=False,
    )


def _reach(high: float, low: float) -> float:
    reach = high - low
    return reach if reach == reach else 0.0


def _ends(row: Mapping[Any, Any]) -> str:
    if row["low"] != row["low"]:
        return " (one seed)"
    return f" (95 % interval {format_points(row['low'], '+')} to {format_points(row['high'], '+')})"
