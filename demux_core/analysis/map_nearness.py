"""Whether near on the map is near in meaning, or only in language: neighbours on the map and in full."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_NEIGHBOURS = 10
_TEXTS, _AMONG = 300, 5_000  # a sample tells shares to a few hundredths, in some milliseconds


@dataclass(frozen=True)
class MapNearness:
    """What the nearest texts of a text have in common with it, on average over a sample of the pool.

    Args:
        neighbours: number of nearest texts that are looked at.
        same_language: share of those on the map in the text's own language.
        by_chance: that share if the texts lay at random.
        kept: share of those on the map that are among as many nearest by the full vectors.
        languages: number of languages in the pool.
    """

    neighbours: int
    same_language: float
    by_chance: float
    kept: float
    languages: int

    @property
    def groups_by_language(self) -> bool:
        """Whether a text's surroundings are mostly its own language, far more than by chance."""
        return self.languages > 1 and self.same_language > max(0.5, 2 * self.by_chance)


def map_nearness(
    points: NDArray[np.float32], vectors: NDArray[np.float32], languages: Sequence[str]
) -> MapNearness | None:
    """Measure the map of a pool; None where the pool has too few texts.

    Args:
        points: (n, 2) the pool's places on the map.
        vectors: (n, dim) the vectors that the map was made of.
        languages: n codes.
    """
    draw = np.random.default_rng(0)
    among = np.sort(draw.permutation(len(points))[:_AMONG])
    if len(among) <= 2 * _NEIGHBOURS:
        return None
    asked = draw.permutation(len(among))[:_TEXTS]
    codes = np.asarray(languages)[among]
    on_map, in_full = (_nearest(np.asarray(part[among]), asked) for part in (points, vectors))
    kept = [len(set(near) & set(full)) for near, full in zip(on_map.tolist(), in_full.tolist(), strict=True)]
    counts = np.array(list(Counter(codes.tolist()).values()))
    pairs = len(among) * (len(among) - 1)
    return MapNearness(
        neighbours=_NEIGHBOURS,
        same_language=float((codes[on_map] == codes[asked][:, None]).mean()),
        by_chance=float((counts * (counts - 1)).sum() / pairs),
        kept=float(np.mean(kept)) / _NEIGHBOURS,
        languages=len(counts),
    )


def _nearest(vectors: NDArray[np.float32], asked: NDArray[np.int64]) -> NDArray[np.int64]:
    """The rows nearest to each of ``asked``, without itself, in no order."""
    lengths = (vectors**2).sum(axis=1)
    distances = lengths - 2 * vectors[asked] @ vectors.T
    distances[np.arange(len(asked)), asked] = np.inf
    return np.argpartition(distances, _NEIGHBOURS, axis=1)[:, :_NEIGHBOURS]
