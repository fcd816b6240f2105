"""Charts that PowerPoint draws itself, with their numbers in an editable sheet."""

from collections.abc import Mapping
from math import ceil, floor
from typing import Any

import numpy as np
import pandas as pd
from pptx.chart.data import CategoryChartData, XyChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION, XL_MARKER_STYLE, XL_TICK_LABEL_POSITION

from demux_core.base.languages import language_name
from demux_core.base.palette import OTHER_COLOR, TARGET_COLOR
from demux_core.charts.colors import OTHER, mix_colors
from demux_core.explain.number_format import format_points
from demux_core.report.pptx_chart_style import (
    add_chart,
    add_error_bars,
    add_legend,
    fill,
    style_axes,
    style_markers,
)
from demux_core.report.pptx_parts import INK, Box, clean
from demux_core.report.selection_section import MapSection
from demux_core.strategies.display import strategy_color, strategy_title

POOL_POINTS, TARGET_POINTS = 800, 300


def against_random(slide: Any, box: Box, against: pd.DataFrame) -> None:
    """Draw bars: points above or below RANDOM with 95% intervals, the best on top."""
    table = against.iloc[::-1]  # the first category is at the bottom
    data = CategoryChartData(number_format="+0.0;-0.0;0.0")
    data.categories = [
        f"{sheet_text(strategy_title(name))}  {format_points(delta, '+')}"
        for name, delta in zip(table["strategy"], table["delta"], strict=True)
    ]
    data.add_series("Points against RANDOM", table["delta"].round(4).tolist())
    chart = add_chart(slide, box, XL_CHART_TYPE.BAR_CLUSTERED, data)
    series = chart.plots[0].series[0]
    series.invert_if_negative = False
    chart.plots[0].gap_width = 60
    for i, name in enumerate(table["strategy"]):
        fill(series.points[i].format, strategy_color(name))
    add_error_bars(series, table.rename(columns={"delta": "mean"}))
    style_axes(chart, value_title="Points above or below random texts")
    ends = [0.0, *against[["delta", "low", "high"]].stack()]  # PowerPoint does not scale to error bars
    chart.value_axis.minimum_scale, chart.value_axis.maximum_scale = floor(min(ends)), ceil(max(ends))
    chart.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    chart.category_axis.has_major_gridlines = False
    chart.value_axis.tick_labels.number_format = "+0.0;-0.0;0"
    chart.value_axis.tick_labels.number_format_is_linked = False


def language_mix(slide: Any, box: Box, mix: pd.DataFrame, colors: Mapping[str, str]) -> None:
    """Draw stacked bars: share of each language in each group; languages without a colour are one bar."""
    groups = list(dict.fromkeys(mix["group"]))[::-1]
    wide = mix.pivot_table(index="language", columns="group", values="rows", fill_value=0, aggfunc="sum")
    data = CategoryChartData(number_format="#,##0")
    data.categories = [sheet_text(group) for group in groups]
    shades = {}
    pool, colors = list(colors), mix_colors(list(wide.index), colors)
    for code in [*pool, *(code for code in wide.index if code not in pool)]:
        if code in wide.index and colors[code] != OTHER_COLOR:
            name = sheet_text(language_name(code))
            shades[name] = colors[code]
            data.add_series(name, [int(wide.loc[code, group]) for group in groups])
    rest = wide[[colors[code] == OTHER_COLOR for code in wide.index]].sum()
    if rest.sum():
        shades[OTHER.capitalize()] = OTHER_COLOR
        data.add_series(OTHER.capitalize(), [int(rest[group]) for group in groups])
    chart = add_chart(slide, box, XL_CHART_TYPE.BAR_STACKED_100, data)
    chart.plots[0].gap_width, chart.plots[0].overlap = 45, 100
    for series, color in zip(chart.plots[0].series, shades.values(), strict=True):
        fill(series.format, color)
    style_axes(chart)
    chart.category_axis.has_major_gridlines = False
    chart.value_axis.tick_labels.number_format = "0%"
    chart.value_axis.tick_labels.number_format_is_linked = False
    add_legend(chart, XL_LEGEND_POSITION.BOTTOM)


def text_map(slide: Any, box: Box, section: MapSection, colors: Mapping[str, str]) -> tuple[int, int]:
    """Draw the map: the pool by language, the target sample, the marks of the recommended strategy.

    Returns:
        Numbers of pool and target texts drawn: at most ``POOL_POINTS`` besides the marked ones, and
        ``TARGET_POINTS``.
    """
    title, rows = next(iter(section.marked.items()))
    frame = section.points
    pool, target = frame[~frame["target"]], _sample(frame[frame["target"]], TARGET_POINTS)
    marked = pool[pool["row"].isin(rows)]
    drawn = pd.concat([_sample(pool, POOL_POINTS), marked]).drop_duplicates("row")
    groups = drawn["language"].where(
        drawn["language"].map(lambda code: colors.get(code, OTHER_COLOR) != OTHER_COLOR), OTHER
    )
    parts, shades = {}, []
    for language in [OTHER, *(code for code in colors if colors[code] != OTHER_COLOR)]:
        part = drawn[groups == language]
        if len(part):
            name = language.capitalize() if language == OTHER else sheet_text(language_name(language))
            parts[name] = part
            shades.append((colors.get(language, OTHER_COLOR), XL_MARKER_STYLE.CIRCLE, 4))
    shades.append((TARGET_COLOR, XL_MARKER_STYLE.DIAMOND, 7))
    data = _points_by_series(parts | {"Target sample": target, f"{title}: to label": marked})
    chart = add_chart(slide, box, XL_CHART_TYPE.XY_SCATTER, data)
    for series, (color, style, size) in zip(chart.plots[0].series, shades, strict=False):
        style_markers(series, style, size, color)
    style_markers(chart.plots[0].series[-1], XL_MARKER_STYLE.X, 8, INK, filled=False)
    for axis in (chart.category_axis, chart.value_axis):
        axis.visible = False
        axis.has_major_gridlines = False
    add_legend(chart, XL_LEGEND_POSITION.RIGHT)
    return len(drawn), len(target)


def sheet_text(value: str) -> str:
    """Return a text in a form that the chart's sheet treats neither as a formula nor as a link."""
    value = clean(value)
    return value if value[:1].isalnum() and ":" not in value else f"'{value}"


def _points_by_series(parts: Mapping[str, pd.DataFrame]) -> XyChartData:
    data = XyChartData(number_format="0.00")
    # LibreOffice forgets all series before one that is longer than them, so the first repeats its last point.
    missing = max(len(part) for part in parts.values()) - len(next(iter(parts.values())))
    for name, part in parts.items():
        series = data.add_series(name)
        points = part[["x", "y"]].round(3).to_numpy(np.float64).tolist()
        for x, y in points if series.index else points + points[-1:] * missing:
            series.add_data_point(x, y)
    return data


def _sample(part: pd.DataFrame, limit: int) -> pd.DataFrame:
    if len(part) <= limit:
        return part
    rows = np.random.default_rng(0).choice(len(part), size=limit, replace=False)
    return part.iloc[np.sort(rows)]
