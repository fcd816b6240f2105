"""Near-duplicates and translations: rows whose vectors nearly agree."""

import numpy as np
from numpy.typing import NDArray

from demux_core.strategies.base import Rows
from demux_core.strategies.cosine import Vectors, mean_of, units_from

# The cosine of centred vectors from which two texts count as the same.
THRESHOLD = 0.65
_LEFT_BLOCK, _RIGHT_BLOCK = 1_024, 8_192
_MARGIN = 1e-4  # far above the error of a float32 product of unit vectors


class NearDuplicates:
    """Finds pairs of near-duplicates among rows of ``vectors``, (n, dim); may be memory-mapped."""

    def __init__(self, vectors: Vectors, threshold: float = THRESHOLD) -> None:
        self._vectors, self._mean, self._threshold = vectors, mean_of(vectors), threshold

    def pairs(self, left: Rows, right: Rows) -> NDArray[np.int64]:
        """(p, 2) places in ``left`` and in ``right`` of all near-duplicates, a row and itself among them.

        Found with fast products and decided in float64, so that the number of threads does not matter.
        """
        found = [np.empty((0, 2), dtype=np.int64)]
        for at_right in range(0, len(right), _RIGHT_BLOCK):
            others = self._units(right[at_right : at_right + _RIGHT_BLOCK])
            for at_left in range(0, len(left), _LEFT_BLOCK):
                units = self._units(left[at_left : at_left + _LEFT_BLOCK])
                near = np.argwhere(units @ others.T > self._threshold - _MARGIN)
                cosines = np.einsum(
                    "id,id->i", units[near[:, 0]].astype(np.float64), others[near[:, 1]].astype(np.float64)
                )
                found.append(near[cosines >= self._threshold] + [at_left, at_right])
        return np.concatenate(found)

    def of(self, rows: Rows, among: Rows) -> Rows:
        """Those of the rows ``among`` that are near-duplicates of one of ``rows``."""
        return among[np.unique(self.pairs(rows, among)[:, 1])]

    def earlier(self, rows: Rows) -> dict[int, list[int]]:
        """Place in ``rows`` -> the places before it of its near-duplicates."""
        earlier: dict[int, list[int]] = {}
        for first, second in self.pairs(rows, rows).tolist():
            if first < second:
                earlier.setdefault(second, []).append(first)
        return earlier

    def _units(self, rows: Rows) -> Vectors:
        return units_from(self._vectors[rows], self._mean)
