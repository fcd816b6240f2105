"""The map as messages for a browser that draws it: colours, legend and marks, without the points."""

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from demux_core.base.palette import OTHER_COLOR, TARGET_COLOR
from demux_core.charts.colors import rgb
from demux_core.charts.map_charts import HIT_COLOR, HIT_COLOR_ON_DARK, RING_SYMBOLS, TARGET
from demux_core.charts.map_traces import color_axis
from demux_core.charts.point_arrays import PackedArray, narrow, pack
from demux_core.charts.point_colors import INK, INK_ON_DARK, ColorGroup, ColorGroups, ColorScale, PointColors

LEVELS = 64  # colours of a scale; the code after the last is a row without a value
_FAINT, _ON_LIGHT, _ON_DARK = 0.45, 0.8, 0.95  # how opaque points are
_BEHIND = 0.3  # those that no strategy chose, where strategies are compared
_SCALED = 0.9
_UNKNOWN = ColorGroup("No value", OTHER_COLOR, faint=True)
_POOL = ColorGroup("Source pool", OTHER_COLOR, faint=True)


@dataclass(frozen=True, eq=False)
class Mark:
    """Marks above the points, told apart by shape as well as colour.

    Args:
        name: entry in the legend.
        rows: points of the map, the pool's first; a range where there are many.
        look: shape, open, color, line and edge (of its outline, or around it where open), size in pixels.
        follows: whether a mark is hidden with the colour of its point.
    """

    name: str
    rows: Sequence[int]
    look: Mapping[str, Any]
    follows: bool = False

    def message(self) -> dict[str, Any]:
        """Return the mark as JSON."""
        where: dict[str, Any] = {"rows": [int(row) for row in self.rows]}
        if isinstance(self.rows, range):
            where = {"first": self.rows.start}
        return {"name": self.name, "count": len(self.rows), "follows": self.follows, **self.look, **where}


def color_codes(colors: PointColors) -> PackedArray:
    """Return the code of each pool row's colour, which ``color_table`` explains."""
    if isinstance(colors, ColorGroups):
        return pack(narrow(colors.group_of), deflate=True)
    return pack(_levels(colors), deflate=True)


def color_table(colors: PointColors, dark: bool) -> dict[str, Any]:
    """Return what each code of ``color_codes`` means, and the scale.

    A code has a colour, an opacity, the name of its legend entry, and a layer: higher ones are drawn on top.

    Args:
        colors: of all rows of the pool.
        dark: draw for a dark page.
    """
    if isinstance(colors, ColorScale):
        return _scale_table(colors, dark)
    names = [html.unescape(group.name) for group in colors.groups]
    return {
        "colors": [group.color for group in colors.groups],
        "opacities": [_FAINT if group.faint else _ON_DARK if dark else _ON_LIGHT for group in colors.groups],
        "layers": [int(not group.faint) for group in colors.groups],
        "entry_of": names,
        "scale": None,
    }


def legend_entries(colors: PointColors, shown: NDArray[np.bool_] | None = None) -> list[dict[str, Any]]:
    """Return the entries of the legend, each with the number of its rows; the faint last.

    Args:
        colors: of all rows of the pool.
        shown: (n,) whether a row is drawn; None for all.
    """
    if isinstance(colors, ColorScale):
        unknown = ~np.isfinite(colors.values)
        count = int(np.count_nonzero(unknown if shown is None else unknown & shown))
        return [_entry(_UNKNOWN, count)] if count else []
    group_of = colors.group_of if shown is None else colors.group_of[shown]
    counts = np.bincount(group_of, minlength=len(colors.groups)).tolist()
    present = [(group, count) for group, count in zip(colors.groups, counts, strict=True) if count]
    return [_entry(*each) for each in sorted(present, key=lambda each: each[0].faint)]


def by_place(table: Mapping[str, Any], group_of: Sequence[int]) -> dict[str, Any]:
    """Return a table of groups as one of the places that languages have among the codes of the pool.

    The browser has the language of each row already, so colours by language need no codes of their own.

    Args:
        table: of ``color_table``.
        group_of: group of each language.
    """
    spread = {
        name: [table[name][group] for group in group_of]
        for name in ("colors", "opacities", "layers", "entry_of")
    }
    return {**table, **spread}


def background(n: int) -> ColorGroups:
    """Return one grey for all ``n`` rows of the pool."""
    return ColorGroups(np.zeros(n, dtype=np.int64), (_POOL,))


def background_entry(n: int) -> dict[str, Any]:
    """Return the legend's entry of ``n`` rows behind the chosen ones."""
    return {**_entry(_POOL, n), "size": 5}


def as_background(table: Mapping[str, Any]) -> dict[str, Any]:
    """Return a table (``color_table``) that draws points of all its codes as a background."""
    codes = len(table["colors"])
    return {
        **table,
        "colors": [_POOL.color] * codes,
        "opacities": [_BEHIND] * codes,
        "layers": [0] * codes,
        "entry_of": [_POOL.name] * codes,
    }


def chosen_mark(title: str, rows: Sequence[int], color: str | None, dark: bool) -> Mark:
    """Return the points that one of several compared strategies chose.

    Args:
        title: of the strategy.
        rows: of the pool, best first.
        color: of the strategy; None draws each in the colour of its code, with which it is hidden, too.
        dark: draw for a dark page.
    """
    look = _look("circle", color or _POOL.color, 0.5, 8, dark)
    return Mark(title, rows, {**look, "coded": color is None}, follows=color is None)


def target_mark(pool: int, target: int, small: bool = False) -> Mark:
    """Return the target sample, ``small`` where it must not cover chosen points."""
    look = {"shape": "diamond", "open": False, "color": TARGET_COLOR, "edge": "#FFFFFF"}
    sizes = {"line": 0.5, "size": 6} if small else {"line": 1, "size": 9}
    return Mark(TARGET, range(pool, pool + target), look | sizes)


def group_marks(colors: PointColors, dark: bool, shown: NDArray[np.bool_] | None = None) -> list[Mark]:
    """Return the points of the groups with a shape of their own, such as those that a strategy chose."""
    if isinstance(colors, ColorScale):
        return []
    marks = []
    for number, group in enumerate(colors.groups):
        if group.symbol:
            inside = colors.group_of == number if shown is None else (colors.group_of == number) & shown
            size = 12 if group.symbol == "star" else 9
            look = _look(group.symbol, group.color, 1, size, dark)
            marks.append(Mark(html.unescape(group.name), np.flatnonzero(inside).tolist(), look))
    return [mark for mark in marks if len(mark.rows)]


def picked_marks(picked: Mapping[str, Sequence[int]], dark: bool) -> list[Mark]:
    """Return the points that strategies chose; ``picked`` is title -> pool rows."""
    ink = INK_ON_DARK if dark else INK
    shapes = zip(picked.items(), RING_SYMBOLS * len(picked), strict=False)
    return [
        Mark(title, rows, _look(shape, ink, 1.5, 12, dark), follows=True) for (title, rows), shape in shapes
    ]


def left_out_mark(pool: int, rows: Sequence[int], dark: bool) -> Mark:
    """Return the target texts that no chosen point is near; ``rows`` are of the target sample."""
    look = _look("diamond-open", INK_ON_DARK if dark else INK, 2, 15, dark)
    return Mark("Target texts left out", [pool + row for row in rows], look)


def hit_mark(rows: Sequence[int], dark: bool) -> Mark:
    """Return the points that a search found, by their rows on the map."""
    look = _look("circle-open", HIT_COLOR_ON_DARK if dark else HIT_COLOR, 2.5, 15, dark)
    return Mark("Found", rows, look, follows=True)


def _look(symbol: str, color: str, line: float, size: int, dark: bool) -> dict[str, Any]:
    shape, is_open = symbol.removesuffix("-open"), symbol.endswith("-open")
    edge = INK if dark else "#FFFFFF"  # so that it is seen on points of its own colour, too
    return {"shape": shape, "open": is_open, "color": color, "edge": edge, "line": line, "size": size}


def _entry(group: ColorGroup, count: int) -> dict[str, Any]:
    name, shape = html.unescape(group.name), group.symbol or "circle"
    return {"name": name, "count": count, "color": group.color, "shape": shape}


def _scale_table(colors: ColorScale, dark: bool) -> dict[str, Any]:
    axis = color_axis(colors, dark)
    stops = np.array([rgb(color) for _, color in axis["colorscale"]], dtype=float)
    if axis["reversescale"]:
        stops = stops[::-1]
    at = np.linspace(0, len(stops) - 1, LEVELS)
    channels = [np.interp(at, np.arange(len(stops)), stops[:, channel]) for channel in range(3)]
    ramp = [
        f"#{int(red):02x}{int(green):02x}{int(blue):02x}" for red, green, blue in zip(*channels, strict=True)
    ]
    bar = axis["colorbar"]
    levels = range(LEVELS, 0, -1) if colors.low_stands_out else range(1, LEVELS + 1)
    return {
        "colors": [*ramp, _UNKNOWN.color],
        "opacities": [_SCALED] * LEVELS + [_FAINT],
        "layers": [*levels, 0],
        "entry_of": [""] * LEVELS + [_UNKNOWN.name],
        "scale": {"title": colors.title.split("<br>"), "colors": ramp, "ends": bar["ticktext"]},
    }


def _levels(colors: ColorScale) -> NDArray[np.uint8]:
    axis = color_axis(colors, dark=False)
    low, high = axis["cmin"], axis["cmax"]
    known = np.isfinite(colors.values)
    share = np.clip((np.where(known, colors.values, low) - low) / (high - low), 0, 1)
    levels: NDArray[np.uint8] = np.where(known, np.rint(share * (LEVELS - 1)), LEVELS).astype(np.uint8)
    return levels
