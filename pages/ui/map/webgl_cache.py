"""What the map sends, made once for all visitors."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from demux_core.charts import live_map, point_arrays
from demux_core.charts.point_arrays import PackedArray, PackedPoints
from demux_core.charts.point_colors import ColorGroups, PointColors
from demux_core.explain.map_points import point_lines
from demux_core.modelling.presentation import languages_of
from demux_core.workspace.prepared import PreparedProject
from pages.ui.shared.remembered import remembered

# What colours mean that belong to the points alone, not to what strategies choose or people label.
_LASTING = ("language", "cluster", "uncertainty", "density")
_FEW, _SHORT = 2_000, 300_000  # points, and bytes of their lines: so few are sent with the map


@dataclass(frozen=True, eq=False)
class Languages:
    """The language of each pool row.

    Args:
        of_pool: (n,) place of its code in ``codes``.
        codes: the languages of the pool, sorted.
        first_rows: the first row of each language.
        array: ``of_pool`` for the browser.
    """

    of_pool: NDArray[np.uint8] | NDArray[np.uint16]
    codes: list[str]
    first_rows: NDArray[np.int64]
    array: PackedArray

    def are_in(self, places: Sequence[int]) -> NDArray[np.bool_]:
        """Return for each pool row whether its language is one of those at ``places`` in ``codes``; (n,)."""
        chosen = np.zeros(len(self.codes), dtype=bool)
        chosen[list(places)] = True
        return chosen[self.of_pool]


def points(prepared: PreparedProject) -> PackedPoints:
    """Return the coordinates of pool and target sample."""
    return _points(prepared.key, prepared)


def texts(prepared: PreparedProject) -> PackedArray | None:
    """Return the lines of every point (``point_lines``); None where they are too many to be sent at once."""
    return _texts(prepared.shown, prepared)


def languages(prepared: PreparedProject) -> Languages:
    """Return the languages of the pool's rows."""
    return _languages(prepared.key, prepared)


def color_codes(prepared: PreparedProject, color_by: str, colors: PointColors) -> PackedArray:
    """Return the code of each pool row's colour; where languages have colours, the code of its language."""
    if color_by == "language":
        return languages(prepared).array
    if color_by in _LASTING:
        return _color_codes((prepared.key, color_by), colors)
    return live_map.color_codes(colors)


def color_table(prepared: PreparedProject, color_by: str, colors: PointColors, dark: bool) -> dict[str, Any]:
    """Return what the codes of ``color_codes`` mean."""
    if color_by in _LASTING:
        table = _color_table((prepared.key, color_by, dark), colors)
    else:
        table = live_map.color_table(colors, dark)
    if color_by == "language" and isinstance(colors, ColorGroups):
        groups = colors.group_of[languages(prepared).first_rows].tolist()
        return live_map.by_place(table, groups)
    return table


@remembered("Drawing the map")
def _points(key: str, _prepared: PreparedProject) -> PackedPoints:
    return point_arrays.pack_points(_prepared.points)


@remembered()
def _texts(key: str, _prepared: PreparedProject) -> PackedArray | None:
    if len(_prepared.points) > _FEW:
        return None
    places = range(len(_prepared.points))
    packed = point_arrays.pack_lines(
        [point_lines(_prepared.source, _prepared.target, place, {}) for place in places]
    )
    return packed if len(packed.data) <= _SHORT else None


@remembered()
def _languages(key: str, _prepared: PreparedProject) -> Languages:
    numbers, codes = point_arrays.codes(languages_of(_prepared.source))
    of_pool = point_arrays.narrow(numbers)
    _, first_rows = np.unique(of_pool, return_index=True)
    return Languages(of_pool, codes, first_rows, point_arrays.pack(of_pool, deflate=True))


@remembered()
def _color_codes(key: tuple[str, str], _colors: PointColors) -> PackedArray:
    return live_map.color_codes(_colors)


@remembered()
def _color_table(key: tuple[str, str, bool], _colors: PointColors) -> dict[str, Any]:
    return live_map.color_table(_colors, key[2])
