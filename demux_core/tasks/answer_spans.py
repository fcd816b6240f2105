"""Scores of starts and ends -> the likeliest answer, and how uncertain it is."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from demux_core.base.errors import InputError
from demux_core.tasks.margins import SURE, Measures, decide, negated, pad_runs, reduce_runs, run_lengths

MAX_ANSWER_TOKENS = 30
SPAN_MEASURES = ("span", "margin", "margin_log")


def best_span(scores: NDArray[np.float32], longest: int = MAX_ANSWER_TOKENS) -> tuple[float, int, int]:
    """Score (log-probability), first and last position of the likeliest answer in a window.

    Args:
        scores: (1 + tokens, 2) start and end logits; line 0 means "no answer here" and only normalizes.
        longest: answers have at most this many tokens.
    """
    logs = scores.astype(np.float64)
    logs = logs - logs.max(axis=0)
    logs = (logs - np.log(np.exp(logs).sum(axis=0)))[1:]
    pairs = logs[:, None, 0] + logs[None, :, 1]
    distance = np.arange(len(logs))[None, :] - np.arange(len(logs))[:, None]
    pairs[(distance < 0) | (distance >= longest)] = -np.inf
    start, end = np.unravel_index(np.argmax(pairs), pairs.shape)
    return float(pairs[start, end]), int(start), int(end)


def span_uncertainty(
    start: ArrayLike, end: ArrayLike, lengths: ArrayLike, windows_per_row: ArrayLike
) -> Measures:
    """Uncertainty of answer spans; the most certain window of a row decides.

    ``span`` is minus the log-probability of the best start plus that of the best end. ``margin`` adds the
    margin of the start and that of the end, and so lies between -2 and 0.

    The first position of a window says "no answer here": it takes its share of the probability, so that a
    window without the answer does not look certain, but it never is the best start or end.

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
    positions = run_lengths(lengths, len(start), "positions")
    starts, ends = pad_runs(start, positions), pad_runs(end, positions)
    decisions = zip(decide(starts[:, 1:], starts[:, 0]), decide(ends[:, 1:], ends[:, 0]), strict=True)
    windows = run_lengths(windows_per_row, len(positions), "windows")
    certain = (0.0, 2.0, 2 * SURE)
    return {
        name: negated(reduce_runs(np.maximum, of_start + of_end, windows, sure))
        for name, (of_start, of_end), sure in zip(SPAN_MEASURES, decisions, certain, strict=True)
    }
