"""The points inside an outline that was drawn on a map."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray


def rows_inside(points: NDArray[np.float32], selection: Mapping[str, Any]) -> NDArray[np.int64]:
    """Return the rows of ``points`` (n, 2) inside any box or lasso of a chart selection, ascending.

    Args:
        points: coordinates on the map.
        selection: ``{"box": [{"x": [..], "y": [..]}], "lasso": [{"x": [..], "y": [..]}]}``. Its outlines are
            used, not its point indices, which count per trace and cover only the points that were drawn.
    """
    inside = np.zeros(len(points), dtype=bool)
    for box in selection.get("box", []):
        (left, right), (low, high) = sorted(box["x"]), sorted(box["y"])
        polygon = np.array([[left, low], [right, low], [right, high], [left, high]])
        inside |= _in_polygon(points, polygon)
    for lasso in selection.get("lasso", []):
        inside |= _in_polygon(points, np.column_stack([lasso["x"], lasso["y"]]))
    return np.flatnonzero(inside)


def _in_polygon(points: NDArray[np.float32], polygon: NDArray[np.float64]) -> NDArray[np.bool_]:
    # Even-odd rule: a ray from an inner point to the right crosses the outline an odd number of times.
    inside = np.zeros(len(points), dtype=bool)
    near = np.flatnonzero(((points >= polygon.min(0)) & (points <= polygon.max(0))).all(axis=1))
    x, y = points[near, 0].astype(np.float64), points[near, 1].astype(np.float64)
    crossings = np.zeros(len(near), dtype=bool)
    for (x1, y1), (x2, y2) in zip(polygon, np.roll(polygon, -1, axis=0), strict=True):
        if y1 != y2:
            crossings ^= ((y1 > y) != (y2 > y)) & (x < (x2 - x1) * (y - y1) / (y2 - y1) + x1)
    inside[near] = crossings
    return inside
