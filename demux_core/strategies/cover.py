"""COVER: few points that leave no part of the target sample without a near one.

Targeted facility location, the function FLVMI of submodular mutual information (Kothawade et al., PRISM, AAAI
2022): lazy greedy (Minoux, 1978) comes within 1 - 1/e of the best choice.
"""

import heapq
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from demux_core.base.errors import InputError
from demux_core.base.palette import PALETTE
from demux_core.strategies import checks, reasons
from demux_core.strategies.base import Query, Rows, Scores, Selection, Strategy
from demux_core.strategies.cosine import Vectors, centred_units, mean_of, units_from
from demux_core.strategies.reach import Reach

# How much a point's own nearness to the target counts beside what it adds to the coverage.
RELEVANCE = 1.0
_WEIGHTS = ("equal", "uncertainty")
_Floats = NDArray[np.float64]
_AnyFloats = NDArray[np.floating[Any]]
_BLOCK, _FIRST_WIDTH = 2_048, 32  # rows whose bounds are computed at once
_DIGITS = 12
_REMEMBERED = 4_000_000  # similarities, 32 MB: most rows are looked at again and again


def _choose(query: Query) -> tuple[Rows, Scores]:
    """Take the point with the largest gain, again and again; ties by lower row.

    The value of chosen points A is sum_q w_q max(0, max_{a in A} s(q, a)) + sum_{a in A} max_q s(q, a), where
    s is the cosine of centred vectors. Labelled points cover target points as chosen ones do.
    """
    pool, target = centred_units(*checks.vectors(query))
    weights, target64 = _target_weights(query), target.astype(np.float64)

    @lru_cache(maxsize=_REMEMBERED // len(target))
    def similarities(row: int) -> _Floats:
        return _similarities(pool[row], target64)

    covered = np.zeros(len(target))
    for row in query.labelled.tolist():
        covered = np.maximum(covered, similarities(row))
    # Gains only shrink, so what bounded a gain at an earlier step still does: most rows are never looked at
    # again. Those that are get new bounds, many at once, before the first of them is measured exactly.
    bounds = _first_bounds(pool, target, query, weights, covered)
    heap = list(zip((-bounds).tolist(), query.free.tolist(), [-1] * len(bounds), strict=True))
    heapq.heapify(heap)
    rows, gains = np.empty(query.budget, dtype=np.int64), np.empty(query.budget)
    for step in range(query.budget):
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
        negative, rows[step], _ = heapq.heappop(heap)
        gains[step] = -negative
        covered = np.maximum(covered, similarities(int(rows[step])))
    return rows, gains


def _stale(heap: list[tuple[float, int, int]], since: int, width: int) -> list[int]:
    """Take up to ``width`` rows off the top of the heap, down to one that was looked at ``since``."""
    rows: list[int] = []
    while heap and len(rows) < width and heap[0][2] < since:
        rows.append(heapq.heappop(heap)[1])
    return rows


def _similarities(vector: NDArray[np.float32], target: _Floats) -> _Floats:
    # Without BLAS, so that the sum does not depend on the number of threads.
    similarities: _Floats = np.einsum("jd,d->j", target, vector.astype(np.float64))
    return similarities


def _gain(similarities: _Floats, weights: _Floats, covered: _Floats) -> float:
    added = weights * np.maximum(similarities - covered, 0)
    # What differs only in the last digits of a sum is equal, and the lower row wins.
    return round(float(added.sum() + RELEVANCE * similarities.max()), _DIGITS)


def _first_bounds(
    pool: Vectors, target: Vectors, query: Query, weights: _Floats, covered: _Floats
) -> _Floats:
    """(len(query.free),) upper bounds of the gains of the first step, by float32 products."""
    rows, bounds = query.free, np.empty(len(query.free))
    narrow, floor = weights.astype(np.float32), covered.astype(np.float32)
    for start in range(0, len(rows), _BLOCK):
        query.advance(start, len(rows))
        block = slice(start, start + _BLOCK)
        bounds[block] = _bounds(pool[rows[block]], target, narrow, floor)
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


def _target_weights(query: Query) -> _Floats:
    """(m,) weights of the target points with mean 1: equal, or larger where the model is less sure."""
    choice = query.options.get("weights", _WEIGHTS[0])
    if choice not in _WEIGHTS:
        raise InputError(f"weights must be one of {', '.join(_WEIGHTS)}, got {choice!r}")
    assert query.target is not None
    count, uncertainty = len(query.target), query.target.uncertainty
    if choice == "equal":
        return np.ones(count)
    if uncertainty is None:
        raise InputError(
            f"{query.strategy} with weights=uncertainty needs the uncertainty of the target texts, which is "
            "absent; encode them with a model that has a task head, or use weights=equal"
        )
    ranks = np.argsort(np.argsort(uncertainty, kind="stable"), kind="stable")
    return (ranks + 1) * 2 / (count + 1)


def _reached(selection: Selection, row: int, labelled: Rows) -> Reach | None:
    """The step in which the row was chosen, and the target point that it came closer to than all before."""
    if not (step := selection.place_of(row)):
        return None
    pool, target = reasons.vectors(selection)
    before = np.concatenate([labelled, selection.rows[: step - 1]])
    mean = mean_of(pool)
    target_units = units_from(target, mean).astype(np.float64)
    earlier, own = (units_from(pool[rows], mean) for rows in (before, np.array([row])))
    similarities = _similarities(own[0], target_units)
    covered = (earlier.astype(np.float64) @ target_units.T).max(axis=0, initial=0.0)
    gains = np.maximum(similarities - covered, 0)
    return Reach(int(np.argmax(gains if gains.any() else similarities)), step=step)


def _explain(selection: Selection, seed: int, like: str) -> list[str]:
    return reasons.neighbor_phrases(selection)


STRATEGY = Strategy(
    name="cover",
    title="COVER",
    plain_title="Something near every target text",
    summary="Takes source texts so that every target text has one close in meaning, with little repetition.",
    kind="target_aware",
    order=50,
    color=PALETTE[6],
    needs=frozenset({"embeddings", "target"}),
    choose=_choose,
    explain=_explain,
    reached=_reached,
    options={"weights": "equal"},
    nested=True,
)
