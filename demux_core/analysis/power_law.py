"""Inverse power laws through the points of learning curves; many curves at once."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

_Floats = NDArray[np.float64]
OFFSET = 10.0  # labels that English is worth, so that the curve has a place for 0; 5 to 25 do as well
_EXPONENTS = np.linspace(0, 1, 21)
_HIGHEST = 100.0


@dataclass(frozen=True, eq=False)
class PowerLaws:
    """Curves ``a - b (n + OFFSET)^-c``, written as ``level + slope * _shape(n, c)``.

    Written like this, ``level`` is the score at 0 labels, and with c = 0 the curve is a straight line over
    the logarithm.

    Args:
        level: (d,) points.
        slope: (d,) points for each e-fold of n + OFFSET, at 0 labels.
        exponent: (d,) c, between 0 and 1.
    """

    level: _Floats
    slope: _Floats
    exponent: _Floats

    def at(self, budgets: ArrayLike) -> _Floats:
        """Return scores at (k,) budgets, (d, k), at most 100."""
        shape = _shape(budgets, self.exponent)
        return np.minimum(self.level[:, None] + self.slope[:, None] * shape, _HIGHEST)


def fit_power_laws(budgets: ArrayLike, scores: _Floats, may_fall: bool = False) -> PowerLaws:
    """Fit a curve to each row of scores by weighted least squares (Figueroa et al., 2012).

    The j-th of m points weighs j / m, because later points say more about what follows. For a given exponent
    the fit is linear, so the best of 21 exponents is found exactly; an iterative search can miss it.

    Args:
        budgets: (m,) in ascending order.
        scores: (d, m) points.
        may_fall: also fit curves that fall; otherwise these become flat.
    """
    points = scores.shape[1]
    weights = np.arange(1, points + 1) / np.arange(1, points + 1).sum()
    shape = _shape(budgets, _EXPONENTS)
    middle = shape @ weights
    shape = shape - middle[:, None]
    means = scores @ weights
    apart = scores - means[:, None]
    squares = (shape**2) @ weights
    products = (apart * weights) @ shape.T
    slopes: Any = products / squares
    if not may_fall:
        slopes = np.maximum(slopes, 0)
    # The squared error up to what all exponents share.
    best = (slopes**2 * squares - 2 * slopes * products).argmin(axis=1)
    slope = slopes[np.arange(len(scores)), best]
    return PowerLaws(means - slope * middle[best], slope, _EXPONENTS[best])


def _shape(budgets: ArrayLike, exponents: _Floats) -> _Floats:
    """Return (1 - x^-c) / c of x = (n + OFFSET) / OFFSET, its limit log x for c = 0: (len(exponents), k)."""
    logs = np.log1p(np.asarray(budgets, dtype=np.float64) / OFFSET)
    c = np.maximum(exponents, 1e-9)[:, None]
    shape: _Floats = -np.expm1(-c * logs) / c
    return shape
