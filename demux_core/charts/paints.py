"""Paints: what colour each point of the pool has on a map, and what the legend says about it."""

import html
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from demux_core.charts.colors import OTHER_COLOR, PALETTE, colored, shown
from demux_core.charts.curve_charts import STRATEGY_COLORS, strategy_title
from demux_core.charts.tables import doubt
from demux_core.comparison import Overlap
from demux_core.encoding import Encoding

INK, INK_ON_DARK = "#0F172A", "#F8FAFC"
_GRID = 128
_BLUR = 2.5  # cells of the grid
_NAME = 28  # characters that a legend has room for


@dataclass(frozen=True)
class Group:
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
class Groups:
    """Every pool row belongs to a group.

    Args:
        of: (n,) the position of each row's group in ``groups``.
        groups: in the order of the legend.
    """

    of: NDArray[np.int64]
    groups: tuple[Group, ...]


@dataclass(frozen=True, eq=False)
class Scale:
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


Paint = Groups | Scale


def by_language(languages: Sequence[str], colors: Mapping[str, str]) -> Groups:
    """Paint languages; those without a colour of their own are one grey group, counted in its name."""
    own = [code for code in colors if colored(code, colors)]
    others = len(set(languages) - set(own))
    grey = Group(
        "1 other language" if others == 1 else f"{others:,} other languages", OTHER_COLOR, faint=True
    )
    place = {code: number for number, code in enumerate(own)}
    of = np.array([place.get(code, len(own)) for code in languages], dtype=np.int64)
    return Groups(of, (*(Group(shown(code), colors[code]) for code in own), grey))


def by_doubt(source: Encoding) -> Scale:
    """Paint the model's margin or uncertainty."""
    name, values = doubt(source, np.arange(len(source)))
    if name == "margin":
        return Scale(values, "Margin<br>low = uncertain", ("uncertain", "sure"), strong_is_low=True)
    return Scale(values, "Uncertainty<br>high = uncertain", ("sure", "uncertain"))


def by_density(points: NDArray[np.float32]) -> Scale:
    """Paint how many pool points lie around each of ``points`` (n, 2), as a share of the densest place."""
    low, width = points.min(axis=0), np.ptp(points, axis=0)
    cells = np.rint((points - low) / np.where(width > 0, width, 1) * (_GRID - 1)).astype(np.int64)
    counts = np.bincount(cells[:, 0] * _GRID + cells[:, 1], minlength=_GRID**2).reshape(_GRID, _GRID)
    reach = np.arange(-round(3 * _BLUR), round(3 * _BLUR) + 1)
    bell = np.exp(-0.5 * (reach / _BLUR) ** 2)
    smooth = counts.astype(np.float64)
    for axis in (0, 1):
        smooth = np.apply_along_axis(np.convolve, axis, smooth, bell, mode="same")
    around = smooth[cells[:, 0], cells[:, 1]]
    return Scale(around / around.max(), "Pool points nearby", ("few", "many"), counted=False)


def by_strategy(n: int, picked: Mapping[str, Sequence[int]], dark: bool = False) -> Groups:
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
    each = [Group(strategy_title(name), strategy_color(name), symbol="circle") for name in picked]
    several = Group("Several strategies", INK_ON_DARK if dark else INK, symbol="star")
    return Groups(of, (*each, several, Group("Not chosen", OTHER_COLOR, faint=True)))


def by_difference(n: int, names: tuple[str, str], found: Overlap, dark: bool = False) -> Groups:
    """Paint which of n rows only the first, only the second, or both of two strategies chose."""
    of = np.full(n, 3)
    for number, rows in enumerate((found.only_a, found.only_b, found.both)):
        of[rows] = number
    shapes = zip(names, ("circle", "square"), strict=True)
    only = [Group(f"{strategy_title(n)} only", strategy_color(n), symbol=shape) for n, shape in shapes]
    both = Group("Both", INK_ON_DARK if dark else INK, symbol="star")
    return Groups(of, (*only, both, Group("Neither", OTHER_COLOR, faint=True)))


def by_label(n: int, labels: Mapping[int, str]) -> Groups:
    """Paint the labels of n rows; past the palette, and without a label, points are grey.

    Args:
        n: rows of the pool.
        labels: row -> label.
    """
    order = sorted(Counter(labels.values()).items(), key=lambda item: (-item[1], item[0]))
    place = {label: number for number, (label, _) in enumerate(order[: len(PALETTE)])}
    of = np.full(n, len(place) + 1)
    of[list(labels)] = [place.get(label, len(place)) for label in labels.values()]
    own = [Group(_cut(label), PALETTE[number]) for label, number in place.items()]
    others = Group(f"{len(order) - len(own):,} other labels", OTHER_COLOR)
    return Groups(of, (*own, others, Group("No label", OTHER_COLOR, faint=True)))


def strategy_color(name: str) -> str:
    """The colour of a strategy, as on the curves."""
    return STRATEGY_COLORS.get(name, OTHER_COLOR)


def _cut(label: str) -> str:
    return html.escape(label if len(label) <= _NAME else f"{label[: _NAME - 1]}…")
