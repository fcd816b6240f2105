"""Style of charts that PowerPoint draws itself: axes, legends, markers and error bars."""

from typing import Any

import numpy as np
import pandas as pd
from lxml import etree
from pptx.util import Pt

from demux_core.report.pptx_parts import INK, LINE, QUIET, Box, color_of

_C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"


def add_chart(slide: Any, box: Box, kind: Any, data: Any) -> Any:
    """Add a chart without title and legend, and return it."""
    chart = slide.shapes.add_chart(kind, *box.emu, data).chart
    chart.has_title = False
    chart.has_legend = False
    chart.font.size = Pt(13)
    chart.font.color.rgb = color_of(INK)
    return chart


def style_axes(chart: Any, value_title: str = "", category_title: str = "") -> None:
    """Style both axes, with titles where given."""
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


def add_legend(chart: Any, position: Any) -> None:
    """Add a legend beside the plot."""
    chart.has_legend = True
    chart.legend.position = position
    chart.legend.include_in_layout = False
    chart.legend.font.size = Pt(12)


def fill(part: Any, color: str) -> None:
    """Fill a part of a chart with a colour."""
    part.fill.solid()
    part.fill.fore_color.rgb = color_of(color)


def style_markers(series: Any, style: Any, size: int, color: str, filled: bool = True) -> None:
    """Draw a series as markers without a line."""
    series.format.line.fill.background()
    series.marker.style, series.marker.size = style, size
    line = series.marker.format.line
    if filled:
        fill(series.marker.format, color)
        line.fill.background()
    else:
        series.marker.format.fill.background()
        line.color.rgb, line.width = color_of(color), Pt(1.5)


def add_error_bars(series: Any, intervals: pd.DataFrame, direction: str = "", color: str = INK) -> None:
    """Add error bars to a series; python-pptx cannot, so they are written as the file format defines them.

    Args:
        series: of a chart.
        intervals: mean, low, high for each of its points.
        direction: ``y`` for lines; bars have only one.
        color: of the error bars.
    """
    means, lows, highs = (intervals[end].to_numpy(np.float64) for end in ("mean", "low", "high"))
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
    # The schema requires them right before the categories.
    series._element.find(f"{{{_C}}}cat").addprevious(bars)
