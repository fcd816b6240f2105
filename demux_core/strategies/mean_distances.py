"""Mean Euclidean distances to all targets, and the points nearest on average.

The search narrows the points with float32 matrix products and decides with float64 differences: a bound on
the error of the products (``float_errors``) proves that the remaining candidates hold the answer.
"""

import numpy as np
from numpy.typing import NDArray

from demux_core.base.progress import Advance, unheard
from demux_core.strategies.float_errors import Floats, Vectors, as_floats, squared_error

Rows = NDArray[np.int64]
_PRODUCT_BLOCK = 1_024
_EXACT_BLOCK = 256


def mean_distance(points: Vectors, targets: Vectors, rows: Rows | None = None) -> Floats:
    """Mean distance of ``points[rows]`` (default: all rows) to all targets, (len(rows),), in float64."""
    from scipy.spatial.distance import cdist  # type: ignore[import-untyped]

    rows = np.arange(len(points)) if rows is None else rows
    means = np.empty(len(rows))
    for start in range(0, len(rows), _EXACT_BLOCK):
        block = slice(start, start + _EXACT_BLOCK)
        means[block] = cdist(points[rows[block]], targets).mean(axis=1)
    return means


def nearest_on_average(
    points: Vectors, targets: Vectors, k: int, rows: Rows, advance: Advance = unheard
) -> tuple[Rows, Floats]:
    """The ``k`` of ``rows`` with the lowest mean distance to all targets, lowest first, ties by lower row.

    Args:
        points: (n, dim), may be memory-mapped.
        targets: (m, dim).
        k: between 1 and ``len(rows)``.
        rows: ascending rows into ``points``.
        advance: told how many of the rows were looked at.

    Returns:
        (k,) rows and their (k,) mean distances.
    """
    points, targets = as_floats(points), as_floats(targets)
    means, errors = _approximate_means(points, targets, rows, advance)
    limit = np.partition(means + errors, k - 1)[k - 1]
    # `not >` keeps what float32 could not compute.
    candidates = rows[~(means - errors > limit)] if np.isfinite(limit) else rows
    exact = mean_distance(points, targets, candidates)
    order = np.argsort(exact, kind="stable")[:k]
    return candidates[order], exact[order]


def _approximate_means(
    points: Vectors, targets: Vectors, rows: Rows, advance: Advance
) -> tuple[Floats, Floats]:
    """Mean distances by float32 matrix products, and a bound on the error of each; both (len(rows),)."""
    centre = targets.mean(axis=0)
    with np.errstate(over="ignore", invalid="ignore"):
        others = np.ascontiguousarray((targets - centre).T, dtype=np.float32)
        squares = np.square(others).sum(axis=0)
        longest = np.sqrt(squares.max(), dtype=np.float64)
        means, errors = np.empty(len(rows)), np.empty(len(rows))
        buffer = np.empty((_PRODUCT_BLOCK, len(targets)), dtype=np.float32)
        for start in range(0, len(rows), _PRODUCT_BLOCK):
            advance(start, len(rows))
            block = slice(start, start + _PRODUCT_BLOCK)
            part = (points[rows[block]] - centre).astype(np.float32, copy=False)
            part_squares = np.square(part).sum(axis=1)
            distances = np.matmul(part * np.float32(-2), others, out=buffer[: len(part)])
            distances += part_squares[:, None]
            distances += squares
            np.sqrt(np.maximum(distances, 0, out=distances), out=distances)
            means[block] = distances.mean(axis=1)
            # |sqrt(a) - sqrt(b)| is at most |a - b| / sqrt(b), and at most sqrt(|a - b|).
            error = squared_error(points.shape[1], np.sqrt(part_squares, dtype=np.float64) + longest)
            errors[block] = error / np.maximum(distances.min(axis=1), np.sqrt(error))
    # The second part covers the square roots and the float32 mean itself.
    return means, errors + 64 * np.finfo(np.float32).eps * means
