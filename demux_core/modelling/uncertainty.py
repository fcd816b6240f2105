"""Class scores -> uncertainty, (n,) float32, HIGHER = MORE UNCERTAIN.

A margin (best class minus second best) is small where a model hesitates, so it is negated, once, here. An
exact tie gives 0, the most uncertain value of a margin; the surest possible decision gives -1 in
probabilities and at most ``SURE`` in log-probabilities. ``NAMES`` lists the measures of each task; the first
is the paper's and the default.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from demux_core.base.errors import InputError

Measures = dict[str, NDArray[np.float32]]
_Floats = NDArray[np.float64]

NAMES: dict[str, tuple[str, ...]] = {
    "sequence": ("margin", "margin_log"),
    "token": (
        "margin_min",
        "margin_mean",
        "margin_max",
        "mnlp",
        "margin_min_log",
        "margin_mean_log",
        "margin_max_log",
    ),
    "qa": ("span", "margin", "margin_log"),
}
# The log margin where there is no second class: infinite in theory, finite here so that a mean stays usable.
SURE = 1e4


def sequence(logits: ArrayLike) -> Measures:
    """Uncertainty of one decision per row.

    Args:
        logits: (n, classes) raw scores, of any scale.

    Raises:
        InputError: a row has no finite best score.
    """
    _, margin, margin_log = _decide(logits)
    return {"margin": _negated(margin), "margin_log": _negated(margin_log)}


def token(logits: ArrayLike, lengths: ArrayLike) -> Measures:
    """Uncertainty of rows of words: ``min`` lets the least certain word decide, ``max`` the most certain one.

    ``mnlp`` is minus the mean log-probability of the best class. A row without words is certain.

    Args:
        logits: (total words, classes) raw scores, one line per word (its first sub-word), rows end to end.
        lengths: (n,) words of each row.

    Raises:
        InputError: a word has no finite best score, or the lengths do not add up to the words.
    """
    best, margin, margin_log = _decide(logits)
    words = _counts(lengths, len(best), "words")
    measures: Measures = {}
    for suffix, values, sure in (("", margin, 1.0), ("_log", margin_log, SURE)):
        measures[f"margin_min{suffix}"] = _negated(_reduce(np.minimum, values, words, sure))
        measures[f"margin_mean{suffix}"] = _negated(_mean(values, words, sure))
        measures[f"margin_max{suffix}"] = _negated(_reduce(np.maximum, values, words, sure))
    measures["mnlp"] = _negated(_mean(best, words, 0.0))
    return {name: measures[name] for name in NAMES["token"]}


def qa(start: ArrayLike, end: ArrayLike, lengths: ArrayLike, windows_per_row: ArrayLike) -> Measures:
    """Uncertainty of answer spans; the most certain window of a row decides.

    ``span`` is minus the log-probability of the best start plus that of the best end. ``margin`` adds the
    margin of the start and that of the end, and so lies between -2 and 0.

    The first position of a window says "no answer here": it takes its share of the probability, so that a
    window without the answer is not taken for a sure one, but it never is the best start or end.

    Args:
        start: (total positions,) raw start scores, windows end to end: "no answer", then the context.
        end: (total positions,) raw end scores of the same positions.
        lengths: (windows,) positions of each window, at least 2.
        windows_per_row: (n,) windows of each row.

    Raises:
        InputError: a window has no finite best score, or the lengths do not add up.
    """
    start, end = np.asarray(start, dtype=np.float64), np.asarray(end, dtype=np.float64)
    if start.shape != end.shape:
        raise InputError(f"start and end must have one score per position, got {start.shape} and {end.shape}")
    positions = _counts(lengths, len(start), "positions")
    of_starts, of_ends = (_padded(side, positions) for side in (start, end))
    decided = zip(
        _decide(of_starts[:, 1:], of_starts[:, 0]), _decide(of_ends[:, 1:], of_ends[:, 0]), strict=True
    )
    windows = _counts(windows_per_row, len(positions), "windows")
    fills = (0.0, 2.0, 2 * SURE)
    return {
        name: _negated(_reduce(np.maximum, of_start + of_end, windows, sure))
        for name, (of_start, of_end), sure in zip(NAMES["qa"], decided, fills, strict=True)
    }


def _decide(logits: ArrayLike, rival: ArrayLike = -np.inf) -> tuple[_Floats, _Floats, _Floats]:
    """(n, classes) scores -> best log-probability, margin and log margin, (n,) each.

    ``rival`` (n,) scores one more outcome, which has its probability but is never chosen.
    """
    scores = np.asarray(logits, dtype=np.float64)
    if scores.ndim != 2 or not scores.shape[1]:
        raise InputError(
            f"class scores must have shape (n, classes) with a class at least, got {scores.shape}"
        )
    top = scores.max(axis=1, keepdims=True)
    if not np.isfinite(top).all():
        row = int(np.flatnonzero(~np.isfinite(top))[0])
        raise InputError(f"class scores must be numbers, the best of line {row:,} is {top[row, 0]}; retrain")
    gaps = top - scores
    best = -np.logaddexp(np.log(np.exp(-gaps).sum(axis=1)), rival - top[:, 0])
    if scores.shape[1] == 1:
        return best, np.exp(best), np.full_like(best, SURE)
    gap = np.partition(gaps, 1, axis=1)[:, 1]
    # p1 - p2 = p1 (1 - p2/p1), which keeps its digits where the two are nearly equal.
    margin = np.exp(best) * -np.expm1(-gap)
    return best, margin, np.where(np.isinf(gap), SURE, gap)


def _padded(flat: _Floats, lengths: NDArray[np.int64]) -> _Floats:
    """(windows, longest) scores; the positions that a window does not have can never be chosen."""
    scores = np.full((len(lengths), max(lengths.max(initial=0), 2)), -np.inf)
    scores[np.arange(scores.shape[1]) < lengths[:, None]] = flat
    return scores


def _counts(lengths: ArrayLike, total: int, what: str) -> NDArray[np.int64]:
    counts = np.asarray(lengths, dtype=np.int64)
    if (counts < 0).any() or counts.sum() != total:
        raise InputError(f"the lengths must add up to the {total:,} {what}, got {counts.sum():,}")
    return counts


def _reduce(ufunc: np.ufunc, values: _Floats, lengths: NDArray[np.int64], empty: float) -> _Floats:
    """Reduce each run of ``lengths`` values to one; a run of none is ``empty``."""
    reduced = np.full(len(lengths), empty)
    filled = lengths > 0
    if filled.any():
        # Empty runs take no room, so the starts of the others alone cut the values correctly.
        reduced[filled] = ufunc.reduceat(values, (np.cumsum(lengths) - lengths)[filled])
    return reduced


def _mean(values: _Floats, lengths: NDArray[np.int64], empty: float) -> _Floats:
    return _reduce(np.add, values, lengths, empty) / np.maximum(lengths, 1)


def _negated(values: _Floats) -> NDArray[np.float32]:
    # Adding zero turns -0.0 into 0.0; it comes last because rounding to float32 can make a -0.0, too.
    limits = np.finfo(np.float32)
    return np.clip(-values, limits.min, limits.max).astype(np.float32) + np.float32(0)
