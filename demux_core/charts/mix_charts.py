"""The language mix as stacked bars."""

import html
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from demux_core.base.languages import language_name
from demux_core.base.palette import OTHER_COLOR, TARGET_COLOR
from demux_core.charts.colors import OTHER, chart_name, text_color_on

if TYPE_CHECKING:
    import plotly.graph_objects as go

_LEGEND = 0.65  # bars: the legend lies that far below, clear of the numbers at the axis
_LABEL_SHARE = 0.035  # a narrower part of a bar has no room for its label


def mix_figure(
    mix: pd.DataFrame, colors: Mapping[str, str], measure: Literal["share", "rows"] = "share"
) -> "go.Figure":
    """Draw the language mix of several groups as stacked bars, one above the other.

    Args:
        mix: ``point_tables.language_mix``: group, language, rows, share; groups from top to bottom.
        colors: ``language_colors`` of the pool; the bars keep its order.
        measure: draw shares of a group, or rows.
    """
    import plotly.graph_objects as go

    groups = list(dict.fromkeys(mix["group"]))
    present = mix[mix["rows"] > 0]
    codes = list(dict.fromkeys(present["language"]))
    order = {code: place for place, code in enumerate(dict.fromkeys([*colors, *codes]))}
    full = 1.0 if measure == "share" else float(mix.groupby("group")["rows"].sum().max())
    # A language that only the target sample has is drawn in the target's colour. The languages without a
    # colour of their own are one trace, whose bars are stacked like the others: half the time to draw.
    color = {code: colors.get(code, OTHER_COLOR if code == "unknown" else TARGET_COLOR) for code in codes}
    traces: dict[tuple[str, str], list[str]] = {}
    for code in sorted(codes, key=order.__getitem__):
        name = OTHER.capitalize() if color[code] == OTHER_COLOR else chart_name(code)
        traces.setdefault((name, color[code]), []).append(code)
    figure = go.Figure(
        [
            _bars(name, shade, present[present["language"].isin(group)], order, measure, full)
            for (name, shade), group in traces.items()
        ]
    )
    axis = (
        {"tickformat": ".0%", "range": [0, 1], "dtick": 0.25} if measure == "share" else {"tickformat": ","}
    )
    below = -_LEGEND / max(len(groups), 1)
    figure.update_layout(
        barmode="stack",
        height=110 + 44 * len(groups),
        bargap=0.28,
        margin={"t": 8, "l": 0, "r": 24, "b": 0},
        xaxis=axis,
        yaxis={"categoryorder": "array", "categoryarray": groups[::-1], "title": None, "ticksuffix": "  "},
        legend={
            "orientation": "h",
            "yanchor": "top",
            "y": below,
            "x": 0,
            "traceorder": "normal",
        },
    )
    return figure


def _bars(
    name: str, color: str, part: pd.DataFrame, order: Mapping[str, int], measure: str, full: float
) -> dict[str, Any]:
    part = part.sort_values("language", key=lambda codes: codes.map(order), kind="stable")
    return {
        "type": "bar",
        "orientation": "h",
        "y": part["group"].tolist(),
        "x": part[measure].tolist(),
        "name": name,
        "marker": {"color": color, "line": {"width": 1, "color": "rgba(255, 255, 255, 0.6)"}},
        "insidetextfont": {"color": text_color_on(color)},
        "text": [
            _bar_label(code, width)
            for code, width in zip(part["language"], part[measure] / full, strict=True)
        ],
        "textposition": "inside",
        "insidetextanchor": "middle",
        "textangle": 0,
        "constraintext": "none",
        "customdata": part[["rows", "share"]].values.tolist(),
        "hovertext": [chart_name(code) for code in part["language"]],
        # A language's name stands outside the template, in which its %{...} would be filled in.
        "hovertemplate": "%{hovertext}: %{customdata[0]:,} rows, %{customdata[1]:.1%}<extra>%{y}</extra>",
    }


def _bar_label(language: str, share: float) -> str:
    if share < max(_LABEL_SHARE, 0.011 * len(language)):
        return ""
    wide = share > 0.012 * len(language_name(language)) + 0.02
    return chart_name(language) if wide else html.escape(language)
