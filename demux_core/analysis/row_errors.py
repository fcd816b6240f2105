"""How far other test rows would move a score: standard errors of ratios, linearised (Cochran, 1977)."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from demux_core.analysis.intervals import NORMAL_95
from demux_core.experiments.cells import ScoreParts


def influences(part: ScoreParts) -> NDArray[np.float64]:
    """(rows,) points by which each row moves the score."""
    numerator, denominator = np.asarray(part.numerator), np.asarray(part.denominator)
    total = max(float(denominator.sum()), 1e-12)
    moved: NDArray[np.float64] = 100 * (numerator - denominator * numerator.sum() / total) / total
    return moved


def score_error(parts: Sequence[ScoreParts]) -> float:
    """Return the standard error of the mean score of several models on the same rows, in points."""
    return _error(np.mean([influences(part) for part in parts], axis=0))


def difference_error(after: ScoreParts, before: ScoreParts) -> float:
    """Return the standard error of the difference of two models on the same rows, in points."""
    return _error(influences(after) - influences(before))


def score_interval(part: ScoreParts) -> tuple[float, float]:
    """Return the 95% interval of a score over test rows, in points, within 0 and 100.

    Wilson (1927) with the number of independent rows that has this standard error (Korn and Graubard, 1998),
    so that a test without a mistake still has an interval.
    """
    rows = len(part.numerator)
    share = float(np.sum(part.numerator) / max(float(np.sum(part.denominator)), 1e-12))
    error = score_error([part]) / 100
    count = share * (1 - share) / error**2 if error > 0 else rows
    spread = NORMAL_95**2 / count
    middle = (share + spread / 2) / (1 + spread)
    half = np.sqrt(spread * share * (1 - share) + spread**2 / 4) / (1 + spread)
    return 100 * max(0.0, middle - half), 100 * min(1.0, middle + half)


def _error(moved: NDArray[np.float64]) -> float:
    return float(np.sqrt((moved**2).sum()))
