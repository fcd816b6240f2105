"""Greedy choice of points that leave no part of a target sample without a near one.

The value of chosen points A is sum_q w_q max(0, max_{a in A} s(q, a)) + sum_{a in A} max_q s(q, a), where s
is the cosine of centred vectors.
"""

import heapq
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from demux_core.base.progress import Advance, unheard
from demux_core.strategies.cosine import Vectors

# How much a point's own nearness to the target counts beside what it adds to the coverage.
RELEVANCE = 1.0
_Floats = NDArray[np.float64]
_AnyFloats = NDArray[np.floating[Any]]
Rows = NDArray[np.int64]
_BLOCK, _FIRST_WIDTH = 2_048, 32  # rows whose bounds are computed at once
_DIGITS = 12
_REMEMBERED = 4_000_000  # similarities, 32 MB: most rows are looked at again and again


@dataclass(frozen=True, eq=False)
class Sought:
    """What is to be covered.

    Args:
        target: (m, dim) vectors at length 1.
        weights: (m,) of the target points.
        covered: (m,) how near what is chosen already comes to each of them; 0 for nothing.
    """

    target: Vectors
    weights: _Floats
    covered: _Floats


def greedy(
    pool: Vectors, rows: Rows, sought: Sought, budget: int, advance: Advance = unheard
) -> tuple[Rows, _Floats]:
    """Take the point with the largest gain, again and again; ties by lower row.

    Args:
        pool: (n, dim) vectors at length 1.
        rows: ascending rows that can be chosen.
        sought: what is to be covered.
        budget: at most ``len(rows)``.
        advance: told how many of the rows were looked at.

    Returns:
        (budget,) rows and what each of them adds to the value.
    """
    weights, covered, target64 = sought.weights, sought.covered, sought.target.astype(np.float64)

    @lru_cache(maxsize=_REMEMBERED // len(target64))
    def similarities(row: int) -> _Floats:
        return similarities_of(pool[row], target64)

    # Gains only shrink, so what bounded a gain at an earlier step still does: most rows are never looked at
    # again. Those that are get new bounds, many at once, before the first of them is measured exactly.
    bounds = _first_bounds(pool, rows, sought, advance)
    heap = list(zip((-bounds).tolist(), rows.tolist(), [-1] * len(bounds), strict=True))
    heapq.heapify(heap)
    chosen, gains = np.empty(budget, dtype=np.int64), np.empty(budget)
    for step in range(budget):
        bounded, exact, width = 2 * step, 2 * step + 1, _FIRST_WIDTH
        while heap[0][2] < exact:
            row = heap[0][1]
            if heap[0][2] == bounded:
                gain = _gain(similarities(row), weights, covered)
                heapq.heapreplace(heap, (-gain, row, exact))
                continue
            stale = _stale(heap, bounded, width)
            bounds = _bounds(pool[stale].astype(np.float64), target64, weights, covered)
            for row, bound in zip(stale, bounds.tolist(), strict=True):
                heapq.heappush(heap, (-bound, row, bounded))
            width = min(2 * width, _BLOCK)
        negative, chosen[step], _ = heapq.heappop(heap)
        gains[step] = -negative
        covered = np.maximum(covered, similarities(int(chosen[step])))
    return chosen, gains


def _stale(heap: list[tuple[float, int, int]], since: int, width: int) -> list[int]:
    """Take up to ``width`` rows off the top of the heap, down to one that was looked at ``since``."""
    rows: list[int] = []
    while heap and len(rows) < width and heap[0][2] < since:
        rows.append(heapq.heappop(heap)[1])
    return rows


def similarities_of(vector: NDArray[np.float32], target: _Floats) -> _Floats:
    """(m,) cosines of a vector (dim,) and each of the target (m, dim), all at length 1."""
    # Without BLAS, so that the sum does not depend on the number of threads.
    similarities: _Floats = np.einsum("jd,d->j", target, vector.astype(np.float64))
    return similarities


def _gain(similarities: _Floats, weights: _Floats, covered: _Floats) -> float:
    added = weights * np.maximum(similarities - covered, 0)
    # What differs only in the last digits of a sum is equal, and the lower row wins.
    return round(float(added.sum() + RELEVANCE * similarities.max()), _DIGITS)


def _first_bounds(pool: Vectors, rows: Rows, sought: Sought, advance: Advance) -> _Floats:
    """(len(rows),) upper bounds of the gains of the first step, by float32 products."""
    bounds = np.empty(len(rows))
    narrow, floor = sought.weights.astype(np.float32), sought.covered.astype(np.float32)
    for start in range(0, len(rows), _BLOCK):
        advance(start, len(rows))
        block = slice(start, start + _BLOCK)
        bounds[block] = _bounds(pool[rows[block]], sought.target, narrow, floor)
    return bounds


def _bounds(points: _AnyFloats, target: _AnyFloats, weights: _AnyFloats, covered: _AnyFloats) -> _Floats:
    """(n,) gains of n points in the precision of the vectors, plus all that these can be off by."""
    similarities = points @ target.T
    nearest = similarities.max(axis=1)
    similarities -= covered
    np.maximum(similarities, 0, out=similarities)
    gains = (similarities @ weights + RELEVANCE * nearest).astype(np.float64)
    # A product of two unit vectors is off by at most dim x epsilon / 2; the sum over the targets rounds once
    # more, and so does ``_gain``.
    epsilon = float(np.finfo(points.dtype).eps)
    error = (points.shape[1] + 8) * epsilon * (float(weights.sum()) + RELEVANCE) + 10.0**-_DIGITS
    return np.asarray(gains + error + len(target) * epsilon * np.abs(gains))
