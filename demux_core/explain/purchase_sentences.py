"""What labels bought, in a sentence that does not claim more than the intervals allow."""

from demux_core.analysis.intervals import is_significant
from demux_core.analysis.purchase import Difference, Purchase
from demux_core.explain.number_format import format_interval, format_points


def over_start_sentence(bought: Purchase, score: str) -> str:
    """Say how the chosen labels compare with none.

    Args:
        bought: what the labels bought.
        score: name of the score, as people read it.
    """
    start, reached = format_points(bought.start), format_points(bought.start + bought.chosen.mean)
    gain = _gain(bought.chosen)
    labels = f"{bought.budget:,} chosen labels"
    if not _is_clear(bought.chosen):
        return f"{labels} reach {score} {reached}, none {start}: too little to tell ({gain})."
    verb = "raise" if bought.chosen.mean > 0 else "lower"
    return f"{labels} clearly {verb} {score} from {start} to {reached} ({gain})."


def over_random_sentence(bought: Purchase) -> str:
    """Say how the chosen labels compare with as many random ones."""
    difference = bought.over_random
    random = f"As many random ones reach {format_points(bought.start + bought.random.mean)}"
    gain = _gain(difference)
    if not _is_clear(difference):
        return f"{random}; whether the chosen ones are better cannot be told yet ({gain})."
    side = "above" if difference.mean > 0 else "below"
    return f"{random}; the chosen ones are clearly {side} ({gain})."


def verdict(bought: Purchase) -> str:
    """Return the comparison with no labels and with random ones in a few words, for a card."""
    over_none = (
        f"{format_points(bought.chosen.mean, '+')} points" if _is_clear(bought.chosen) else "no clear gain"
    )
    labels = f"{bought.budget:,} chosen labels: {over_none} over none"
    if not _is_clear(bought.over_random):
        return f"{labels}, no clear difference from random ones"
    side = "above" if bought.over_random.mean > 0 else "below"
    return f"{labels}, {format_points(abs(bought.over_random.mean))} {side} random ones"


def is_gain(bought: Purchase) -> bool:
    """Whether the chosen labels are clearly above random ones."""
    return _is_clear(bought.over_random) and bought.over_random.mean > 0


def _is_clear(difference: Difference) -> bool:
    return is_significant(difference.low, difference.high)


def _gain(difference: Difference) -> str:
    interval = format_interval(difference.low, difference.high)
    return f"{format_points(difference.mean, '+')} points, 95% interval {interval}"
