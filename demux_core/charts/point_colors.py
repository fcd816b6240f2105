"""Paints: what colour each point of the pool has on a map, and what the legend says about it."""

import html
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from demux_core.analysis.overlap import Overlap
from demux_core.charts.colors import OTHER_COLOR, PALETTE, chart_name, has_own_color
from demux_core.explain.point_tables import displayed_uncertainty
from demux_core.modelling.encoding import Encoding
from demux_core.strategies.display import STRATEGY_COLORS, strategy_title

INK, INK_ON_DARK = "#0F172A", "#F8FAFC"
_GRID = 128
_BLUR, _REACH = 2.5, 8  # cells of the grid
_NAME = 28  # characters that a legend has room for


@dataclass(frozen=True)
class ColorGroup:
    """Points of one colour.

    Args:
        name: for the legend, escaped.
        color: of its points.
        faint: they are the ground that others are seen on.
        symbol: plotly's name of their shape; anything but a dot is drawn larger.
    """

    name: str
    color: str
    faint: bool = False
    symbol: str = ""


@dataclass(frozen=True, eq=False)
class ColorGroups:
    """Every pool row belongs to a group.

    Args:
        of: (n,) the position of each row's group in ``groups``.
        groups: in the order of the legend.
    """

    of: NDArray[np.int64]
    groups: tuple[ColorGroup, ...]


@dataclass(frozen=True, eq=False)
class ColorScale:
    """Every pool row has a value.

    Args:
        values: (n,), NaN where not known.
        title: what the value is, for the legend.
        ends: what the lowest and the highest value mean.
        strong_is_low: whether low values are those to look at.
        counted: whether the values themselves say something to people.
    """

    values: NDArray[np.float64]
    title: str
    ends: tuple[str, str]
    strong_is_low: bool = False
    counted: bool = True


PointColors = ColorGroups | ColorScale


def by_language(languages: Sequence[str], colors: Mapping[str, str]) -> ColorGroups:
    """Paint languages; those without a colour of their own are one grey group, counted in its name."""
    own = [code for code in colors if has_own_color(code, colors)]
    others = len(set(languages) - set(own))
    grey = ColorGroup(
        "1 other language" if others == 1 else f"{others:,} other languages", OTHER_COLOR, faint=True
    )
    place = {code: number for number, code in enumerate(own)}
    of = np.array([place.get(code, len(own)) for code in languages], dtype=np.int64)
    return ColorGroups(of, (*(ColorGroup(chart_name(code), colors[code]) for code in own), grey))


def by_uncertainty(source: Encoding) -> ColorScale:
    """Paint the model's margin or uncertainty."""
    name, values = displayed_uncertainty(source, np.arange(len(source)))
    if name == "margin":
        return ColorScale(values, "Margin<br>low = uncertain", ("uncertain", "sure"), strong_is_low=True)
    return ColorScale(values, "Uncertainty<br>high = uncertain", ("sure", "uncertain"))


def by_density(points: NDArray[np.float32]) -> ColorScale:
    """Paint how many pool points lie around each of ``points`` (n, 2), as a share of the densest place."""
    from scipy.ndimage import gaussian_filter  # type: ignore[import-untyped]

    low, width = points.min(axis=0), np.ptp(points, axis=0)
    cells = np.rint((points - low) / np.where(width > 0, width, 1) * (_GRID - 1)).astype(np.int64)
    counts = np.bincount(cells[:, 0] * _GRID + cells[:, 1], minlength=_GRID**2).reshape(_GRID, _GRID)
    smooth = gaussian_filter(counts.astype(np.float64), _BLUR, mode="constant", radius=_REACH)
    around = smooth[cells[:, 0], cells[:, 1]]
    return ColorScale(around / around.max(), "Pool points nearby", ("few", "many"), counted=False)


def by_strategy(n: int, picked: Mapping[str, Sequence[int]], dark: bool = False) -> ColorGroups:
    """Paint which strategy chose each of n rows; what several chose is a group of its own.

    Args:
        n: rows of the pool.
        picked: name of a strategy -> rows.
        dark: paint for a dark page.
    """
    of, times = np.full(n, len(picked) + 1), np.zeros(n, dtype=np.int64)
    for number, rows in enumerate(picked.values()):
        of[list(rows)] = number
        times[list(rows)] += 1
    of[times > 1] = len(picked)
    each = [ColorGroup(strategy_title(name), strategy_color(name), symbol="circle") for name in picked]
    several = ColorGroup("Several strategies", INK_ON_DARK if dark else INK, symbol="star")
    return ColorGroups(of, (*each, several, ColorGroup("Not chosen", OTHER_COLOR, faint=True)))


def by_difference(n: int, names: tuple[str, str], found: Overlap, dark: bool = False) -> ColorGroups:
    """Paint which of n rows only the first, only the second, or both of two strategies chose."""
    of = np.full(n, 3)
    for number, rows in enumerate((found.only_a, found.only_b, found.both)):
        of[rows] = number
    shapes = zip(names, ("circle", "square"), strict=True)
    only = [ColorGroup(f"{strategy_title(n)} only", strategy_color(n), symbol=shape) for n, shape in shapes]
    both = ColorGroup("Both", INK_ON_DARK if dark else INK, symbol="star")
    return ColorGroups(of, (*only, both, ColorGroup("Neither", OTHER_COLOR, faint=True)))


def by_label(n: int, labels: Mapping[int, str]) -> ColorGroups:
    """Paint the labels of n rows; past the palette, and without a label, points are grey.

    Args:
        n: rows of the pool.
        labels: row -> label.
    """
    order = sorted(Counter(labels.values()).items(), key=lambda item: (-item[1], item[0]))
    place = {label: number for number, (label, _) in enumerate(order[: len(PALETTE)])}
    of = np.full(n, len(place) + 1)
    of[list(labels)] = [place.get(label, len(place)) for label in labels.values()]
    own = [ColorGroup(_cut(label), PALETTE[number]) for label, number in place.items()]
    others = ColorGroup(f"{len(order) - len(own):,} other labels", OTHER_COLOR)
    return ColorGroups(of, (*own, others, ColorGroup("No label", OTHER_COLOR, faint=True)))


def strategy_color(name: str) -> str:
    """The colour of a strategy, as on the curves."""
    return STRATEGY_COLORS.get(name, OTHER_COLOR)


def _cut(label: str) -> str:
    return html.escape(label if len(label) <= _NAME else f"{label[: _NAME - 1]}…")
