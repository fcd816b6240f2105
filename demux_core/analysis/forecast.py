"""What more labels are expected to bring, from the learning curve so far.

The curve is continued as an inverse power law (``power_law``). The bands hold 95% of curves that are drawn
anew with chance as large as in the measured points, fitted again, and bent: curves rarely go on exactly as
they began. ``data/results/appendix.md`` has the errors and the coverage on measured results.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from demux_core.analysis.measured_curve import MeasuredCurve
from demux_core.analysis.power_law import OFFSET, PowerLaws, fit_power_laws
from demux_core.base.errors import InputError

_Floats = NDArray[np.float64]
LEAST_BUDGETS = 4
REACH = 10  # times the last budget; beyond, no forecast has been checked
_AHEAD = (2, 3, 5, REACH)
STEP = 100  # labels whose gain is forecast
_BEND = 0.25  # of the rise so far, for each e-fold of labels beyond the last
_DRAWS = 1_000
_BOUNDS = (0.025, 0.975)


@dataclass(frozen=True)
class Estimate:
    """A number with the two ends of its 95% interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Need:
    """How many labels reach a score; an end that lies beyond the reach of the forecast is None."""

    value: int | None
    low: int | None
    high: int | None


@dataclass(frozen=True)
class NoForecast:
    """There is none, and the sentence that says why."""

    reason: str


@dataclass(frozen=True, eq=False)
class Forecast:
    """A learning curve and how it is expected to go on.

    Args:
        measured: the points so far.
        expected: the curve through them.
        drawn: curves as they might be instead, (d,).
        bend: (d,) points by which each of these leaves its power law, for each e-fold of labels.
        noise: (d,) points by which a new measurement differs from its curve.
    """

    measured: MeasuredCurve
    expected: PowerLaws
    drawn: PowerLaws
    bend: _Floats
    noise: _Floats

    @property
    def last(self) -> int:
        """The largest budget that is measured."""
        return self.measured.budgets[-1]

    @property
    def farthest(self) -> int:
        """The largest budget that is forecast."""
        return max(REACH * self.last, self.last + STEP)

    @property
    def ahead(self) -> list[int]:
        """Budgets to forecast: a few multiples of the last."""
        return [times * self.last for times in _AHEAD]

    def score(self, budget: int) -> Estimate:
        """Return the score that a measurement with this many labels is expected to give.

        Raises:
            InputError: the budget is below 0 or beyond the reach of the forecast.
        """
        if not 0 <= budget <= self.farthest:
            raise InputError(
                f"a forecast reaches from 0 to {self.farthest:,} labels ({REACH} times the largest measured "
                f"budget), got {budget:,}; choose a budget between them"
            )
        row = self.curve([budget]).iloc[0]
        return Estimate(float(row["mean"]), float(row["low"]), float(row["high"]))

    def curve(self, budgets: Sequence[int]) -> pd.DataFrame:
        """Return budget, mean, low, high of the scores at (k,) budgets."""
        low, high = np.quantile(self._curves(budgets) + self.noise[:, None], _BOUNDS, axis=0)
        mean = self.expected.at(budgets)[0]
        ends = {"low": np.maximum(low, 0.0), "high": np.minimum(high, 100.0)}
        return pd.DataFrame({"budget": list(budgets), "mean": mean, **ends})

    def gain(self, labels: int, more: int = STEP) -> Estimate:
        """Return what ``more`` labels after the first ``labels`` add to the expected score."""
        ends = [labels, labels + more]
        low, high = np.quantile(np.diff(self._curves(ends))[:, 0], _BOUNDS)
        return Estimate(float(np.diff(self.expected.at(ends))[0, 0]), float(low), float(high))

    def labels_for(self, score: float) -> Need:
        """Return how many labels are expected to reach a score."""
        budgets = np.unique(np.geomspace(1, self.farthest + 1, 400).round().astype(np.int64)) - 1
        expected = _first(self.expected.at(budgets) >= score, budgets)[0]
        # Few labels where the drawn curve is high: a budget that no draw reaches counts as endless.
        low, high = np.quantile(_first(self._curves(budgets) >= score, budgets), _BOUNDS, method="nearest")
        return Need(*(int(end) if np.isfinite(end) else None for end in (expected, low, high)))

    def enough(self, points: float = 1.0) -> int | None:
        """Return from how many labels on the next ``STEP`` are expected to gain less than ``points``.

        None where this is beyond the reach of the forecast.
        """
        budgets = np.unique(np.geomspace(self.last + 1, self.farthest + 1, 200).round().astype(np.int64)) - 1
        gains = self.expected.at(budgets + STEP)[0] - self.expected.at(budgets)[0]
        first = _first((gains < points)[None], budgets)[0]
        return int(first) if np.isfinite(first) else None

    def _curves(self, budgets: ArrayLike) -> _Floats:
        """The drawn curves at (k,) budgets, (d, k)."""
        beyond = np.log((np.asarray(budgets, dtype=np.float64) + OFFSET) / (self.last + OFFSET))
        return self.drawn.at(budgets) + self.bend[:, None] * np.maximum(beyond, 0)


def forecast(measured: MeasuredCurve, seed: int = 42) -> Forecast | NoForecast:
    """Return the forecast of a learning curve, or why there is none.

    There is none below four budgets, and where a curve that does not rise explains the points as well.

    Args:
        measured: the points so far.
        seed: of the draws.
    """
    budgets, scores = measured.budgets, np.array(measured.scores)
    if len(budgets) < LEAST_BUDGETS:
        return NoForecast(
            f"A forecast needs scores at {LEAST_BUDGETS} different numbers of labels (0 is one), got "
            f"{len(budgets)}."
        )
    generator = np.random.default_rng(seed)
    expected = fit_power_laws(budgets, scores[None])
    fitted = expected.at(budgets)[0]
    chance = max(measured.seed_error, _spread(scores - fitted))
    again = fitted + chance * generator.standard_normal((_DRAWS, len(budgets)))
    if (fit_power_laws(budgets, again, may_fall=True).slope <= 0).mean() > _BOUNDS[0]:
        return NoForecast(
            f"The score has not clearly risen so far ({scores[0]:.1f} with {budgets[0]:,} labels, "
            f"{scores[-1]:.1f} with {budgets[-1]:,}), so it cannot be forecast."
        )
    bend, seeds, rows = generator.standard_normal((3, _DRAWS))
    noise = chance * seeds + measured.row_error * rows
    rise = fitted[-1] - fitted[0]
    return Forecast(measured, expected, fit_power_laws(budgets, again), _BEND * rise * bend, noise)


def _spread(residuals: _Floats) -> float:
    """Standard deviation around the curve, weighted as in the fit, with two degrees of freedom spent."""
    points = len(residuals)
    weights = np.arange(1, points + 1) / ((points + 1) / 2)
    return float(np.sqrt((weights * residuals**2).sum() / (points - 2)))


def _first(reached: NDArray[np.bool_], budgets: _Floats | NDArray[np.int64]) -> _Floats:
    """Return the first of (k,) budgets that each row of ``reached`` (d, k) has reached; infinite if none."""
    first = budgets[reached.argmax(axis=1)].astype(np.float64)
    return np.where(reached.any(axis=1), first, np.inf)
