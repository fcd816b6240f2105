"""The figures of a report: the product's charts, and one that needs no training to read."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from demux_core.analysis.decision import strongest
from demux_core.charts.coverage_charts import coverage_figure
from demux_core.charts.curve_charts import STRONG
from demux_core.charts.decision_charts import decision_figure
from demux_core.charts.forecast_charts import forecast_figure
from demux_core.charts.map_charts import map_figure
from demux_core.charts.mix_charts import mix_figure
from demux_core.explain.learner_sentences import scores_of_learner
from demux_core.explain.number_format import format_interval, format_points
from demux_core.report.findings import Findings
from demux_core.report.reading import ExperimentReading
from demux_core.strategies.display import strategy_color, strategy_title

if TYPE_CHECKING:
    import plotly.graph_objects as go

_ROW = 46
_NOT_FROM_ZERO = "(axis does not start at 0)"
_Rows = Sequence[Mapping[Any, Any]]
MAP_CAPTION = (
    "Each dot is a text of the pool; filled diamonds are the target sample, open marks the texts to label."
)
MIX_CAPTION = "Share of each language in the pool, in the texts of each strategy, and in the target sample."


def curve_caption(reading: ExperimentReading) -> str:
    """Explain the learning curves."""
    intervals = "with 95% intervals over seeds and test texts"
    if len(reading.setup.seeds) == 1:
        intervals = "of one seed, so without intervals"
    return f"Score by number of labels, from none on, {intervals}. {scores_of_learner(reading.learner)}"


def comparison_caption(reading: ExperimentReading) -> str:
    """Explain the bars to people who have not seen any like them."""
    points = f"Points above or below random texts with {reading.budget:,} labels"
    if reading.against_random["low"].isna().all():
        return f"{points}: one seed, so every difference may be chance."
    return f"{points}: where a thin line (95% interval) crosses zero, the difference may be chance."


def main_figure(findings: Findings, dark: bool = False) -> "go.Figure":
    """Return the learning curves, or the language mix where there are none."""
    if findings.evidence.reading is None:
        return mix_figure(answer_groups(findings), findings.selection.colors)
    return _curve(findings.evidence.reading, findings.budget, dark)


def main_caption(findings: Findings) -> str:
    """Explain the main figure."""
    reading = findings.evidence.reading
    return MIX_CAPTION if reading is None else curve_caption(reading)


def answer_groups(findings: Findings) -> pd.DataFrame:
    """Return the language mix of the pool, of the texts to label and of the target sample."""
    mix = findings.selection.mix
    groups = list(dict.fromkeys(mix["group"]))
    return mix[mix["group"].isin([*groups[:2], groups[-1]])]


def all_figures(findings: Findings) -> dict[str, dict[str, "go.Figure"]]:
    """Return figure name -> theme (``light``, ``dark``) -> figure, in the order of the HTML file."""
    figures: dict[str, dict[str, go.Figure]] = {}
    for theme, dark in (("light", False), ("dark", True)):
        for name, figure in _themed(findings, dark):
            figures.setdefault(name, {})[theme] = figure
    return figures


def _themed(findings: Findings, dark: bool) -> Iterator[tuple[str, "go.Figure"]]:
    reading, coverage, ahead = findings.evidence.reading, findings.coverage, findings.forecast
    yield "map", _map(findings, dark)
    yield "mix", mix_figure(findings.selection.mix, findings.selection.colors)
    if reading is not None:
        yield "curve", _curve(reading, findings.budget, dark)
    if coverage is not None:
        yield "coverage", coverage_figure(coverage.curves, coverage.budget, dark)
    if reading is not None and ahead is not None and ahead.forecast is not None:
        title = f"{reading.metric_name} {_NOT_FROM_ZERO}"
        yield "forecast", forecast_figure(ahead.forecast, ahead.strategy, title, findings.budget, dark)
    if reading is not None and not reading.against_random.empty:
        yield "comparison", _against_random(reading.against_random, dark)


def _curve(reading: ExperimentReading, budget: int, dark: bool) -> "go.Figure":
    strong = strongest(reading.drawn, reading.budget, STRONG)
    title = f"{reading.metric_name} {_NOT_FROM_ZERO}"
    return decision_figure(reading.drawn, strong, title, budget, dark)


def _map(findings: Findings, dark: bool) -> "go.Figure":
    """The map with the marks of the recommended strategy; those of the others are a click away."""
    section = findings.selection
    figure = map_figure(section.map.points, section.colors, section.map.marked, dark, rings_by_colour=False)
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
        hovertemplate="%{y}: %{customdata}<extra></extra>",
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
    points = f"{format_points(row['delta'], '+')} points"
    if row["low"] != row["low"]:
        return f"{points} (one seed)"
    return f"{points} (95% interval {format_interval(row['low'], row['high'])})"
