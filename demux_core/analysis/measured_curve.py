"""The points of one learning curve so far, and how far chance has moved them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from demux_core.analysis.curves import curve
from demux_core.analysis.intervals import half_width
from demux_core.analysis.row_errors import score_error
from demux_core.experiments.cells import CellRecord
from demux_core.experiments.results_table import ALL
from demux_core.strategies import EN_FT


@dataclass(frozen=True)
class MeasuredCurve:
    """Scores of one strategy, the first of them that of EN-FT where it is known.

    Args:
        budgets: (m,) numbers of labels, ascending; 0 is EN-FT.
        scores: (m,) points of 100, means over seeds.
        seed_error: standard error of a mean over seeds, in points; 0 where each budget has one seed.
        row_error: standard error of a score over test rows, in points; 0 where the rows are not known.
    """

    budgets: tuple[int, ...]
    scores: tuple[float, ...]
    seed_error: float = 0.0
    row_error: float = 0.0


def measured_curve(
    results: pd.DataFrame, strategy: str, language: str = ALL, records: Sequence[CellRecord] = ()
) -> MeasuredCurve:
    """Return the points of a strategy.

    Args:
        results: as for ``curves.curve``.
        strategy: its name in the results.
        language: a target language, or ``all``.
        records: finished cells whose main score the results are; they say how far test rows matter.
    """
    table = curve(results[results["strategy"].isin([strategy, EN_FT])], language).sort_values("budget")
    table = table.drop_duplicates("budget")
    return MeasuredCurve(
        tuple(int(budget) for budget in table["budget"]),
        tuple(float(mean) for mean in table["mean"]),
        _seed_error(table[table["strategy"] == strategy]),
        _row_error([record for record in records if record.cell.strategy == strategy]),
    )


def _seed_error(table: pd.DataFrame) -> float:
    """Pooled over the budgets with several seeds: the error of a mean is too uncertain at a single one."""
    several = table[table["n"] > 1]
    if several.empty:
        return 0.0
    errors = (several["high"] - several["mean"]) / half_width(1.0, several["n"]) / np.sqrt(several["n"])
    return float(np.sqrt((errors**2).mean()))


def _row_error(records: Sequence[CellRecord]) -> float:
    """Of the mean over seeds at the largest budget."""
    largest = max((record.cell.budget for record in records), default=0)
    parts = [record.items for record in records if record.cell.budget == largest and record.items]
    return score_error(parts) if parts else 0.0
