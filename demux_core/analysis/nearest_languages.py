"""The languages of the pool that lie nearest to the target sample."""

from collections import Counter

import numpy as np
from numpy.typing import NDArray

from demux_core.modelling.encoding import Encoding
from demux_core.strategies.neighbors import nearest

_NEIGHBORS = 10
_MOST_POOL_ROWS = 20_000
_MOST_TARGET_ROWS = 500


def nearest_languages(source: Encoding, target: Encoding) -> list[str]:
    """Languages of the target's nearest pool points, the most frequent first, then by code.

    Of a large pool or target sample only a fixed part counts, for this decides on colours alone.

    Args:
        source: the pool.
        target: the target sample.

    Returns:
        Language codes; none where languages or embeddings are missing.
    """
    if source.languages is None or source.embeddings is None or target.embeddings is None or not len(target):
        return []
    rows, queries = _spread(len(source), _MOST_POOL_ROWS), _spread(len(target), _MOST_TARGET_ROWS)
    _, neighbors = nearest(target.embeddings[queries], source.embeddings[rows], _NEIGHBORS)
    counts = Counter(source.languages[row] for row in rows[neighbors.ravel()].tolist())
    return [language for language, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0]))]


def _spread(n: int, most: int) -> NDArray[np.int64]:
    """Up to ``most`` of n rows, evenly spread."""
    return np.unique(np.linspace(0, n - 1, min(n, most)).astype(np.int64))
