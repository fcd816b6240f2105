"""How long an experiment takes, estimated from finished cells of an earlier one."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from demux_core.experiments.cells import CellRecord
from demux_core.experiments.plan import CellGrid


@dataclass(frozen=True)
class Estimate:
    """How many models are trained and scored, and the seconds that takes; None where no cell is known."""

    cells: int
    seconds: float | None


def estimate(planned: CellGrid, earlier: Iterable[CellRecord]) -> Estimate:
    """Estimate the time that planned cells take.

    Args:
        planned: the cells to run.
        earlier: finished cells of another experiment with the same learner: a straight line through their
            seconds over their budgets gives the seconds of the new ones. The training of EN-FT is not
            included.
    """
    budgets = planned.cumulative() if planned.rounds > 1 else list(planned.budgets)
    known = [
        (record.cell.budget, sum(record.seconds.values()))
        for record in earlier
        if record.cell.budget and record.seconds
    ]
    if not known:
        return Estimate(planned.count, None)
    points, seconds = np.array(known, dtype=np.float64).T
    slope, start = np.polyfit(points, seconds, 1) if np.ptp(points) else (0.0, seconds.mean())
    per_budget = np.maximum(start + slope * np.array(budgets), seconds.min())
    repeats = planned.count // len(budgets)
    return Estimate(planned.count, float(per_budget.sum() * repeats))
