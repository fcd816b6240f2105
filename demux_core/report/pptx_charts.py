"""Charts that PowerPoint itself draws, with their numbers in a sheet that people can edit."""

from collections.abc import Mapping, Sequence
from math import ceil, floor
from typing import Any

import numpy as np
import pandas as pd
from lxml import etree
from pptx.chart.data import CategoryChartData, XyChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION, XL_MARKER_STYLE, XL_TICK_LABEL_POSITION
from pptx.enum.dml import MSO_LINE
from pptx.util import Pt

from demux_core.base.languages import language_name
from demux_core.base.palette import OTHER_COLOR, TARGET_COLOR
from demux_core.charts.colors import OTHER
from demux_core.explain.number_format import format_points
from demux_core.report.pptx_parts import INK, LINE, QUIET, Box, clean, color_of
from demux_core.strategies import EN_FT
from demux_core.strategies.display import in_order, is_ceiling, is_contender, strategy_color, strategy_title

POOL_POINTS, TARGET_POINTS = 800, 300
_C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"


def against_random(slide: Any, box: Box, against: pd.DataFrame) -> None:
    """Bars: points above or below RANDOM, the best on top, with the 95 % interval."""
    table = against.iloc[::-1]  # the first category lies at the bottom
    data = CategoryChartData(number_format="+0.0;-0.0;0.0")
    data.categories = [
        f"{strategy_title(name)}  {format_points(delta, '+')}"
        for name, delta in zip(table["strategy"], table["delta"], strict=True)
    ]
    data.add_series("Points against RANDOM", table["delta"].round(4).tolist())
    chart = _chart(slide, box, XL_CHART_TYPE.BAR_CLUSTERED, data)
    series = chart.plots[0].series[0]
    series.invert_if_negative = False
    chart.plots[0].gap_width = 60
    for i, name in enumerate(table["strategy"]):
        _fill(series.points[i].format, strategy_color(name))
    _whiskers(series, table["delta"], table["low"], table["high"])
    _axes(chart, value_title="Points above or below texts drawn at random")
    ends = [0.0, *against[["delta", "low", "high"]].stack()]  # PowerPoint does not count the whiskers
    chart.value_axis.minimum_scale, chart.value_axis.maximum_scale = floor(min(ends)), ceil(max(ends))
    chart.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    chart.category_axis.has_major_gridlines = False
    chart.value_axis.tick_labels.number_format = "+0.0;-0.0;0"
    chart.value_axis.tick_labels.number_format_is_linked = False


def language_mix(slide: Any, box: Box, mix: pd.DataFrame, colors: Mapping[str, str]) -> None:
    """Stacked bars: rows of each language in each group, to 100 %; languages without a colour are one."""
    groups = list(dict.fromkeys(mix["group"]))[::-1]
    wide = mix.pivot_table(index="language", columns="group", values="rows", fill_value=0, aggfunc="sum")
    data = CategoryChartData(number_format="#,##0")
    data.categories = [sheet_text(group) for group in groups]
    shades = {}
    for code in [*colors, *(code for code in wide.index if code not in colors)]:
        if code in wide.index and colors.get(code, TARGET_COLOR) != OTHER_COLOR:
            name = sheet_text(language_name(code))
            shades[name] = colors.get(code, TARGET_COLOR)
            data.add_series(name, [int(wide.loc[code, group]) for group in groups])
    rest = wide[[colors.get(code) == OTHER_COLOR for code in wide.index]].sum()
    if rest.sum():
        shades[OTHER.capitalize()] = OTHER_COLOR
        data.add_series(OTHER.capitalize(), [int(rest[group]) for group in groups])
    chart = _chart(slide, box, XL_CHART_TYPE.BAR_STACKED_100, data)
    chart.plots[0].gap_width, chart.plots[0].overlap = 45, 100
    for series, color in zip(chart.plots[0].series, shades.values(), strict=True):
        _fill(series.format, color)
    _axes(chart)
    chart.category_axis.has_major_gridlines = False
    chart.value_axis.tick_labels.number_format = "0%"
    chart.value_axis.tick_labels.number_format_is_linked = False
    _legend(chart, XL_LEGEND_POSITION.BOTTOM)


def map_of(
    slide: Any, box: Box, frame: pd.DataFrame, colors: Mapping[str, str], title: str, rows: Sequence[int]
) -> tuple[int, int]:
    """Points of the map: the pool by language, the target sample, the marks of one strategy.

    Returns:
        How many points of pool and target sample are drawn: at most ``POOL_POINTS`` besides the marked ones,
        and ``TARGET_POINTS``.
    """
    pool, target = frame[~frame["target"]], _some(frame[frame["target"]], TARGET_POINTS)
    marked = pool[pool["row"].isin(list(rows))]
    drawn = pd.concat([_some(pool, POOL_POINTS), marked]).drop_duplicates("row")
    groups = drawn["language"].where(
        drawn["language"].map(lambda code: colors.get(code, OTHER_COLOR) != OTHER_COLOR), OTHER
    )
    data = XyChartData(number_format="0.00")
    shades = []
    for language in [OTHER, *(code for code in colors if colors[code] != OTHER_COLOR)]:
        part = drawn[groups == language]
        if len(part):
            name = language.capitalize() if language == OTHER else sheet_text(language_name(language))
            _add(data, name, part)
            shades.append((colors.get(language, OTHER_COLOR), XL_MARKER_STYLE.CIRCLE, 4))
    _add(data, "Target sample", target)
    shades.append((TARGET_COLOR, XL_MARKER_STYLE.DIAMOND, 7))
    _add(data, f"{title}: to label", marked)
    chart = _chart(slide, box, XL_CHART_TYPE.XY_SCATTER, data)
    for series, (color, style, size) in zip(chart.plots[0].series, shades, strict=False):
        _marker(series, style, size, color)
    _marker(chart.plots[0].series[-1], XL_MARKER_STYLE.X, 8, INK, filled=False)
    for axis in (chart.category_axis, chart.value_axis):
        axis.visible = False
        axis.has_major_gridlines = False
    _legend(chart, XL_LEGEND_POSITION.RIGHT)
    return len(drawn), len(target)


def curves(slide: Any, box: Box, numbers: pd.DataFrame, budgets: Sequence[int], metric: str) -> None:
    """Lines: mean score at every budget with the 95 % interval over seeds; EN-FT is level."""
    data = CategoryChartData(number_format="0.0")
    data.categories = [f"{budget:,}" for budget in budgets]
    names = in_order(numbers["strategy"])
    lines = {}
    for name in names:
        part = numbers[numbers["strategy"] == name].set_index("budget")[["mean", "low", "high"]]
        level = name == EN_FT
        part = part.iloc[[0] * len(budgets)] if level else part.reindex(list(budgets))
        lines[name] = part
        data.add_series(strategy_title(name), [None if v != v else round(float(v), 4) for v in part["mean"]])
    chart = _chart(slide, box, XL_CHART_TYPE.LINE_MARKERS, data)
    for series, name in zip(chart.plots[0].series, names, strict=True):
        color = OTHER_COLOR if name == EN_FT else strategy_color(name, INK)
        _line(series, name, color)
        if name != EN_FT and not is_ceiling(name):
            _whiskers(series, lines[name]["mean"], lines[name]["low"], lines[name]["high"], "y", color)
    means = numbers["mean"]
    _axes(chart, value_title=metric, category_title="Labelled texts (steps are not to scale)")
    chart.value_axis.minimum_scale = floor(means.min() - 1)
    chart.value_axis.maximum_scale = ceil(means.max() + 1)
    chart.category_axis.has_major_gridlines = False
    chart.value_axis.tick_labels.number_format = "0"
    chart.value_axis.tick_labels.number_format_is_linked = False
    _legend(chart, XL_LEGEND_POSITION.RIGHT)


def sheet_text(value: str) -> str:
    """A text that the chart's sheet takes for neither a formula nor a link."""
    value = clean(value)
    return value if value[:1].isalnum() and ":" not in value else f"'{value}"


def _chart(slide: Any, box: Box, kind: Any, data: Any) -> Any:
    chart = slide.shapes.add_chart(kind, *box.emu, data).chart
    chart.has_title = False
    chart.has_legend = False
    chart.font.size = Pt(13)
    chart.font.color.rgb = color_of(INK)
    return chart


def _axes(chart: Any, value_title: str = "", category_title: str = "") -> None:
    for axis, title in ((chart.value_axis, value_title), (chart.category_axis, category_title)):
        axis.format.line.color.rgb = color_of(LINE)
        axis.has_major_gridlines = True
        axis.major_gridlines.format.line.color.rgb = color_of(LINE)
        axis.tick_labels.font.size = Pt(13)
        axis.has_title = bool(title)
        if title:
            axis.axis_title.text_frame.text = title
            font = axis.axis_title.text_frame.paragraphs[0].runs[0].font
            font.size, font.bold, font.color.rgb = Pt(13), False, color_of(QUIET)


def _legend(chart: Any, position: Any) -> None:
    chart.has_legend = True
    chart.legend.position = position
    chart.legend.include_in_layout = False
    chart.legend.font.size = Pt(12)


def _fill(part: Any, color: str) -> None:
    part.fill.solid()
    part.fill.fore_color.rgb = color_of(color)


def _marker(series: Any, style: Any, size: int, color: str, filled: bool = True) -> None:
    series.format.line.fill.background()
    series.marker.style, series.marker.size = style, size
    line = series.marker.format.line
    if filled:
        _fill(series.marker.format, color)
        line.fill.background()
    else:
        series.marker.format.fill.background()
        line.color.rgb, line.width = color_of(color), Pt(1.5)


def _line(series: Any, name: str, color: str) -> None:
    contender = is_contender(name)
    series.smooth = False
    series.format.line.color.rgb, series.format.line.width = color_of(color), Pt(2.5 if contender else 2)
    if not contender:
        series.format.line.dash_style = MSO_LINE.DASH if is_ceiling(name) else MSO_LINE.ROUND_DOT
    series.marker.style = XL_MARKER_STYLE.NONE if name == EN_FT else XL_MARKER_STYLE.CIRCLE
    if name != EN_FT:
        series.marker.size = 8
        _fill(series.marker.format, color if contender else "#FFFFFF")
        series.marker.format.line.color.rgb = color_of(color)


def _whiskers(series: Any, means: Any, lows: Any, highs: Any, direction: str = "", color: str = INK) -> None:
    """Error bars of a series; python-pptx has none, so they are written as the format wants them."""
    means, lows, highs = (np.asarray(part, dtype=np.float64) for part in (means, lows, highs))
    if not np.isfinite(lows).any():
        return
    bars = etree.Element(f"{{{_C}}}errBars")
    kinds = {"errBarType": "both", "errValType": "cust", "noEndCap": "0"}
    for name, value in (*([("errDir", direction)] if direction else []), *kinds.items()):
        etree.SubElement(bars, f"{{{_C}}}{name}").set("val", value)
    for name, reach in (("plus", highs - means), ("minus", means - lows)):
        literal = etree.SubElement(etree.SubElement(bars, f"{{{_C}}}{name}"), f"{{{_C}}}numLit")
        etree.SubElement(literal, f"{{{_C}}}formatCode").text = "General"
        etree.SubElement(literal, f"{{{_C}}}ptCount").set("val", str(len(reach)))
        for i, value in enumerate(np.nan_to_num(reach)):
            point = etree.SubElement(literal, f"{{{_C}}}pt")
            point.set("idx", str(i))
            etree.SubElement(point, f"{{{_C}}}v").text = f"{value:.4f}"
    line = etree.SubElement(etree.SubElement(bars, f"{{{_C}}}spPr"), f"{{{_A}}}ln")
    line.set("w", "15875")
    fill = etree.SubElement(etree.SubElement(line, f"{{{_A}}}solidFill"), f"{{{_A}}}srgbClr")
    fill.set("val", color.lstrip("#"))
    # The schema wants them right before the categories.
    series._element.find(f"{{{_C}}}cat").addprevious(bars)


def _add(data: Any, name: str, part: pd.DataFrame) -> None:
    series = data.add_series(name)
    for x, y in zip(part["x"], part["y"], strict=True):
        series.add_data_point(round(float(x), 3), round(float(y), 3))


def _some(part: pd.DataFrame, limit: int) -> pd.DataFrame:
    if len(part) <= limit:
        return part
    rows = np.random.default_rng(0).choice(len(part), size=limit, replace=False)
    return part.iloc[np.sort(rows)]
