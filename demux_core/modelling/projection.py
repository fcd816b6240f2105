"""Project the vectors of pool and target to one fixed map (UMAP, McInnes et al., 2018)."""

import os
import warnings

import numpy as np
from numpy.typing import NDArray

from demux_core.base.config import DEFAULT_SEED
from demux_core.base.progress import Progress, silent

Vectors = NDArray[np.float32]

FITTED = 15_000
COMPONENTS = 64
NEIGHBORS = 15
EPOCHS = 100
# A point that was not fitted is placed at the weighted mean of this many fitted points.
ANCHORS = 5
_MIN_POINTS = 8
_BLOCK = 65_536


def project(pool: Vectors, target: Vectors, seed: int = DEFAULT_SEED, progress: Progress = silent) -> Vectors:
    """Place all pool and target points on one map; the same vectors and seed give the same map.

    UMAP is fitted to at most 15,000 points, target points first; the other points are placed between their
    nearest fitted neighbours.

    Args:
        pool: (n, dim) float32.
        target: (m, dim) float32.

    Returns:
        (n + m, 2) float32, the pool first.
    """
    generator = np.random.default_rng(seed)
    total = len(pool) + len(target)
    progress("map", 0, total)
    reduced = _principal_components(pool, target, generator)
    if total < _MIN_POINTS or not np.ptp(reduced):
        return np.ascontiguousarray(reduced[:, :2])
    fitted = _sample(len(pool), len(target), generator)
    places = np.empty((total, 2), dtype=np.float32)
    places[fitted] = _fit(reduced[fitted], seed)
    progress("map", len(fitted), total)
    rest = np.setdiff1d(np.arange(total), fitted)
    if len(rest):
        places[rest] = _place(reduced[rest], reduced[fitted], places[fitted], generator)
    progress("map", total, total)
    return places


def _principal_components(pool: Vectors, target: Vectors, generator: np.random.Generator) -> Vectors:
    """Reduce the points, the pool first, to their principal axes (at most 64, at least 2)."""
    rows = np.sort(generator.permutation(len(pool) + len(target))[:FITTED])
    of_pool = rows < len(pool)
    sample = np.concatenate([pool[rows[of_pool]], target[rows[~of_pool] - len(pool)]]).astype(np.float64)
    mean = sample.mean(axis=0)
    _, axes = np.linalg.eigh((sample - mean).T @ (sample - mean))
    axes = axes[:, ::-1][:, : max(2, min(COMPONENTS, pool.shape[1]))]
    # The sign of an axis is arbitrary; fix it, so that the map does not flip between machines.
    axes = axes * np.sign(axes[np.abs(axes).argmax(axis=0), np.arange(axes.shape[1])])
    # Project block by block, so that a memory-mapped pool is never copied as a whole.
    blocks = [part[i : i + _BLOCK] for part in (pool, target) for i in range(0, len(part), _BLOCK)]
    reduced = np.concatenate([(b - mean.astype(np.float32)) @ axes.astype(np.float32) for b in blocks])
    return np.pad(reduced, ((0, 0), (0, max(0, 2 - reduced.shape[1])))).astype(np.float32)


def _sample(pool: int, target: int, generator: np.random.Generator) -> NDArray[np.int64]:
    """Draw sorted rows to fit: target points first, then random pool points up to the limit."""
    target_rows = pool + generator.permutation(target)[:FITTED]
    pool_rows = generator.permutation(pool)[: max(0, FITTED - len(target_rows))]
    return np.sort(np.concatenate([pool_rows, target_rows]))


def _fit(points: Vectors, seed: int) -> Vectors:
    import faiss

    # As Numba starts its threads, it sets their number for OpenMP, too, and so for torch in this process.
    os.environ.setdefault("NUMBA_NUM_THREADS", str(faiss.omp_get_max_threads()))
    import umap

    count = min(NEIGHBORS, len(points) - 1)
    distances, rows = faiss.knn(points, points, count)
    model = umap.UMAP(
        n_neighbors=count,
        n_epochs=EPOCHS,
        init="pca",
        random_state=seed,
        n_jobs=1,
        precomputed_knn=(rows, np.sqrt(np.maximum(distances, 0))),
    )
    with warnings.catch_warnings():
        # UMAP warns that it cannot place new points without a search index; `_place` does that here.
        warnings.filterwarnings("ignore", message="precomputed_knn")
        return np.asarray(model.fit_transform(points), dtype=np.float32)


def _place(points: Vectors, fitted: Vectors, places: Vectors, generator: np.random.Generator) -> Vectors:
    import faiss

    distances, rows = faiss.knn(points, fitted, min(ANCHORS, len(fitted)))
    weights = 1 / (np.sqrt(np.maximum(distances, 0)) + 1e-6)
    weights /= weights.sum(axis=1, keepdims=True)
    placed = (places[rows] * weights[..., None]).sum(axis=1)
    # Noise of 0.2% of the map's width keeps duplicates from hiding each other.
    noise = generator.normal(scale=0.002 * np.ptp(places), size=placed.shape)
    return np.asarray(placed + noise, dtype=np.float32)
