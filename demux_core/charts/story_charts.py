"""The first picture that a newcomer sees: pool, target sample and chosen points, and what these bought."""

from math import nan
from typing import TYPE_CHECKING, Any

import pandas as pd

from demux_core.analysis.purchase import Purchase
from demux_core.base.palette import OTHER_COLOR, PALETTE, TARGET_COLOR
from demux_core.charts.point_colors import INK, INK_ON_DARK

if TYPE_CHECKING:
    import plotly.graph_objects as go

CHOSEN_COLOR = PALETTE[1]
_HEIGHT, _BARS_HEIGHT = 330, 220  # pixels; below the bars there are two sentences
_BAR = 0.5  # of the distance between bars
_MARKERS: dict[str, dict[str, Any]] = {
    "pool": {"size": 6, "color": OTHER_COLOR, "opacity": 0.55},
    "target": {"size": 7, "color": TARGET_COLOR, "symbol": "diamond", "opacity": 0.8},
    "chosen": {"size": 13, "color": CHOSEN_COLOR},
}


def where_figure(points: pd.DataFrame, names: dict[str, str], dark: bool = False) -> "go.Figure":
    """Draw the points of a map in three quiet colours; nothing on it can be chosen.

    Args:
        points: x, y and part: pool, target or chosen.
        names: part -> its entry in the legend.
        dark: draw for a dark page.
    """
    import plotly.graph_objects as go

    figure = go.Figure()
    for part, marker in _MARKERS.items():
        shown = points[points["part"] == part]
        line = {"width": 2, "color": _ink(dark)} if part == "chosen" else {"width": 0}
        figure.add_scatter(
            x=shown["x"],
            y=shown["y"],
            mode="markers",
            name=names[part],
            marker={**marker, "line": line},
            hoverinfo="skip",
        )
    hidden = {"visible": False, "fixedrange": True}
    return figure.update_layout(
        height=_HEIGHT,
        margin={"t": 0, "l": 0, "r": 0, "b": 0},
        xaxis=hidden,
        yaxis=hidden,
        legend={"orientation": "h", "y": 0, "yanchor": "top", "x": 0, "itemclick": False},
    )


def bought_figure(bought: Purchase, score: str, dark: bool = False) -> "go.Figure":
    """Draw the scores without labels, with random and with chosen ones, with the interval of each gain.

    The name of each bar stands above it, where a narrow page has room for it.

    Args:
        bought: what the labels bought.
        score: name of the score.
        dark: draw for a dark page.
    """
    import plotly.graph_objects as go

    gains = (bought.random, bought.chosen)
    scores = [bought.start, *(bought.start + gain.mean for gain in gains)]
    names = ["0 labels", f"{bought.budget:,} random labels", f"{bought.budget:,} chosen labels"]
    up = [nan, *(gain.high - gain.mean for gain in gains)]
    down = [nan, *(gain.mean - gain.low for gain in gains)]
    bars = {"type": "data", "array": up, "arrayminus": down, "symmetric": False, "thickness": 1.5, "width": 5}
    figure = go.Figure(
        go.Bar(
            x=scores,
            y=names,
            orientation="h",
            marker={"color": [OTHER_COLOR, OTHER_COLOR, CHOSEN_COLOR]},
            error_x={**bars, "color": _ink(dark)},
            text=[f"<b>{value:.1f}</b>" for value in scores],
            textposition="inside",
            insidetextanchor="start",
            textfont={"color": INK},
            hoverinfo="skip",
            width=_BAR,
        )
    )
    return figure.update_layout(
        height=_BARS_HEIGHT,
        margin={"t": 0, "l": 0, "r": 10, "b": 0},
        xaxis={"title": score, "rangemode": "tozero", "fixedrange": True, "showgrid": False},
        yaxis={"range": [len(names) - 0.5, -0.8], "fixedrange": True, "showticklabels": False},
        annotations=[_above(place, name) for place, name in enumerate(names)],
    )


def _above(bar: int, name: str) -> dict[str, Any]:
    return {
        "text": name,
        "x": 0,
        "xanchor": "left",
        "y": bar - _BAR / 2,
        "yanchor": "bottom",
        "showarrow": False,
    }


def _ink(dark: bool) -> str:
    return INK_ON_DARK if dark else INK
