"""What labels bought, in a sentence that does not claim more than the intervals allow."""

from demux_core.analysis.intervals import is_significant
from demux_core.analysis.purchase import Difference, Purchase
from demux_core.explain.number_format import format_interval, format_points


def over_random_sentence(bought: Purchase, score: str) -> str:
    """Say how the chosen labels compare with as many random ones.

    Args:
        bought: what the labels bought.
        score: name of the score, as people read it.
    """
    reached = format_points(bought.start + bought.chosen.mean)
    against = format_points(bought.start + bought.random.mean)
    scores = f"{bought.budget:,} chosen labels reach {score} {reached}, as many random ones {against}"
    if not _is_clear(bought.over_random):
        return f"{scores}: which is better cannot be told (95% interval {_interval(bought.over_random)})."
    side = "above" if bought.over_random.mean > 0 else "below"
    size = format_points(abs(bought.over_random.mean))
    return f"{scores}: {size} points {side} (95% interval {_interval(bought.over_random)})."


def over_start_sentence(bought: Purchase) -> str:
    """Say whether the chosen labels are above no label at all."""
    gain = f"{format_points(bought.chosen.mean, '+')} points, 95% interval {_interval(bought.chosen)}"
    if _is_clear(bought.chosen):
        return f"Compared with no labels, the gain is clear ({gain})."
    return f"This test is too small to tell whether they beat having no labels ({gain})."


def verdict(bought: Purchase) -> str:
    """Return the comparison with random labels in a few words, for a card."""
    if not _is_clear(bought.over_random):
        return f"{bought.budget:,} chosen labels: no clear difference from random ones"
    side = "above" if bought.over_random.mean > 0 else "below"
    size = format_points(abs(bought.over_random.mean))
    return f"{bought.budget:,} chosen labels: {size} points {side} random ones"


def is_gain(bought: Purchase) -> bool:
    """Whether the chosen labels are clearly above random ones."""
    return _is_clear(bought.over_random) and bought.over_random.mean > 0


def _is_clear(difference: Difference) -> bool:
    return is_significant(difference.low, difference.high)


def _interval(difference: Difference) -> str:
    return format_interval(difference.low, difference.high)
