"""How predictions are scored."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

Scores = dict[str, float]


@dataclass(frozen=True)
class Metric:
    """The scores of a task.

    Args:
        main: the score that a curve shows unless another is asked for.
        scores: gold labels and predictions, one each a row -> every score by name, in percent.
        row_parts: gold label and prediction of one row -> two parts of the main score: over any rows it is
            100 x sum of the first / sum of the second.
    """

    main: str
    scores: Callable[[Sequence[Any], Sequence[Any]], Scores]
    row_parts: Callable[[Any, Any], tuple[float, float]]
