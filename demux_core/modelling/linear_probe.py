"""A linear head on frozen vectors, fitted in closed form: a cell of an experiment takes milliseconds.

Ridge regression on one-hot labels, with features standardised by the English rows. The equations of English
and of chosen rows add up, so a cell costs one solve of dim + 1 equations.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Inputs = NDArray[np.float32]
Classes = NDArray[np.int64]
Weights = NDArray[np.float64]


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
        penalty: of ridge regression, for each English row: the squared weights count n x penalty.
    """

    def __init__(self, features: NDArray[np.floating], labels: Classes, classes: int, penalty: float) -> None:
        self._mean = features.mean(axis=0, dtype=np.float64).astype(np.float32)
        scale = features.std(axis=0, dtype=np.float64).astype(np.float32)
        self._scale = np.where(scale > 0, scale, np.float32(1))
        self._classes = classes
        self._penalty = np.full(features.shape[1] + 1, penalty * len(features))
        self._penalty[-1] = 0  # the intercept is free
        self._english = self.equations(self.inputs(features), labels)

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
        left, right = self._english.left, self._english.right
        if chosen is not None:
            left, right = left + weight * chosen.left, right + weight * chosen.right
        return np.asarray(np.linalg.solve(left + np.diag(self._penalty), right))


def scores(inputs: Inputs, weights: Weights) -> NDArray[np.float32]:
    """Return (rows, classes): near 1 for a certain class, near 0 for the others."""
    return np.asarray(inputs @ weights.astype(np.float32))
