"""Vectors centred by the pool's mean, at length 1: their products are cosines.

The vectors of one encoder share a large common part; without it, a cosine tells texts apart by what they say.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]

_BLOCK = 16_384
_CACHED = 1_024  # rows whose float64 differences stay in a processor's cache
_MARGIN = 1e-3  # far above the error of a float32 cosine


def centred_units(pool: Vectors, target: Vectors) -> tuple[Vectors, Vectors]:
    """Pool and target centred by the pool's mean and scaled to length 1, (n, dim) and (m, dim) float32.

    Computed row by row in float64, so that the result does not depend on the number of threads. A vector that
    equals the mean stays zero: it is similar to nothing.
    """
    mean = mean_of(pool)
    return units_from(pool, mean), units_from(target, mean)


def mean_of(pool: Vectors) -> NDArray[np.float64]:
    """(dim,) mean of the pool's vectors, which may be memory-mapped."""
    return sum_of(pool) / len(pool)


def sum_of(pool: Vectors) -> NDArray[np.float64]:
    """(dim,) sum of the pool's vectors, which may be memory-mapped."""
    total = np.zeros(pool.shape[1])
    for start in range(0, len(pool), _BLOCK):
        total += pool[start : start + _BLOCK].sum(axis=0, dtype=np.float64)
    return total


def units_from(vectors: Vectors, mean: NDArray[np.float64]) -> Vectors:
    """Vectors centred by ``mean`` and scaled to length 1, as ``centred_units`` gives them."""
    units = np.empty(vectors.shape, dtype=np.float32)
    for start in range(0, len(vectors), _CACHED):
        block = slice(start, start + _CACHED)
        differences = np.asarray(vectors[block], dtype=np.float64) - mean
        norms = np.sqrt(np.einsum("id,id->i", differences, differences))[:, None]
        units[block] = differences / np.where(norms > 0, norms, 1)
    return units


class UnitRows:
    """``units_from(vectors[rows], mean)``, computed when it is indexed: all of a large pool takes gigabytes.

    Args:
        vectors: (n, dim), may be memory-mapped.
        mean: (dim,).
        rows: (m,) into ``vectors``; None is all of them.
    """

    def __init__(
        self, vectors: Vectors, mean: NDArray[np.float64], rows: NDArray[np.int64] | None = None
    ) -> None:
        self._vectors, self._mean, self._rows = vectors, mean, rows
        self.shape = (len(vectors) if rows is None else len(rows), vectors.shape[1])

    def __len__(self) -> int:
        return self.shape[0]

    def __getitem__(self, rows: slice | NDArray[np.int64]) -> Vectors:
        """The vectors of a slice, or of an array of rows of any shape: (*shape, dim)."""
        chosen = rows if self._rows is None else self._rows[rows]
        vectors = self._vectors[chosen]
        return units_from(vectors.reshape(-1, self.shape[1]), self._mean).reshape(vectors.shape)

    def __iter__(self) -> Iterator[Vectors]:
        for start in range(0, len(self), _CACHED):
            yield from self[start : start + _CACHED]


def rows_alike(row: int, pool: Vectors, least: float) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """The other rows of the pool whose cosine with a row is at least ``least``, and these cosines.

    The most similar row comes first; of equal ones the lower row. Centred by the pool's mean.
    """
    mean = mean_of(pool)
    own, centre = units_from(pool[[row]], mean)[0], mean.astype(np.float32)
    near = []
    for start in range(0, len(pool), _BLOCK):
        differences = pool[start : start + _BLOCK] - centre
        norms = np.sqrt(np.einsum("id,id->i", differences, differences))
        near.append(start + np.flatnonzero(differences @ own >= (least - _MARGIN) * norms))
    rows = np.concatenate(near)
    rows = rows[rows != row]
    cosines = np.einsum("id,d->i", units_from(pool[rows], mean).astype(np.float64), own.astype(np.float64))
    order = np.argsort(-cosines, kind="stable")[: int((cosines >= least).sum())]
    return rows[order], cosines[order]
