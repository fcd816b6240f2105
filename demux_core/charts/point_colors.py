"""The colour of each pool point on a map, and its entry in the legend."""

import html
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from demux_core.analysis.density import local_density
from demux_core.analysis.overlap import Overlap
from demux_core.base.palette import OTHER_COLOR, PALETTE
from demux_core.charts.colors import chart_name, has_own_color
from demux_core.modelling.encoding import Encoding
from demux_core.modelling.presentation import displayed_uncertainty
from demux_core.strategies.display import strategy_color, strategy_title

INK, INK_ON_DARK = "#0F172A", "#F8FAFC"
# Of the texts that strategies chose, in the order of the strategies. A diamond is a target text, a star one
# that several strategies chose.
SHAPES = ("circle", "square", "triangle-up", "cross", "pentagon", "triangle-down", "x", "hexagon")
_NAME_LIMIT = 28  # characters that a legend has room for


@dataclass(frozen=True)
class ColorGroup:
    """Points of one colour.

    Args:
        name: entry in the legend, escaped.
        color: colour of the points.
        faint: whether the points are the background of the others.
        symbol: plotly's name of their shape; empty for a dot, any other shape is drawn larger.
    """

    name: str
    color: str
    faint: bool = False
    symbol: str = ""


@dataclass(frozen=True, eq=False)
class ColorGroups:
    """Every pool row belongs to a group.

    Args:
        group_of: (n,) the position of each row's group in ``groups``.
        groups: in the order of the legend.
    """

    group_of: NDArray[np.int64]
    groups: tuple[ColorGroup, ...]


@dataclass(frozen=True, eq=False)
class ColorScale:
    """Every pool row has a value on a scale of colours.

    Args:
        values: (n,), NaN where unknown.
        title: title of the scale in the legend.
        ends: what the lowest and the highest value mean.
        low_stands_out: whether low values are the ones to look at, instead of high ones.
        show_values: whether the legend shows the values at the ends as well as their meaning.
    """

    values: NDArray[np.float64]
    title: str
    ends: tuple[str, str]
    low_stands_out: bool = False
    show_values: bool = True


PointColors = ColorGroups | ColorScale


def by_language(languages: Sequence[str], colors: Mapping[str, str]) -> ColorGroups:
    """Colour points by language; languages without a colour of their own are one grey group."""
    own = [code for code in colors if has_own_color(code, colors)]
    others = len(set(languages) - set(own))
    grey = ColorGroup(
        "1 other language" if others == 1 else f"{others:,} other languages", OTHER_COLOR, faint=True
    )
    place = {code: number for number, code in enumerate(own)}
    group_of = np.array([place.get(code, len(own)) for code in languages], dtype=np.int64)
    return ColorGroups(group_of, (*(ColorGroup(chart_name(code), colors[code]) for code in own), grey))


def by_uncertainty(source: Encoding) -> ColorScale:
    """Colour points by the model's margin or uncertainty."""
    name, values = displayed_uncertainty(source, np.arange(len(source)))
    if name == "margin":
        return ColorScale(values, "Margin<br>low = uncertain", ("uncertain", "certain"), low_stands_out=True)
    return ColorScale(values, "Uncertainty<br>high = uncertain", ("certain", "uncertain"))


def by_density(points: NDArray[np.float32]) -> ColorScale:
    """Colour points by how many pool points lie around each of ``points`` (n, 2)."""
    return ColorScale(local_density(points), "Pool texts nearby", ("few", "many"), show_values=False)


def by_strategy(n: int, picked: Mapping[str, Sequence[int]], dark: bool = False) -> ColorGroups:
    """Colour rows by the strategy that chose them; rows that several chose are a group of their own.

    Args:
        n: rows of the pool.
        picked: name of a strategy -> rows.
        dark: colours for a dark page.
    """
    group_of, times = np.full(n, len(picked) + 1), np.zeros(n, dtype=np.int64)
    for number, rows in enumerate(picked.values()):
        group_of[list(rows)] = number
        times[list(rows)] += 1
    group_of[times > 1] = len(picked)
    shapes = zip(picked, SHAPES * len(picked), strict=False)
    each = [ColorGroup(strategy_title(name), strategy_color(name), symbol=shape) for name, shape in shapes]
    several = ColorGroup("Several strategies", INK_ON_DARK if dark else INK, symbol="star")
    return ColorGroups(group_of, (*each, several, ColorGroup("Not chosen", OTHER_COLOR, faint=True)))


def by_difference(n: int, names: tuple[str, str], overlap: Overlap, dark: bool = False) -> ColorGroups:
    """Colour rows by which of two strategies chose them: only the first, only the second, or both.

    Args:
        n: rows of the pool.
        names: of the two strategies.
        overlap: the rows that they chose.
        dark: colours for a dark page.
    """
    group_of = np.full(n, 3)
    for number, rows in enumerate((overlap.only_a, overlap.only_b, overlap.both)):
        group_of[rows] = number
    shapes = zip(names, SHAPES, strict=False)
    only = [
        ColorGroup(f"{strategy_title(name)} only", strategy_color(name), symbol=shape)
        for name, shape in shapes
    ]
    both = ColorGroup("Both", INK_ON_DARK if dark else INK, symbol="star")
    return ColorGroups(group_of, (*only, both, ColorGroup("Neither", OTHER_COLOR, faint=True)))


def by_label(n: int, labels: Mapping[int, str]) -> ColorGroups:
    """Colour rows by label; rare labels beyond the palette, and rows without a label, are grey.

    Args:
        n: rows of the pool.
        labels: row -> label.
    """
    order = sorted(Counter(labels.values()).items(), key=lambda item: (-item[1], item[0]))
    place = {label: number for number, (label, _) in enumerate(order[: len(PALETTE)])}
    group_of = np.full(n, len(place) + 1)
    group_of[list(labels)] = [place.get(label, len(place)) for label in labels.values()]
    own = [ColorGroup(_shortened(label), PALETTE[number]) for label, number in place.items()]
    others = ColorGroup(f"{len(order) - len(own):,} other labels", OTHER_COLOR)
    return ColorGroups(group_of, (*own, others, ColorGroup("No label", OTHER_COLOR, faint=True)))


def by_cluster(of_pool: NDArray[np.int64], names: Sequence[str]) -> ColorGroups:
    """Colour points by cluster.

    Args:
        of_pool: (n,) the position of each row's cluster in ``names``.
        names: of at most as many clusters as the palette has colours.
    """
    groups = zip(names, PALETTE, strict=False)
    return ColorGroups(of_pool, tuple(ColorGroup(html.escape(name), color) for name, color in groups))


def _shortened(label: str) -> str:
    return html.escape(label if len(label) <= _NAME_LIMIT else f"{label[: _NAME_LIMIT - 1]}…")
