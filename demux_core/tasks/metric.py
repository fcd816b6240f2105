"""The metric that scores the predictions of a task."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

Scores = dict[str, float]


@dataclass(frozen=True)
class Metric:
    """The scores of a task.

    Args:
        main: name of the score that curves show by default.
        scores: gold labels and predictions, one per row -> every score by name, in percent.
        row_parts: gold label and prediction of one row -> numerator and denominator of the main score, which
            is 100 x sum of numerators / sum of denominators for any rows.
    """

    main: str
    scores: Callable[[Sequence[Any], Sequence[Any]], Scores]
    row_parts: Callable[[Any, Any], tuple[float, float]]
