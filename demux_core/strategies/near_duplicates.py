"""Near-duplicates and translations: rows whose vectors agree far more than those of the pool usually do.

Calibrated on SIB-200, 8,000 rows in 44 languages with the embedded model: of the pairs above the threshold,
a cosine of 0.65 there, 99% are translations; these are 17% of all translations (``tests/evidence/probe``).
Vectors of a fine-tuned model agree by class, those of two texts agree where they share one of them: there,
the threshold is higher, and what reaches it need not say the same.
"""

import numpy as np
from numpy.typing import NDArray

from demux_core.strategies.base import Rows
from demux_core.strategies.cosine import Vectors, mean_of, units_from

# The threshold in standard deviations of Fisher's z = artanh(cosine) between rows of the pool; measured by
# quantiles, which a few duplicates do not move.
_DEVIATIONS = 6.6
_SAMPLE = 400
_LEFT_BLOCK, _RIGHT_BLOCK = 1_024, 8_192
_MARGIN = 1e-4  # far above the error of a float32 product of unit vectors


class NearDuplicates:
    """Finds pairs of near-duplicates among rows of ``vectors``, (n, dim); may be memory-mapped."""

    def __init__(self, vectors: Vectors) -> None:
        self._vectors, self._mean = vectors, mean_of(vectors)
        self.threshold = self._usual_threshold()

    def _usual_threshold(self) -> float:
        """The cosine of centred vectors from which two rows count as the same."""
        count = len(self._vectors)
        units = self._units(np.unique(np.linspace(0, count - 1, min(count, _SAMPLE)).astype(np.int64)))
        cosines = np.einsum("id,jd->ij", units.astype(np.float64), units.astype(np.float64))
        pairs = cosines[np.triu_indices(len(units), 1)]
        if not pairs.size:
            return 1.0
        low, high = np.arctanh(np.clip(np.quantile(pairs, [0.16, 0.84]), -0.999, 0.999))
        return float(np.tanh(_DEVIATIONS * (high - low) / 2))

    def pairs(self, left: Rows, right: Rows) -> NDArray[np.int64]:
        """(p, 2) places in ``left`` and in ``right`` of all near-duplicates, a row and itself among them.

        Found with fast products and decided in float64, so that the number of threads does not matter.
        """
        found = [np.empty((0, 2), dtype=np.int64)]
        for at_right in range(0, len(right), _RIGHT_BLOCK):
            others = self._units(right[at_right : at_right + _RIGHT_BLOCK])
            for at_left in range(0, len(left), _LEFT_BLOCK):
                units = self._units(left[at_left : at_left + _LEFT_BLOCK])
                near = np.argwhere(units @ others.T > self.threshold - _MARGIN)
                cosines = np.einsum(
                    "id,id->i", units[near[:, 0]].astype(np.float64), others[near[:, 1]].astype(np.float64)
                )
                found.append(near[cosines >= self.threshold] + [at_left, at_right])
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
