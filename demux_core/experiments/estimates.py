"""What an experiment will cost in time, from what earlier cells took."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from demux_core.experiments.plan import ExperimentConfig


@dataclass(frozen=True)
class Estimate:
    """How many models are trained and scored, and the seconds that takes; None where nothing is known yet."""

    cells: int
    seconds: float | None


def estimate(config: "ExperimentConfig", earlier: Iterable[Mapping[str, Any]]) -> Estimate:
    """Foresee an experiment.

    Args:
        config: its plan.
        earlier: finished cells of another one (``experiments.experiment_records``): a straight line through
            their seconds over their budgets gives those of the new ones. The training of EN-FT is not in it.
    """
    budgets = config.cumulative() if config.rounds > 1 else list(config.budgets)
    times = len(config.strategies) * len(config.seeds)
    known = [(r["budget"], sum(r["seconds"].values())) for r in earlier if r["budget"] and r["seconds"]]
    if not known:
        return Estimate(len(budgets) * times, None)
    points, seconds = np.array(known, dtype=np.float64).T
    slope, start = np.polyfit(points, seconds, 1) if np.ptp(points) else (0.0, seconds.mean())
    each = np.maximum(start + slope * np.array(budgets), seconds.min())
    return Estimate(len(budgets) * times, float(each.sum() * times))
