"""What a strategy is expected to gain on a new target, from measured targets that are like it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from demux_core.analysis.intervals import half_width
from demux_core.strategies import RANDOM

if TYPE_CHECKING:
    import pandas as pd

LIKE = 12  # measured targets that an expectation rests on
_LEAST = 5
_FARTHEST = 1.5  # of the largest distance of a measured target to its own neighbours


@dataclass(frozen=True)
class Expectation:
    """The gain of a strategy over RANDOM, in points of the score.

    Args:
        mean: over measured targets that are like the new one.
        low: where the gain on one new target lies with a chance of 95%, the lower end.
        high: the upper end.
        targets: number of measured targets.
    """

    mean: float
    low: float
    high: float
    targets: int


def like_targets(
    measured: "pd.DataFrame", measures: Mapping[str, float], names: Sequence[str]
) -> "pd.Index[Any] | None":
    """Return the measured targets nearest to a new one, nearest first; None where none is near.

    Distances are Euclidean between measures that are known of the new target, each standardised.

    Args:
        measured: indexed by (corpus, target), with a column for each of ``names``.
        measures: the new target's, by name.
        names: the measures that count.
    """
    known = [name for name in names if name in measures]
    if not known or len(measured) < _LEAST:
        return None
    table = measured[known]
    scale = table.std().replace(0, 1)
    points = ((table - table.mean()) / scale).to_numpy()
    new = ((np.array([measures[name] for name in known]) - table.mean()) / scale).to_numpy()
    distances = np.linalg.norm(points - new, axis=1)
    among = np.linalg.norm(points[:, None] - points[None], axis=2)
    np.fill_diagonal(among, np.inf)
    if distances.min() > _FARTHEST * among.min(axis=1).max():
        return None
    return table.index[np.argsort(distances, kind="stable")[:LIKE]]


def expectation(gains: "pd.Series[float]") -> Expectation | None:
    """Return what gains on like targets let expect; None where too few are known.

    The interval is that of one new gain: Student's t with the spread of the gains.
    """
    known = gains.dropna()
    if len(known) < _LEAST:
        return None
    half = float(half_width(known.std() * np.sqrt(len(known) + 1), len(known)))
    mean = float(known.mean())
    return Expectation(mean, mean - half, mean + half, len(known))


def gains_of_choosing(gains: "pd.DataFrame", available: Collection[str]) -> "pd.Series[float]":
    """Return, for every measured target, the gain of the strategy that is best on the others.

    The best of many strategies is partly the luckiest one: on the targets by which it was chosen, it gains
    more than on a new one.

    Args:
        gains: a row per measured target, a column per strategy, RANDOM's (0) among them.
        available: the strategies to choose from.
    """
    import pandas as pd

    chosen = {key: best_strategy(gains.drop(index=[key]), available) or RANDOM for key in gains.index}
    values = [gains.loc[key, strategy] for key, strategy in chosen.items()]
    return pd.Series(values, index=gains.index, dtype=np.float64)


def best_strategy(gains: "pd.DataFrame", available: Collection[str]) -> str | None:
    """Return the available strategy with the highest mean gain; None where RANDOM is as good as any.

    Args:
        gains: a row per measured target, a column per strategy.
        available: the strategies to choose from.
    """
    means = gains[[name for name in gains if name in available]].mean().dropna()
    return str(means.idxmax()) if len(means) and means.max() > 0 else None
