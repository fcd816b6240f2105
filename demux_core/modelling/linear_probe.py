"""A linear head on frozen vectors, fitted in closed form: a cell of an experiment takes milliseconds.

Ridge regression on one-hot labels, with features standardised by the English rows. The equations of English
and of chosen rows add up, so a cell costs one solve of dim + 1 equations.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Inputs = NDArray[np.float32]
Classes = NDArray[np.int64]
Weights = NDArray[np.float64]
PENALTIES = (0.01, 0.1, 1.0, 10.0)


@dataclass(frozen=True, eq=False)
class Equations:
    """The normal equations of some rows, which add up.

    Args:
        left: (dim + 1, dim + 1) sums of products of inputs.
        right: (dim + 1, classes) sums of inputs by class.
    """

    left: NDArray[np.float64]
    right: NDArray[np.float64]


class LinearProbe:
    """Fits heads on English rows and chosen ones.

    Args:
        features: (n, dim) of the English rows, or of their words.
        labels: (n,) their classes, from 0.
        classes: number of classes; chosen rows may have classes that the English ones lack.
        penalties: of ridge regression, for each English row: the squared weights count n x penalty. The one
            with the smallest squared error on left-out English rows is taken.
    """

    def __init__(
        self,
        features: NDArray[np.floating],
        labels: Classes,
        classes: int,
        penalties: Sequence[float] = PENALTIES,
    ) -> None:
        self._mean = features.mean(axis=0, dtype=np.float64).astype(np.float32)
        scale = features.std(axis=0, dtype=np.float64).astype(np.float32)
        self._scale = np.where(scale > 0, scale, np.float32(1))
        self._classes = classes
        inputs = self.inputs(features)
        self._english = self.equations(inputs, labels)
        self.penalty = min(penalties, key=lambda penalty: self._left_out_error(inputs, labels, penalty))
        self._left = self._english.left + _ridge(inputs, self.penalty)

    def inputs(self, features: NDArray[np.floating]) -> Inputs:
        """Return standardised features and a constant, (n, dim + 1)."""
        inputs = np.ones((len(features), features.shape[1] + 1), dtype=np.float32)
        np.subtract(features, self._mean, out=inputs[:, :-1])
        inputs[:, :-1] /= self._scale
        return inputs

    def equations(self, inputs: Inputs, labels: Classes) -> Equations:
        """Return the equations of rows with these ``inputs`` and classes."""
        one_hot = np.zeros((len(labels), self._classes), dtype=np.float32)
        one_hot[np.arange(len(labels)), labels] = 1
        left, right = inputs.T @ inputs, inputs.T @ one_hot
        return Equations(left.astype(np.float64), right.astype(np.float64))

    def fit(self, chosen: Equations | None = None, weight: float = 1.0) -> Weights:
        """Return (dim + 1, classes) weights; a chosen row counts ``weight`` times an English one."""
        from scipy.linalg import cho_factor, cho_solve  # type: ignore[import-untyped]

        left, right = self._left, self._english.right
        if chosen is not None:
            left, right = left + weight * chosen.left, right + weight * chosen.right
        return np.asarray(cho_solve(cho_factor(left), right))

    def _left_out_error(self, inputs: Inputs, labels: Classes, penalty: float) -> float:
        """Return the mean squared error of every English row by the head of all others.

        In closed form: the residual over 1 minus the row's leverage (PRESS; Allen, Technometrics, 1974).
        """
        inverse = np.linalg.inv(self._english.left + _ridge(inputs, penalty))
        leverage = np.einsum("nd,nd->n", inputs @ inverse.astype(np.float32), inputs)
        residuals = scores(inputs, inverse @ self._english.right)
        residuals[np.arange(len(labels)), labels] -= 1
        return float(((residuals / (1 - leverage)[:, None]) ** 2).mean(dtype=np.float64))


def _ridge(inputs: Inputs, penalty: float) -> NDArray[np.float64]:
    ridge = np.full(inputs.shape[1], penalty * len(inputs))
    ridge[-1] = 0  # the intercept is free
    return np.diag(ridge)


def scores(inputs: Inputs, weights: Weights) -> NDArray[np.float32]:
    """Return (rows, classes): near 1 for a certain class, near 0 for the others."""
    return np.asarray(inputs @ weights.astype(np.float32))
