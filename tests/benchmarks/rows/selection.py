"""Selection: nearest neighbours, mean distances, cover and the votes of words."""

from collections.abc import Callable

import numpy as np

from tests.benchmarks.rows.base import BOUND, HERE, PLAIN, Row, Side, Vectors, Work, vectors

TARGETS, BUDGET = 2_000, 1_000
WORDS = 20  # of a sentence
_BLOCK = 1_024


def chosen(strategy: str) -> Callable[[int], Work]:
    """A strategy of this product, with uncertainties drawn at random."""

    def prepare(size: int) -> Work:
        from demux_core import Encoding, select

        points, targets = vectors(size, TARGETS)
        uncertainty = np.random.default_rng(1).random(size, dtype=np.float32)
        source = Encoding(ids=np.arange(size).astype(str), embeddings=points, uncertainty=uncertainty)
        target = Encoding(ids=np.arange(TARGETS).astype(str), embeddings=targets)
        return lambda: select(strategy, source, target, BUDGET)

    return prepare


def sorted_neighbors(size: int) -> Work:
    """The public code: distances in float64 to ten target rows at a time, and a full sort of the pool."""
    from scipy.spatial.distance import cdist

    points, targets = vectors(size, TARGETS)

    def work() -> None:
        for start in range(0, TARGETS, 10):
            np.argsort(cdist(targets[start : start + 10], points), axis=1)[:, :256]

    return work


def sorted_means(size: int) -> Work:
    """The public code: distances in float64 of 1,000 pool rows at a time, and a full sort of their means."""
    from scipy.spatial.distance import cdist

    points, targets = vectors(size, TARGETS)

    def work() -> None:
        means = [cdist(points[i : i + 1_000], targets).mean(axis=1) for i in range(0, size, 1_000)]
        np.argsort(np.concatenate(means))

    return work


def products(size: int) -> Work:
    """The arithmetic alone: all products of pool and target vectors in float32."""
    points, targets = vectors(size, TARGETS)
    out = np.empty((_BLOCK, TARGETS), dtype=np.float32)

    def work() -> None:
        for start in range(0, size, _BLOCK):
            block: Vectors = points[start : start + _BLOCK]
            np.matmul(block, targets.T, out=out[: len(block)])

    return work


def voted(size: int) -> Work:
    """TOKEN-NN on sentences of 20 words, whose vectors are mapped from a file."""
    import tempfile
    from pathlib import Path

    from demux_core import Encoding, select

    folder = tempfile.TemporaryDirectory()

    def words(count: int, name: str) -> tuple[np.ndarray, np.ndarray]:
        path = Path(folder.name) / name
        made = np.lib.format.open_memmap(path, "w+", np.float16, (count * WORDS, 384))
        generator = np.random.default_rng(len(name))
        for start in range(0, len(made), 65_536):
            made[start : start + 65_536] = generator.standard_normal(made[start : start + 65_536].shape)
        made.flush()
        return np.load(path, mmap_mode="r"), np.arange(count + 1, dtype=np.int64) * WORDS

    points, targets = vectors(size, 200)
    source = Encoding(ids=np.arange(size).astype(str), embeddings=points, words=words(size, "pool.npy"))
    target = Encoding(ids=np.arange(200).astype(str), embeddings=targets, words=words(200, "sample.npy"))

    def work() -> object:
        with folder:
            return select("token_nn", source, target, BUDGET)

    return work


def _row(name: str, strategy: str, size: int, aim: str, plain: Side | None, bound: bool = True) -> Row:
    sides = {HERE: Side(chosen(strategy))}
    if plain is not None:
        sides[PLAIN] = plain
    if bound:
        sides[BOUND] = Side(products)
    title = (
        f"{strategy.replace('_', '-').upper()}, {{size}} texts, {TARGETS:,} of the target, {BUDGET:,} chosen"
    )
    return Row(name, title, size, aim, sides)


ROWS = (
    _row("knn", "knn_uncertainty", 100_000, "20x plain, 2x the bound", Side(sorted_neighbors)),
    _row("knn-1m", "knn_uncertainty", 1_000_000, "20 s, 2 GB", Side(sorted_neighbors, share=0.05)),
    _row("mean-1m", "average_dist", 1_000_000, "8x plain, 2x the bound", Side(sorted_means, share=0.05)),
    _row("cover-1m", "cover", 1_000_000, "60 s", None),
    Row(
        "words",
        "TOKEN-NN, {size} sentences of 20 words, 200 of the target",
        100_000,
        "60 s, 4 GB",
        {HERE: Side(voted)},
    ),
)
