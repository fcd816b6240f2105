"""The language mix over the rounds of an experiment: a panel a strategy, a stacked column a round."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from demux_core.base.palette import OTHER_COLOR
from demux_core.charts.colors import OTHER, chart_name, mix_colors, mix_name
from demux_core.charts.mix_charts import BAR_OUTLINE, SHARE_AXIS, Measure
from demux_core.strategies.display import in_order, strategy_title

if TYPE_CHECKING:
    import plotly.graph_objects as go

_COLUMNS = 3


def round_figure(mix: pd.DataFrame, colors: Mapping[str, str], measure: Measure = "share") -> "go.Figure":
    """Draw the languages of the points that every strategy chose in each round.

    Args:
        mix: ``language_mix.mix_by_round``: strategy, round, budget, language, count, share.
        colors: ``colors.language_colors`` of the pool; the columns keep its order.
        measure: draw shares of a round's points, or points.
    """
    strategies = in_order(mix["strategy"])
    columns, rows = min(len(strategies), _COLUMNS), -(-len(strategies) // _COLUMNS)
    figure = _panels(strategies, rows, columns)
    in_legend: set[str] = set()
    shades = mix_colors(list(mix["language"]), colors)
    for language in [*colors, *(code for code in dict.fromkeys(mix["language"]) if code not in colors)]:
        color = shades[language]
        group = OTHER if color == OTHER_COLOR else language
        for place, strategy in enumerate(strategies):
            part = mix[(mix["strategy"] == strategy) & (mix["language"] == language)]
            if not part.empty:
                figure.add_bar(
                    **_bar(part, language, color, measure),
                    legendgroup=group,
                    showlegend=group not in in_legend,
                    row=place // columns + 1,
                    col=place % columns + 1,
                )
                in_legend.add(group)
    order = [f"Round {number}" for number in sorted(set(mix["round"]))]
    figure.update_xaxes(categoryorder="array", categoryarray=order)
    return figure.update_yaxes(**(SHARE_AXIS if measure == "share" else {"rangemode": "tozero"}))


def _panels(strategies: list[str], rows: int, columns: int) -> "go.Figure":
    from plotly.subplots import make_subplots

    figure = make_subplots(
        rows=rows,
        cols=columns,
        subplot_titles=[strategy_title(name) for name in strategies],
        shared_yaxes=True,
        horizontal_spacing=0.03,
        vertical_spacing=0.26 / rows,
    )
    figure.update_layout(
        barmode="stack",
        bargap=0.25,
        height=60 + 230 * rows,
        margin={"t": 30, "l": 0, "r": 0, "b": 0},
        legend={"orientation": "h", "yanchor": "top", "y": -0.14 / rows, "x": 0, "traceorder": "normal"},
    )
    return figure.update_annotations(font_size=13)


def _bar(part: pd.DataFrame, language: str, color: str, measure: Measure) -> dict[str, Any]:
    return {
        "x": [f"Round {number}" for number in part["round"]],
        "y": part["share" if measure == "share" else "count"],
        "name": mix_name(language, color),
        "marker": {"color": color, "line": BAR_OUTLINE},
        "customdata": part[["count", "share", "budget"]],
        "meta": chart_name(language),
        "hovertemplate": "%{meta}: %{customdata[0]:,.1f} texts, %{customdata[1]:.1%}"
        "<br>%{x}, budget %{customdata[2]:,}<extra></extra>",
    }
