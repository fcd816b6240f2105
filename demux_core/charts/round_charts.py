"""The language mix over the rounds of an experiment: a panel a strategy, a stacked column a round."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

import pandas as pd

from demux_core.base.palette import OTHER_COLOR, TARGET_COLOR
from demux_core.charts.colors import OTHER, chart_name
from demux_core.strategies.display import in_order, strategy_title

if TYPE_CHECKING:
    import plotly.graph_objects as go

_ACROSS = 3


def round_figure(
    mix: pd.DataFrame, colors: Mapping[str, str], measure: Literal["share", "rows"] = "share"
) -> "go.Figure":
    """Draw the languages of what every strategy chose in each round.

    Args:
        mix: ``language_mix.mix_by_round``: strategy, round, budget, language, count, share.
        colors: ``language_colors`` of the pool; the columns keep its order.
        measure: draw shares of a round's points, or points.
    """
    from plotly.subplots import make_subplots

    strategies = in_order(mix["strategy"])
    across, down = min(len(strategies), _ACROSS), -(-len(strategies) // _ACROSS)
    figure = make_subplots(
        rows=down,
        cols=across,
        subplot_titles=[strategy_title(name) for name in strategies],
        shared_yaxes=True,
        horizontal_spacing=0.03,
        vertical_spacing=0.26 / down,
    )
    languages = [*colors, *(code for code in dict.fromkeys(mix["language"]) if code not in colors)]
    legend: set[str] = set()
    for language in languages:
        color = colors.get(language, OTHER_COLOR if language == "unknown" else TARGET_COLOR)
        group = OTHER if color == OTHER_COLOR else language
        for place, strategy in enumerate(strategies):
            part = mix[(mix["strategy"] == strategy) & (mix["language"] == language)]
            if part.empty:
                continue
            figure.add_bar(
                row=place // across + 1,
                col=place % across + 1,
                x=[f"Round {number}" for number in part["round"]],
                y=part["share" if measure == "share" else "count"],
                name=OTHER.capitalize() if group == OTHER else chart_name(language),
                legendgroup=group,
                showlegend=group not in legend,
                marker={"color": color, "line": {"width": 1, "color": "rgba(255, 255, 255, 0.6)"}},
                customdata=part[["count", "share", "budget"]],
                meta=chart_name(language),
                hovertemplate="%{meta}: %{customdata[0]:,.1f} points, %{customdata[1]:.1%}"
                "<br>%{x}, budget %{customdata[2]:,}<extra></extra>",
            )
            legend.add(group)
    figure.update_layout(
        barmode="stack",
        bargap=0.25,
        height=60 + 230 * down,
        margin={"t": 30, "l": 0, "r": 0, "b": 0},
        legend={"orientation": "h", "yanchor": "top", "y": -0.14 / down, "x": 0, "traceorder": "normal"},
    )
    figure.update_annotations(font_size=13)
    figure.update_xaxes(
        categoryorder="array", categoryarray=[f"Round {n}" for n in sorted(set(mix["round"]))]
    )
    axis = (
        {"tickformat": ".0%", "range": [0, 1], "dtick": 0.25}
        if measure == "share"
        else {"rangemode": "tozero"}
    )
    return figure.update_yaxes(**axis)
