"""The record of a cell from the predictions of its model."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from demux_core.data.dataset import Dataset
from demux_core.experiments.cells import ALL, Cell, CellRecord, ScoreParts
from demux_core.experiments.environment import this_environment
from demux_core.modelling.metrics import row_statistics, score


def scored_cell(cell: Cell, test: Dataset, predictions: Sequence[Any]) -> CellRecord:
    """Return the record of a cell with its scores.

    Args:
        cell: the cell.
        test: gold labels.
        predictions: one per row of ``test``, as the task decodes them.
    """
    result = score(test, predictions)
    by_language = {language: part["scores"] for language, part in result["languages"].items()}
    parts = np.round(row_statistics(test, predictions), 6)
    return CellRecord(
        cell,
        scores={**by_language, ALL: result["scores"]},
        metric=result["main"],
        items=ScoreParts(parts[:, 0].tolist(), parts[:, 1].tolist()),
        environment=this_environment(),
    )
