"""Line charts that PowerPoint draws itself, with a value axis that shows zero."""

from collections.abc import Mapping, Sequence
from math import ceil
from typing import Any

import numpy as np
import pandas as pd
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION, XL_MARKER_STYLE
from pptx.enum.dml import MSO_LINE
from pptx.util import Pt

from demux_core.analysis.decision import strongest
from demux_core.analysis.forecast import Forecast
from demux_core.charts.curve_charts import STRONG
from demux_core.charts.decision_charts import interval_ends
from demux_core.report.pptx_chart_style import add_chart, add_error_bars, add_legend, fill, style_axes
from demux_core.report.pptx_charts import sheet_text
from demux_core.report.pptx_parts import INK, Box, color_of
from demux_core.report.reading import ExperimentReading
from demux_core.strategies.display import is_ceiling, is_contender, strategy_color, strategy_title

_LABELS = "Labels (steps are not to scale)"
_Lines = Mapping[str, pd.DataFrame]  # strategy -> mean, low, high by budget


def shown_strategies(reading: ExperimentReading) -> list[str]:
    """Return the strategies that have lines: more of them would hide each other."""
    return strongest(reading.drawn, reading.budget, STRONG)


def curves(slide: Any, box: Box, reading: ExperimentReading) -> None:
    """Draw scores from no label on, with 95% intervals."""
    lines = {}
    for name in shown_strategies(reading):
        curve = reading.drawn[name]
        low, high = interval_ends(curve) if curve.seeds > 1 else (np.nan, np.nan)
        lines[name] = pd.DataFrame({"mean": curve.scores, "low": low, "high": high}, index=curve.budgets)
    budgets = sorted({int(budget) for line in lines.values() for budget in line.index})
    chart = _line_chart(slide, box, lines, budgets)
    style_axes(chart, reading.metric_name, _LABELS)
    _show_zero(chart, "0", _highest(pd.concat(lines.values())))
    for series, name in zip(chart.plots[0].series, lines, strict=True):
        _style_line(series, name)
        if not is_ceiling(name):
            add_error_bars(series, lines[name].reindex(budgets), "y", strategy_color(name, INK))


def coverage(slide: Any, box: Box, table: pd.DataFrame) -> None:
    """Draw the share of target texts with a chosen text near them; of RANDOM with the range of its draws."""
    groups = table.rename(columns={"coverage": "mean"}).groupby("strategy", sort=False)
    lines = {str(name): part.set_index("budget")[["mean", "low", "high"]] for name, part in groups}
    budgets = sorted(set(table["budget"].tolist()))
    chart = _line_chart(slide, box, lines, budgets)
    style_axes(chart, "Target texts covered", _LABELS)
    _show_zero(chart, "0%", 1.0)
    chart.value_axis.major_unit = 0.25
    for series, name in zip(chart.plots[0].series, lines, strict=True):
        _style_line(series, name)
        add_error_bars(series, lines[name].reindex(budgets), "y", strategy_color(name, INK))


def forecast(slide: Any, box: Box, strategy: str, found: Forecast, metric: str) -> None:
    """Draw the measured points, and the expected ones with their bars."""
    measured = pd.Series(found.measured.scores, index=list(found.measured.budgets))
    budgets = [*found.measured.budgets, *found.ahead]
    ahead = found.curve(found.ahead).set_index("budget")
    expected = ahead.reindex(budgets)
    expected.loc[found.last, "mean"] = measured.iloc[-1]  # the line goes on from the last point
    title = strategy_title(strategy)
    data = CategoryChartData(number_format="0.0")
    data.categories = [f"{budget:,}" for budget in budgets]
    data.add_series(sheet_text(f"{title}, measured"), _values(measured.reindex(budgets)))
    data.add_series("Forecast", _values(expected["mean"]))
    chart = add_chart(slide, box, XL_CHART_TYPE.LINE_MARKERS, data)
    style_axes(chart, metric, _LABELS)
    _show_zero(chart, "0", max(_highest(ahead), _highest(measured.to_frame())))
    add_legend(chart, XL_LEGEND_POSITION.RIGHT)
    color = strategy_color(strategy, INK)
    for series in chart.plots[0].series:
        _style_series(series, color, filled=True)
    chart.plots[0].series[1].format.line.dash_style = MSO_LINE.DASH
    add_error_bars(chart.plots[0].series[1], expected, "y", color)


def _line_chart(slide: Any, box: Box, lines: _Lines, budgets: Sequence[int]) -> Any:
    data = CategoryChartData(number_format="0.0##")
    data.categories = [f"{budget:,}" for budget in budgets]
    for name, line in lines.items():
        data.add_series(sheet_text(strategy_title(name)), _values(line["mean"].reindex(list(budgets))))
    chart = add_chart(slide, box, XL_CHART_TYPE.LINE_MARKERS, data)
    add_legend(chart, XL_LEGEND_POSITION.RIGHT)
    return chart


def _values(column: pd.Series) -> list[float | None]:
    return [None if value != value else round(float(value), 4) for value in column]


def _show_zero(chart: Any, number_format: str, highest: float) -> None:
    # PowerPoint does not scale to error bars.
    chart.value_axis.minimum_scale, chart.value_axis.maximum_scale = 0, highest
    chart.category_axis.has_major_gridlines = False
    chart.value_axis.tick_labels.number_format = number_format
    chart.value_axis.tick_labels.number_format_is_linked = False


def _highest(scores: pd.DataFrame) -> float:
    """The end of an axis of scores, in tens."""
    return min(100.0, 10.0 * ceil(float(scores.max().max()) / 10))


def _style_line(series: Any, name: str) -> None:
    contender = is_contender(name)
    _style_series(series, strategy_color(name, INK), contender)
    if not contender:
        series.format.line.dash_style = MSO_LINE.DASH if is_ceiling(name) else MSO_LINE.ROUND_DOT


def _style_series(series: Any, color: str, filled: bool) -> None:
    series.smooth = False
    series.format.line.color.rgb, series.format.line.width = color_of(color), Pt(2.5 if filled else 2)
    series.marker.style, series.marker.size = XL_MARKER_STYLE.CIRCLE, 8
    fill(series.marker.format, color if filled else "#FFFFFF")
    series.marker.format.line.color.rgb = color_of(color)
