"""How far squared distances by matrix products can be off."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32] | NDArray[np.float64]
Floats = NDArray[np.float64]


def as_floats(vectors: NDArray[Any]) -> Vectors:
    """The vectors in float32 or float64, copied only where they are neither."""
    # Narrower numbers would be subtracted at their own precision, which the error bound does not cover.
    vectors = np.asarray(vectors)
    return vectors if vectors.dtype in (np.float32, np.float64) else vectors.astype(np.float64)


def squared_error(dim: int, norms: Floats, numbers: type[np.floating[Any]] = np.float32) -> Floats:
    """Bound on the error of a squared distance whose two centred norms add up to ``norms``.

    A dot product of ``dim`` terms is off by at most dim x half of eps x the product of the norms; twice that,
    with some extra terms, covers the sums, the centring and the norms themselves. The last part covers
    underflow; there is no bound where squares come near the largest of these ``numbers``.
    """
    kind = np.finfo(numbers)
    bound = (dim + 16) * (float(kind.eps) * norms**2 + float(kind.tiny))
    return np.where(norms < float(kind.max) ** 0.5 / 16, bound, np.inf)
