"""A forecast in words: the score to expect, the labels that a score needs, and whether to go on."""

from math import floor, log10

from demux_core.analysis.forecast import STEP, Estimate, Forecast
from demux_core.explain.metric_names import metric_name
from demux_core.explain.number_format import format_interval, format_points
from demux_core.strategies.display import strategy_title

WORTHWHILE = 1.0  # points that the next labels should gain
READING = (
    "The curve is continued as an inverse power law; later scores weigh more. The band should contain 95% of "
    "new measurements if the curve goes on as it began; on measured curves it contained about 90%. It widens "
    "with distance, and a forecast ends at ten times the last budget."
)


def score_sentence(forecast: Forecast, budget: int, strategy: str, metric: str) -> str:
    """The score to expect, such as ``With 500 labels chosen by COVER, expect 61% (55 to 66).``"""
    expected = forecast.score(budget)
    chosen = f"{budget:,} labels chosen by {strategy_title(strategy)}"
    score = f"{expected.value:.0f}{metric_name(metric).unit}"
    return f"With {chosen}, expect {score} ({expected.low:.0f} to {expected.high:.0f})."


def gain_sentence(forecast: Forecast, budget: int) -> str:
    """What the next labels add after ``budget``, with the interval."""
    gain = forecast.gain(budget)
    return f"After {budget:,} labels, the next {STEP} gain about {_points(gain)}."


def need_sentence(forecast: Forecast, score: float, metric: str) -> str:
    """How many labels a score needs, or that it is out of reach."""
    need, end = forecast.labels_for(score), f"{forecast.farthest:,}"
    wanted = f"{score:g}{metric_name(metric).unit}"
    if need.value is None:
        best = "" if need.low is None else f"; at best, about {about(need.low):,} labels reach it"
        return f"{wanted} is not expected within {end} labels{best}."
    low = about(need.low or 0)
    high = f"more than {end}" if need.high is None else f"{about(need.high):,}"
    return f"{wanted} needs about {about(need.value):,} labels ({low:,} to {high})."


def advice_sentence(forecast: Forecast, worthwhile: float = WORTHWHILE) -> str:
    """Whether to go on: what the next labels gain, against what they should gain at least."""
    gain = forecast.gain(forecast.last)
    expected = f"the next {STEP} labels gain about {_points(gain)}"
    least = _plural(worthwhile)
    if gain.high < worthwhile:
        return f"Stop here: {expected}, less than {least}."
    if gain.value < worthwhile:
        return f"Consider stopping: {expected}, probably less than {least}."
    enough = forecast.enough(worthwhile)
    if enough is None:
        return f"Go on: {expected}."
    return f"Go on: {expected}. From about {about(enough):,} labels on, they gain less than {least}."


def about(labels: int) -> int:
    """A number of labels to two digits, as exact as a forecast can be."""
    if labels < STEP:
        return labels
    return round(labels, 1 - floor(log10(labels)))


def _points(gain: Estimate) -> str:
    return f"{_plural(gain.value)} ({format_interval(gain.low, gain.high)})"


def _plural(points: float) -> str:
    text = format_points(points).removesuffix(".0") if points == round(points) else format_points(points)
    return f"{text} {'point' if text == '1' else 'points'}"
