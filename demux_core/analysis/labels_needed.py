"""Learning curves read both ways: the score for so many labels, and the labels needed for a score.

Between measured budgets curves are straight lines over log(1 + labels), so that no label has a place. More
labels do not make a model worse on average, so labels needed are read off the nearest curve that never falls
(isotonic regression); scores are read off the curve as measured.
"""

from dataclasses import dataclass, replace
from math import inf, isnan, nan

import numpy as np
from numpy.typing import NDArray

from demux_core.analysis.drawn_curves import DrawnCurve

_Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Reading:
    """A number read off a curve, with its interval.

    Args:
        value: points or labels; infinite where more labels are needed than were measured.
        low: the lower end of the interval, NaN where there is only one seed.
        high: the upper end, infinite like ``value``.
    """

    value: float
    low: float
    high: float


UNKNOWN = Reading(nan, nan, nan)


def score_for(curve: DrawnCurve, labels: float) -> Reading:
    """Return the score for a number of labels, NaN where it is outside the measured budgets."""
    return _reading(curve, _at(curve, curve.scores[None], labels), _at(curve, curve.draws, labels))


def gain_for(curve: DrawnCurve, labels: float, comparisons: int = 1) -> Reading:
    """Return how many points a number of labels gains over none, NaN where either is not known.

    ``comparisons`` as for ``random_labels``.
    """
    if not curve.has_start:
        return UNKNOWN
    mean, drawn = (_at(curve, s, labels) - s[:, 0] for s in (curve.scores[None], curve.draws))
    return _reading(curve, mean, drawn, 0.05 / max(1, comparisons))


def difference_for(curve: DrawnCurve, other: DrawnCurve, labels: float, comparisons: int = 1) -> Reading:
    """Return how far ``curve`` is above ``other`` at a number of labels, NaN beyond the budgets of either.

    ``comparisons`` as for ``random_labels``.
    """
    mean, drawn = (
        _at(curve, ours, labels) - _at(other, theirs, labels)
        for ours, theirs in zip(_both(curve), _both(other), strict=True)
    )
    known = replace(curve, seeds=min(curve.seeds, other.seeds))
    return _reading(known, mean, drawn, 0.05 / max(1, comparisons))


def labels_for(curve: DrawnCurve, score: float) -> Reading:
    """Return the number of labels that reaches a score; 0 where the starting model does.

    NaN where the first measured budget already is above the score and the starting score is not known.
    """
    if _starts_above(curve, score):
        return UNKNOWN
    mean, drawn = (
        _reached(curve, raw, rising, np.full(len(raw), score))
        for raw, rising in zip(_both(curve), _both(curve.rising), strict=True)
    )
    return _reading(curve, mean, drawn)


def random_labels(curve: DrawnCurve, random: DrawnCurve, labels: float, comparisons: int = 1) -> Reading:
    """Return how many randomly drawn texts do what ``labels`` chosen ones do.

    The interval lies on one side of ``labels`` exactly where the difference between both curves at ``labels``
    is clear. Where one of several strategies is looked at because it came out best, give their number: the
    interval then allows for that (Bonferroni).

    Args:
        curve: of the strategy.
        random: of RANDOM.
        labels: number of chosen texts; outside the budgets of either nothing is known, and all is NaN.
        comparisons: number of strategies among which this one was picked.
    """
    wanted = score_for(curve, labels).value
    if isnan(wanted) or isnan(score_for(random, labels).value) or _starts_above(random, wanted):
        return UNKNOWN
    found = []
    for ours, raw, theirs in zip(_both(curve.rising), _both(random), _both(random.rising), strict=True):
        score = _at(curve, ours, labels)
        same = _at(random, theirs, labels)
        found.append(np.where(score == same, float(labels), _reached(random, raw, theirs, score)))
    known = replace(curve, seeds=min(curve.seeds, random.seeds))
    return _reading(known, found[0], found[1], 0.05 / max(1, comparisons))


def _starts_above(curve: DrawnCurve, score: float) -> bool:
    """Whether fewer labels than the first budget reach a score, but nobody knows how many."""
    return not curve.has_start and curve.rising.scores[0] > score


def _both(curve: DrawnCurve) -> tuple[_Floats, _Floats]:
    """The curve itself (1, b) and its replicates (draws, b)."""
    return curve.scores[None], curve.draws


def _at(curve: DrawnCurve, scores: _Floats, labels: float) -> _Floats:
    """(n,) heights of ``scores`` (n, b) at a number of labels."""
    if not curve.budgets[0] <= labels <= curve.budgets[-1]:
        return np.full(len(scores), nan)
    right = max(1, int(np.searchsorted(curve.budgets, labels))) if len(curve.budgets) > 1 else 0
    left = max(0, right - 1)
    ends = np.log1p(curve.budgets[[left, right]])
    share = (np.log1p(labels) - ends[0]) / max(ends[1] - ends[0], 1e-12)
    return np.asarray(scores[:, left] + share * (scores[:, right] - scores[:, left]))


def _reached(curve: DrawnCurve, scores: _Floats, levels: _Floats, wanted: _Floats) -> _Floats:
    """(n,) numbers of labels at which ``levels`` (n, b), the rising ``scores``, first reach ``wanted`` (n,).

    Infinite where they never do; the first budget where that is already above.
    """
    places = np.log1p(curve.budgets)
    right = (levels < wanted[:, None]).sum(axis=1)
    known = np.clip(right, 1, len(places) - 1) if len(places) > 1 else np.zeros(len(right), dtype=np.int64)
    rows, left = np.arange(len(levels)), np.maximum(known - 1, 0)
    step = np.maximum(levels[rows, known] - levels[rows, left], 1e-12)
    share = np.clip((wanted - levels[rows, left]) / step, 0, 1)
    labels = np.expm1(places[left] + share * (places[known] - places[left]))
    labels = np.where(right == len(places), inf, labels)
    already = scores[:, 0] >= wanted if curve.has_start else right == 0
    return np.where(already, curve.budgets[0], labels)


def _reading(curve: DrawnCurve, value: _Floats, drawn: _Floats, alpha: float = 0.05) -> Reading:
    if curve.seeds < 2 or np.isnan(value[0]):
        return Reading(float(value[0]), nan, nan)
    # Replicates can be infinite, so an end is one of them and never between two.
    low, high = np.quantile(drawn, [alpha / 2, 1 - alpha / 2], method="inverted_cdf")
    return Reading(float(value[0]), float(low), float(high))
