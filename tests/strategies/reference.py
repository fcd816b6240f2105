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


def cover(pool: np.ndarray, target: np.ndarray, _: np.ndarray, labelled: set[int], budget: int) -> list[int]:
    similarity = _cosines(pool, target)
    chosen: list[int] = []

    def value(rows: list[int]) -> float:
        near = np.max([np.zeros(len(target)), *(similarity[row] for row in (*rows, *labelled))], axis=0)
        return float(near.sum() + sum(similarity[row].max() for row in rows))

    for _ in range(budget):
        free = [row for row in range(len(pool)) if row not in labelled and row not in chosen]
        chosen.append(_first(free, {row: -value([*chosen, row]) for row in free}, 1)[0])
    return chosen


def round_robin(
    pool: np.ndarray, target: np.ndarray, _: np.ndarray, labelled: set[int], budget: int
) -> list[int]:
    similarity = _cosines(pool, target)
    chosen: list[int] = []
    while len(chosen) < budget:
        free = [row for row in range(len(pool)) if row not in labelled and row not in chosen]
        wanted = [_first(free, -similarity[:, i], 1)[0] for i in range(len(target))]
        pairs = sorted(range(len(target)), key=lambda i: (-similarity[wanted[i], i], i))
        chosen += dict.fromkeys(wanted[i] for i in pairs)
    return chosen[:budget]


REFERENCES: dict[str, Callable[[np.ndarray, np.ndarray, np.ndarray, set[int], int], list[int]]] = {
    "average_dist": average_dist,
    "uncertainty": uncertainty,
    "knn_uncertainty": knn_uncertainty,
    "uncertainty_knn": uncertainty_knn,
    "cover": cover,
    "round_robin": round_robin,
}


def _cosines(pool: np.ndarray, target: np.ndarray) -> np.ndarray:
    centre = pool.astype(np.float64).mean(axis=0)
    units = [(part - centre) / np.linalg.norm(part - centre, axis=1)[:, None] for part in (pool, target)]
    return units[0] @ units[1].T


def _distances(vector: np.ndarray, others: np.ndarray) -> np.ndarray:
    return np.sqrt(((others.astype(np.float64) - vector.astype(np.float64)) ** 2).sum(axis=1))


def _first(rows: Sequence[int], keys: Sequence[float] | np.ndarray, count: int) -> list[int]:
    return sorted(rows, key=lambda row: (keys[row], row))[:count]
