"""Convert class scores to margins, and the margins of a row's parts to one number.

A margin (best class minus second best) is small where a model is uncertain. Uncertainty has the opposite
sign, HIGHER = MORE UNCERTAIN, so a task negates once, at the end (``negated``): an exact tie gives 0, the
most uncertain value; the most certain decision gives -1 in probabilities and at least ``-SURE`` in
log-probabilities.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from demux_core.base.errors import InputError

Floats = NDArray[np.float64]
Measures = dict[str, NDArray[np.float32]]

# The log margin without a second class: infinite in theory, finite here so that means stay finite.
SURE = 1e4


def decide(logits: ArrayLike, rival: ArrayLike = -np.inf) -> tuple[Floats, Floats, Floats]:
    """Return best log-probability, margin and log margin of each decision, (n,) each.

    Args:
        logits: (n, classes) raw scores, of any scale.
        rival: (n,) scores of a further outcome, which takes probability but is never chosen.

    Raises:
        InputError: the best score of a decision is not finite.
    """
    scores = np.asarray(logits, dtype=np.float64)
    if scores.ndim != 2 or not scores.shape[1]:
        raise InputError(
            f"class scores must have shape (n, classes) with at least one class, got {scores.shape}"
        )
    top = scores.max(axis=1, keepdims=True)
    if not np.isfinite(top).all():
        row = int(np.flatnonzero(~np.isfinite(top))[0])
        raise InputError(f"class scores must be finite, the best of line {row:,} is {top[row, 0]}; retrain")
    gaps = top - scores
    best = -np.logaddexp(np.log(np.exp(-gaps).sum(axis=1)), rival - top[:, 0])
    if scores.shape[1] == 1:
        return best, np.exp(best), np.full_like(best, SURE)
    gap = np.partition(gaps, 1, axis=1)[:, 1]
    # p1 - p2 = p1 (1 - p2/p1), which keeps precision where the two are nearly equal.
    margin = np.exp(best) * -np.expm1(-gap)
    return best, margin, np.where(np.isinf(gap), SURE, gap)


def decision_uncertainty(logits: ArrayLike) -> NDArray[np.float32]:
    """Return the uncertainty of each decision, (n,): from -1, certain, to 0, a tie of the two best classes.

    Args:
        logits: as for ``decide``.
    """
    return negated(decide(logits)[1])


def run_lengths(lengths: ArrayLike, total: int, parts: str) -> NDArray[np.int64]:
    """Check that the lengths of consecutive runs add up to the ``total`` number of ``parts``.

    Raises:
        InputError: they do not.
    """
    counts = np.asarray(lengths, dtype=np.int64)
    if (counts < 0).any() or counts.sum() != total:
        raise InputError(f"the lengths must add up to the {total:,} {parts}, got {counts.sum():,}")
    return counts


def reduce_runs(ufunc: np.ufunc, values: Floats, lengths: NDArray[np.int64], empty: float) -> Floats:
    """Reduce each run of ``lengths`` values to one; an empty run gives ``empty``."""
    reduced = np.full(len(lengths), empty)
    filled = lengths > 0
    if filled.any():
        # Empty runs occupy no values, so the starts of the others delimit all runs.
        reduced[filled] = ufunc.reduceat(values, (np.cumsum(lengths) - lengths)[filled])
    return reduced


def mean_of_runs(values: Floats, lengths: NDArray[np.int64], empty: float) -> Floats:
    """Return the mean of each run of ``lengths`` values; an empty run gives ``empty``."""
    return reduce_runs(np.add, values, lengths, empty) / np.maximum(lengths, 1)


def pad_runs(values: Floats, lengths: NDArray[np.int64]) -> Floats:
    """Arrange scores as (runs, longest), one run per line; padding can never be chosen."""
    padded = np.full((len(lengths), max(lengths.max(initial=0), 2)), -np.inf)
    padded[np.arange(padded.shape[1]) < lengths[:, None]] = values
    return padded


def negated(values: Floats) -> NDArray[np.float32]:
    """Convert margins to uncertainty: float32, finite, and never -0.0."""
    # Adding zero turns -0.0 into 0.0; it comes last because rounding to float32 can also produce -0.0.
    limits = np.finfo(np.float32)
    return np.clip(-values, limits.min, limits.max).astype(np.float32) + np.float32(0)
