"""Do the fast, the plain and the Ray path choose the same texts? `python -m tests.benchmarks.alike`.

The data are those of the benchmark. Plain is float64 with a full sort, as the public code does. COVER, whose
plain version takes every gain anew in every step, is compared on a tenth of the texts; on Ray it chooses by
parts, so other texts: then the line says what the value of its choice is worth.
"""

import argparse
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from demux_core import Encoding, select
from tests.benchmarks.rows.base import Vectors, vectors
from tests.benchmarks.rows.selection import BUDGET, TARGETS

_BLOCK = 1_000
Chosen = tuple[NDArray[np.int64], NDArray[np.float64]]


def plain_average_dist(points: Vectors, targets: Vectors, _: NDArray[np.float32]) -> Chosen:
    from scipy.spatial.distance import cdist

    blocks = range(0, len(points), _BLOCK)
    means = np.concatenate([cdist(points[i : i + _BLOCK], targets).mean(axis=1) for i in blocks])
    rows = np.argsort(means, kind="stable")[:BUDGET]
    return rows, means[rows]


def plain_knn_uncertainty(points: Vectors, targets: Vectors, uncertainty: NDArray[np.float32]) -> Chosen:
    from scipy.spatial.distance import cdist

    blocks = range(0, len(targets), 10)
    ranked = np.concatenate(
        [np.argsort(cdist(targets[i : i + 10], points), axis=1, kind="stable")[:, :256] for i in blocks]
    )
    k = 1
    while len(union := np.unique(ranked[:, :k])) < BUDGET:
        k *= 2
    rows = union[np.argsort(-uncertainty[union], kind="stable")[:BUDGET]]
    return rows, uncertainty[rows].astype(np.float64)


def plain_uncertainty(_: Vectors, __: Vectors, uncertainty: NDArray[np.float32]) -> Chosen:
    rows = np.argsort(-uncertainty, kind="stable")[:BUDGET]
    return rows, uncertainty[rows].astype(np.float64)


def plain_cover(points: Vectors, targets: Vectors, _: NDArray[np.float32]) -> Chosen:
    centre = points.astype(np.float64).mean(axis=0)
    pool, sample = (part - centre for part in (points, targets))
    for part in (pool, sample):
        part /= np.linalg.norm(part, axis=1, keepdims=True)
    similarity = pool @ sample.T
    nearest, covered = similarity.max(axis=1), np.zeros(len(targets))
    rows, gains = np.empty(BUDGET, dtype=np.int64), np.empty(BUDGET)
    for step in range(BUDGET):
        value = np.concatenate(
            [
                np.maximum(similarity[i : i + _BLOCK] - covered, 0).sum(axis=1)
                for i in range(0, len(points), _BLOCK)
            ]
        )
        value = (value + nearest).round(12)
        value[rows[:step]] = -np.inf
        rows[step] = value.argmax()
        gains[step] = value[rows[step]]
        covered = np.maximum(covered, similarity[rows[step]])
    return rows, gains


PLAIN: dict[str, tuple[Callable[[Vectors, Vectors, NDArray[np.float32]], Chosen], float]] = {
    "knn_uncertainty": (plain_knn_uncertainty, 1),
    "average_dist": (plain_average_dist, 1),
    "uncertainty": (plain_uncertainty, 1),
    "cover": (plain_cover, 0.1),
}


def compared(strategy: str, texts: int) -> str:
    """Say how many of the chosen rows, and in the same order, each path has, and how far scores are apart."""
    plain, share = PLAIN[strategy]
    points, targets = vectors(round(texts * share), TARGETS)
    uncertainty = np.random.default_rng(1).random(len(points), dtype=np.float32)
    source = Encoding([f"p{i}" for i in range(len(points))], points, uncertainty)
    target = Encoding([f"t{i}" for i in range(TARGETS)], targets)
    rows, scores = plain(points, targets, uncertainty)
    told = []
    for engine in ("local", "ray"):
        found = select(strategy, source, target, BUDGET, engine=engine)
        same = int((found.rows == rows).sum())
        apart = np.abs(np.abs(found.scores) - np.abs(scores)).max()
        total = "" if same == BUDGET else f", the sum of scores {found.scores.sum() / scores.sum():.4f} times"
        told.append(f"{engine}: {same:,} of {BUDGET:,} rows as plain, scores within {apart:.1e}{total}")
    return f"{strategy} ({len(points):,} texts) {'; '.join(told)}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--texts", type=int, default=100_000)
    options = parser.parse_args()
    for strategy in PLAIN:
        print(compared(strategy, options.texts), flush=True)


if __name__ == "__main__":
    main()
