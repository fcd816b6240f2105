"""Isotonic regression of many short curves at once."""

import numpy as np
from numpy.typing import NDArray


def never_falling(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the nearest rows, in least squares, that never fall from left to right.

    By the minimax formula (Robertson, Wright and Dykstra, 1988): the largest, over where a stretch begins, of
    the smallest, over where it ends, of its means.

    Args:
        scores: (n, b).
    """
    sums = np.cumsum(np.pad(scores, ((0, 0), (1, 0))), axis=1)
    count = scores.shape[1]
    best = np.empty(scores.shape)
    for at in range(count):
        ends = np.arange(at + 1, count + 1)
        smallest = [
            ((sums[:, ends] - sums[:, begin, None]) / (ends - begin)).min(axis=1) for begin in range(at + 1)
        ]
        best[:, at] = np.max(smallest, axis=0)
    return best
