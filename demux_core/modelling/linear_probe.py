"""A linear head on frozen vectors, fitted in closed form: an experiment's cell in milliseconds.

Ridge regression on one-hot labels, with features standardised by the English rows. The Gram matrices of
English and of chosen rows add up, so that a cell costs one solve of dim + 1 equations.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Features = NDArray[np.float32]
Labels = NDArray[np.int64]
_Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Gram:
    """What rows add to the equations: (dim + 1, dim + 1) of features and (dim + 1, classes) with labels."""

    features: _Floats
    labels: _Floats


class LinearProbe:
    """The equations of the English rows, to which those of chosen rows are added.

    Args:
        features: (n, dim) of English rows, or of their words.
        labels: (n,) classes, from 0.
        classes: how many there are; the chosen rows may have classes that the English ones lack.
        penalty: of ridge regression, for each row: the sum of squared weights counts n x penalty.
    """

    def __init__(self, features: Features, labels: Labels, classes: int, penalty: float) -> None:
        wide = features.astype(np.float64)
        self._mean, self._scale = wide.mean(axis=0), wide.std(axis=0)
        self._scale[self._scale == 0] = 1
        self._classes = classes
        self._penalty = penalty * len(features)
        self._english = self.gram(features, labels)

    def gram(self, features: Features, labels: Labels) -> Gram:
        """The equations of rows."""
        inputs = self._inputs(features)
        sums = np.zeros((inputs.shape[1], self._classes))
        np.add.at(sums.T, labels, inputs)
        return Gram(inputs.T @ inputs, sums)

    def fit(self, chosen: Gram | None = None, weight: float = 1.0) -> _Floats:
        """(dim + 1, classes) weights; every chosen row counts ``weight`` times an English one."""
        left, right = self._english.features, self._english.labels
        if chosen is not None:
            left, right = left + weight * chosen.features, right + weight * chosen.labels
        ridge = np.full(len(left), self._penalty)
        ridge[-1] = 0  # the intercept is free
        return np.asarray(np.linalg.solve(left + np.diag(ridge), right))

    def scores(self, weights: _Floats, features: Features) -> _Floats:
        """(rows, classes): the higher, the likelier; near 1 for a certain class and near 0 for others."""
        return np.asarray(self._inputs(features) @ weights)

    def _inputs(self, features: Features) -> _Floats:
        standard = (features.astype(np.float64) - self._mean) / self._scale
        return np.column_stack([standard, np.ones(len(standard))])
