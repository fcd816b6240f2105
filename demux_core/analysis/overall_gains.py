"""The gain of a strategy over RANDOM, averaged over the measured targets of some corpora."""

from collections.abc import Collection
from dataclasses import dataclass

from demux_core.analysis.intervals import half_width
from demux_core.analysis.measured_targets import KEY, TUNING, measured_scores
from demux_core.strategies import RANDOM


@dataclass(frozen=True)
class OverallGain:
    """The mean gain over RANDOM in points, with its 95% interval over targets.

    Args:
        mean: over targets.
        low: end of the interval.
        high: end of the interval.
        won: share of the targets where the strategy is above RANDOM.
        targets: number of targets.
    """

    mean: float
    low: float
    high: float
    won: float
    targets: int


def overall_gain(corpora: Collection[str], strategy: str, budget: int) -> OverallGain:
    """Return the gain of ``strategy`` over the targets of ``corpora``, as the account has it.

    Args:
        corpora: names of measured corpora.
        strategy: one that was measured on them.
        budget: one of those that were measured.
    """
    scores = measured_scores()
    ours = scores["corpus"].isin(corpora) & ~scores["target"].isin(TUNING) & (scores["budget"] == budget)
    table = scores[ours].pivot(index=KEY, columns="strategy", values="score")
    known = (table[strategy] - table[RANDOM]).dropna()
    mean, half = float(known.mean()), float(half_width(known.std(), len(known)))
    return OverallGain(mean, mean - half, mean + half, float((known > 0).mean()), len(known))
