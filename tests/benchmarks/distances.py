"""Time the distance searches against the naive scheme, in one run: `python -m tests.benchmarks.distances`.

The naive scheme measures every pair in float64 (ten target rows at a time for neighbours) and sorts the whole
pool. Ratios hold between machines, seconds do not.
"""

import argparse
import time
from collections.abc import Callable

import numpy as np
from scipy.spatial.distance import cdist

from demux_core.strategies.mean_distances import nearest_on_average
from demux_core.strategies.neighbors import nearest

Pair = tuple[np.ndarray, np.ndarray]


def vectors(points: int, targets: int, dim: int) -> Pair:
    """Unit vectors with a large common part, as encoders give them."""
    generator = np.random.default_rng(0)
    common = generator.normal(size=dim)
    drawn = common + 0.7 * generator.normal(size=(points + targets, dim))
    drawn /= np.linalg.norm(drawn, axis=1, keepdims=True)
    return drawn[:points].astype(np.float32), drawn[points:].astype(np.float32)


def naive_nearest(targets: np.ndarray, points: np.ndarray, k: int) -> np.ndarray:
    """Rows of the ``k`` nearest points of every target, by a full sort."""
    parts = [
        np.argsort(cdist(targets[start : start + 10], points), axis=1, kind="stable")[:, :k]
        for start in range(0, len(targets), 10)
    ]
    return np.concatenate(parts)


def naive_on_average(targets: np.ndarray, points: np.ndarray, k: int) -> np.ndarray:
    """Rows of the ``k`` points with the lowest mean distance, by a full sort."""
    parts = [cdist(points[i : i + 1_024], targets).mean(axis=1) for i in range(0, len(points), 1_024)]
    return np.argsort(np.concatenate(parts), kind="stable")[:k]


def compare(name: str, naive: Callable[[], np.ndarray], ours: Callable[[], np.ndarray]) -> None:
    """Print seconds of both, their ratio, and whether the rows agree."""
    seconds, rows = [], []
    for run in (naive, ours):
        start = time.perf_counter()
        rows.append(run())
        seconds.append(time.perf_counter() - start)
    same = "same rows" if np.array_equal(*rows) else "OTHER ROWS"
    print(f"{name:<22} {seconds[0]:8.2f} s {seconds[1]:8.2f} s {seconds[0] / seconds[1]:7.1f} x  {same}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--points", type=int, default=20_000)
    parser.add_argument("--targets", type=int, default=1_000)
    parser.add_argument("--dim", type=int, default=384)
    arguments = parser.parse_args()
    points, targets = vectors(arguments.points, arguments.targets, arguments.dim)
    print(f"{len(points):,} points, {len(targets):,} targets, {points.shape[1]} numbers each")
    print(f"{'':<22} {'naive':>10} {'here':>10} {'ratio':>9}")
    nearest(targets[:2], points[:1_000], 1)  # loads faiss and scipy
    for k in (1, 16, 256):
        compare(
            f"nearest {k}",
            lambda k=k: naive_nearest(targets, points, k),
            lambda k=k: nearest(targets, points, k)[1],
        )
    rows = np.arange(len(points))
    for k in (100, 2_000):
        compare(
            f"nearest on average {k:,}",
            lambda k=k: naive_on_average(targets, points, k),
            lambda k=k: nearest_on_average(points, targets, k, rows)[0],
        )


if __name__ == "__main__":
    main()
