"""Reference versions of the score-based strategies, as the paper states them: plain float64 loops.

Each takes (pool, target, uncertainty, labelled, budget) and returns the rows, best first.
"""

from collections.abc import Callable, Sequence

import numpy as np


def average_dist(
    pool: np.ndarray, target: np.ndarray, _: np.ndarray, labelled: set[int], budget: int
) -> list[int]:
    means = [np.mean(_distances(vector, target)) for vector in pool]
    return _first([row for row in range(len(pool)) if row not in labelled], means, budget)


def uncertainty(
    pool: np.ndarray, _: np.ndarray, uncertainty: np.ndarray, labelled: set[int], budget: int
) -> list[int]:
    return _first([row for row in range(len(pool)) if row not in labelled], -uncertainty, budget)


def knn_uncertainty(
    pool: np.ndarray, target: np.ndarray, uncertainty: np.ndarray, labelled: set[int], budget: int
) -> list[int]:
    ranked = [_first(range(len(pool)), _distances(vector, pool), len(pool)) for vector in target]
    k, union = 1, set[int]()
    while True:
        union = {row for rows in ranked for row in rows[:k]} - labelled
        if len(union) >= budget:
            return _first(sorted(union), -uncertainty, budget)
        k *= 2


def uncertainty_knn(
    pool: np.ndarray, target: np.ndarray, uncertainty: np.ndarray, labelled: set[int], budget: int
) -> list[int]:
    free = [row for row in range(len(pool)) if row not in labelled]
    shortlist = _first(free, -uncertainty, 4 * budget)
    closest = {row: min(_distances(pool[row], target)) for row in shortlist}
    return sorted(shortlist, key=lambda row: (closest[row], row))[:budget]


REFERENCES: dict[str, Callable[[np.ndarray, np.ndarray, np.ndarray, set[int], int], list[int]]] = {
    "average_dist": average_dist,
    "uncertainty": uncertainty,
    "knn_uncertainty": knn_uncertainty,
    "uncertainty_knn": uncertainty_knn,
}


def _distances(vector: np.ndarray, others: np.ndarray) -> np.ndarray:
    return np.sqrt(((others.astype(np.float64) - vector.astype(np.float64)) ** 2).sum(axis=1))


def _first(rows: Sequence[int], keys: Sequence[float] | np.ndarray, count: int) -> list[int]:
    return sorted(rows, key=lambda row: (keys[row], row))[:count]
