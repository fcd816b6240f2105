"""The figures of a report: the product's charts, and one that needs no training to read."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from demux_core.charts.curve_charts import curve_figure
from demux_core.charts.map_charts import map_figure
from demux_core.charts.mix_charts import mix_figure
from demux_core.explain.learner_sentences import model_phrase, scores_of_learner
from demux_core.explain.number_format import format_interval, format_points
from demux_core.report.findings import Findings
from demux_core.report.reading import ExperimentReading
from demux_core.strategies import RANDOM
from demux_core.strategies.display import strategy_color, strategy_title

if TYPE_CHECKING:
    import plotly.graph_objects as go

_ROW = 46
_Rows = Sequence[Mapping[Any, Any]]


def answer_figure(findings: Findings, dark: bool = False) -> "go.Figure":
    """Return the differences from RANDOM at the budget, or the language mix where there are none."""
    reading = findings.evidence.reading
    if reading is None or reading.against_random.empty:
        return mix_figure(answer_groups(findings), findings.selection.colors)
    return _against_random(reading.against_random, dark)


def answer_groups(findings: Findings) -> pd.DataFrame:
    """Return the language mix of the pool, of the texts to label and of the target sample."""
    mix = findings.selection.mix
    groups = list(dict.fromkeys(mix["group"]))
    return mix[mix["group"].isin([*groups[:2], groups[-1]])]


def answer_caption(findings: Findings) -> str:
    """Explain the answer's figure to people who have not seen one like it."""
    reading = findings.evidence.reading
    if reading is None or reading.against_random.empty:
        return "Languages of the pool, of the texts to label, and of the target sample."
    return (
        f"The score with each strategy's texts compared with random texts, with {reading.budget:,} labels: "
        f"right of zero is better, left is worse. Random texts reached {reading.means[RANDOM]:.1f}. The thin "
        f"line is the 95% interval; where it crosses zero, the difference may be chance. "
        f"{scores_of_learner(reading.learner)}"
    )


def curve_caption(reading: ExperimentReading) -> str:
    """Explain the learning curves."""
    return (
        f"Score on the test by number of labelled texts: means over seeds, with 95% intervals. EN-FT is "
        f"{model_phrase(reading.learner)} trained on English alone. {scores_of_learner(reading.learner)}"
    )


def all_figures(findings: Findings) -> dict[str, dict[str, "go.Figure"]]:
    """Return figure name -> theme (``light``, ``dark``) -> figure, in the order of the HTML file."""
    reading = findings.evidence.reading
    figures: dict[str, dict[str, go.Figure]] = {}
    for theme, dark in (("light", False), ("dark", True)):
        themed: dict[str, Any] = {
            "answer": answer_figure(findings, dark),
            "mix": mix_figure(findings.selection.mix, findings.selection.colors),
            "map": _map(findings, dark),
        }
        if reading is not None:
            themed["curve"] = curve_figure(reading.curves, reading.metric_name, reading.budget, dark)
        for name, figure in themed.items():
            figures.setdefault(name, {})[theme] = figure
    return figures


def _map(findings: Findings, dark: bool) -> "go.Figure":
    """The map with the marks of the recommended strategy; those of the others are a click away."""
    section = findings.selection
    figure = map_figure(section.map.points, section.colors, section.map.marked, dark)
    others = len(section.map.marked) - 1
    for trace in figure.data[len(figure.data) - others :] if others else ():
        trace.visible = "legendonly"
    return figure.update_layout(dragmode="pan", margin={"t": 8})


def _against_random(against: pd.DataFrame, dark: bool) -> "go.Figure":
    import plotly.graph_objects as go

    ink = "#E2E8F0" if dark else "#0F172A"
    rows: _Rows = against.to_dict("records")
    ends = [end for row in rows for end in (row["low"], row["high"], row["delta"], 0.0) if end == end]
    margin = 0.22 * (max(ends) - min(ends)) + 0.3
    figure = go.Figure(_bars(rows, ink))
    _add_values(figure, rows)
    return figure.update_layout(
        height=80 + _ROW * len(rows),
        margin={"t": 4, "l": 0, "r": 8, "b": 0},
        xaxis={
            "title": "Points above or below RANDOM",
            "range": [min(ends) - margin * 0.4, max(ends) + margin],
            "zeroline": True,
            "zerolinewidth": 2,
            "zerolinecolor": ink,
            "tickformat": "~g",
        },
        yaxis={"autorange": "reversed", "title": None, "ticksuffix": "  ", "showgrid": False},
        showlegend=False,
    )


def _bars(rows: _Rows, ink: str) -> "go.Bar":
    import plotly.graph_objects as go

    return go.Bar(
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
        customdata=[_hover(row) for row in rows],
        hovertemplate="%{y}: %{x:+.1f} points%{customdata}<extra></extra>",
    )


def _add_values(figure: "go.Figure", rows: _Rows) -> None:
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


def _reach(high: float, low: float) -> float:
    reach = high - low
    return reach if reach == reach else 0.0


def _hover(row: Mapping[Any, Any]) -> str:
    if row["low"] != row["low"]:
        return " (one seed)"
    return f" (95% interval {format_interval(row['low'], row['high'])})"
