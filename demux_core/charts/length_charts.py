"""The lengths of texts."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd

from demux_core.base.palette import TARGET_COLOR
from demux_core.charts.colors import translucent

if TYPE_CHECKING:
    import plotly.graph_objects as go

# The target is red as everywhere. The other roles differ by their dashes, as colours stand for languages.
_GREY, _PALE = "#64748B", "#8492A6"
_LINES = {
    "pool": (_GREY, "solid"),
    "target": (TARGET_COLOR, "solid"),
    "train": (_PALE, "dash"),
    "test": (_GREY, "dot"),
    "gold": (_PALE, "dashdot"),
}
_FILL_OPACITY = 0.12


def length_figure(bins: pd.DataFrame, unit: str, names: Mapping[str, str]) -> "go.Figure":
    """Draw the lengths of the texts of each role as a stepped line.

    Args:
        bins: ``text_lengths.length_bins`` by role.
        unit: unit of the lengths.
        names: role -> its name in the legend.
    """
    import plotly.graph_objects as go

    figure = go.Figure()
    groups = dict(list(bins.groupby("group", sort=False)))
    for role, part in groups.items():
        color, dash = _LINES[str(role)]
        end = 2 * part["low"].iloc[-1] - part["low"].iloc[-2]  # the last bin is as wide as the others
        figure.add_scatter(
            x=[*part["low"], end],
            y=[*part["share"], part["share"].iloc[-1]],
            name=names[str(role)],
            mode="lines",
            line={"shape": "hv", "width": 2, "color": color, "dash": dash},
            fill="tozeroy" if len(groups) <= 2 else None,
            fillcolor=translucent(color, _FILL_OPACITY),
            customdata=part[["low", "high", "rows"]].to_numpy()[[*range(len(part)), -1]],
            hovertemplate=f"%{{customdata[0]:,}} to %{{customdata[1]:,}} {unit}: %{{customdata[2]:,}} rows, "
            f"%{{y:.1%}}<extra>{names[str(role)]}</extra>",
        )
    figure.update_layout(
        height=260,
        margin={"t": 30, "l": 0, "r": 8, "b": 0},
        legend={"orientation": "h", "yanchor": "bottom", "y": 1, "x": 0},
        xaxis={"title": unit.capitalize(), "rangemode": "tozero", "tickformat": ","},
        yaxis={"title": "Share of rows", "tickformat": ".0%", "rangemode": "tozero"},
        hovermode="closest",
    )
    return figure
