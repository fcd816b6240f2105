"""Convert a file's values to the canonical columns of a task; invalid values are refused, never repaired."""

from collections.abc import Mapping

import pandas as pd

from demux_core.data.columns import COMMON_COLUMNS, GLOSS
from demux_core.tasks.base import Task
from demux_core.tasks.cell_values import strings
from demux_core.tasks.content_rules import MAX_NAME


def content(task: Task, raw: pd.DataFrame, columns: Mapping[str, str]) -> pd.DataFrame:
    """Convert and check every canonical column except confidence; errors count the rows of ``raw`` from 1.

    Args:
        task: the task whose columns are made.
        raw: the file's columns.
        columns: canonical column -> the file's column; absent columns are filled with None, but without
            glosses there is no column of them.

    Returns:
        the canonical columns, with the index of ``raw``.

    Raises:
        InputError: a value breaks a rule; the message names its row.
    """
    file_values = {name: raw[column] for name, column in columns.items()}
    canonical = {
        column.name: strings(file_values.get(column.name), raw.index, column.name, MAX_NAME)
        for column in COMMON_COLUMNS
        if column != GLOSS
    }
    if GLOSS.name in file_values:
        canonical[GLOSS.name] = strings(file_values[GLOSS.name], raw.index, GLOSS.name)
    canonical |= task.parse(file_values, raw.index)
    return pd.DataFrame(
        {name: pd.Series(values, raw.index, dtype=object) for name, values in canonical.items()}
    )
