"""The language mix as stacked bars."""

import html
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from demux_core.base.languages import language_name
from demux_core.charts.colors import chart_name, mix_colors, mix_name, text_color_on

if TYPE_CHECKING:
    import plotly.graph_objects as go

Measure = Literal["share", "rows"]
BAR_OUTLINE = {"width": 1, "color": "rgba(255, 255, 255, 0.6)"}
SHARE_AXIS = {"tickformat": ".0%", "range": [0, 1], "dtick": 0.25}
_LEGEND_DISTANCE = 0.65  # bars between the legend and the chart, so that it is clear of the axis labels
_LABEL_SHARE = 0.035  # a narrower part of a bar has no room for its label, however wide the page
_SMALLEST = 11  # pixels of letters; labels that would need smaller ones are hidden


def mix_figure(mix: pd.DataFrame, colors: Mapping[str, str], measure: Measure = "share") -> "go.Figure":
    """Draw the language mix of several groups as stacked bars, one above the other.

    Args:
        mix: ``point_tables.language_mix``: group, language, rows, share; groups from top to bottom.
        colors: ``colors.language_colors`` of the pool; the bars keep its order.
        measure: draw shares of a group, or rows.
    """
    import plotly.graph_objects as go

    groups = list(dict.fromkeys(mix["group"]))
    figure = go.Figure(_bars(mix[mix["rows"] > 0], colors, measure))
    figure.update_layout(
        barmode="stack",
        height=110 + 44 * len(groups),
        bargap=0.28,
        uniformtext={"mode": "hide", "minsize": _SMALLEST},
        margin={"t": 8, "l": 0, "r": 24, "b": 0},
        xaxis=SHARE_AXIS if measure == "share" else {"tickformat": ","},
        yaxis={"categoryorder": "array", "categoryarray": groups[::-1], "title": None, "ticksuffix": "  "},
        legend={
            "orientation": "h",
            "yanchor": "top",
            "y": -_LEGEND_DISTANCE / max(len(groups), 1),
            "x": 0,
            "traceorder": "normal",
        },
    )
    return figure


def _bars(present: pd.DataFrame, colors: Mapping[str, str], measure: Measure) -> list[dict[str, Any]]:
    """One trace a language; the languages without a colour of their own share one: half the time to draw."""
    codes = list(dict.fromkeys(present["language"]))
    order = {code: place for place, code in enumerate(dict.fromkeys([*colors, *codes]))}
    full = 1.0 if measure == "share" else float(present.groupby("group")["rows"].sum().max())
    traces: dict[tuple[str, str], list[str]] = {}
    colors = mix_colors(codes, colors)
    for code in sorted(codes, key=order.__getitem__):
        traces.setdefault((mix_name(code, colors[code]), colors[code]), []).append(code)
    bars = []
    for (name, color), languages in traces.items():
        part = present[present["language"].isin(languages)]
        part = part.sort_values("language", key=lambda values: values.map(order), kind="stable")
        bars.append({"name": name, **_bar(part, color, measure, full)})
    return bars


def _bar(part: pd.DataFrame, color: str, measure: Measure, full: float) -> dict[str, Any]:
    widths = part[measure] / full
    return {
        "type": "bar",
        "orientation": "h",
        "y": part["group"].tolist(),
        "x": part[measure].tolist(),
        "marker": {"color": color, "line": BAR_OUTLINE},
        "insidetextfont": {"color": text_color_on(color)},
        "text": [_bar_label(code, width) for code, width in zip(part["language"], widths, strict=True)],
        "textposition": "inside",
        "insidetextanchor": "middle",
        "textangle": 0,
        "customdata": part[["rows", "share"]].values.tolist(),
        "hovertext": [chart_name(code) for code in part["language"]],
        # A language's name stays out of the template, where plotly would fill in its %{...}.
        "hovertemplate": "%{hovertext}: %{customdata[0]:,} texts, %{customdata[1]:.1%}<extra>%{y}</extra>",
    }


def _bar_label(language: str, share: float) -> str:
    if share < max(_LABEL_SHARE, 0.011 * len(language)):
        return ""
    wide = share > 0.012 * len(language_name(language)) + 0.02
    return chart_name(language) if wide else html.escape(language)
