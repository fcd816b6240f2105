"""How far other test rows would move a score: standard errors of ratios, linearised (Cochran, 1977)."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from demux_core.experiments.cells import ScoreParts


def score_error(parts: Sequence[ScoreParts]) -> float:
    """Return the standard error of the mean score of several models on the same rows, in points."""
    return _error(np.mean([_influences(part) for part in parts], axis=0))


def difference_error(after: ScoreParts, before: ScoreParts) -> float:
    """Return the standard error of the difference of two models on the same rows, in points."""
    return _error(_influences(after) - _influences(before))


def _influences(part: ScoreParts) -> NDArray[np.float64]:
    """(rows,) points by which each row moves the score."""
    numerator, denominator = np.asarray(part.numerator), np.asarray(part.denominator)
    total = max(float(denominator.sum()), 1e-12)
    moved: NDArray[np.float64] = 100 * (numerator - denominator * numerator.sum() / total) / total
    return moved


def _error(influences: NDArray[np.float64]) -> float:
    return float(np.sqrt((influences**2).sum()))
