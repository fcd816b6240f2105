"""From a file's values to the canonical columns of a task; what is wrong is refused, never repaired."""

from collections.abc import Mapping

import pandas as pd

from demux_core.data.columns import COMMON_COLUMNS
from demux_core.tasks.base import Task
from demux_core.tasks.cell_values import strings
from demux_core.tasks.content_rules import MAX_NAME


def content(task: Task, raw: pd.DataFrame, columns: Mapping[str, str]) -> pd.DataFrame:
    """The canonical columns but confidence, checked; index as in ``raw``, whose rows errors count from 1.

    Args:
        task: whose columns to make.
        raw: the file's columns.
        columns: canonical column -> the file's; those that are absent become None.

    Raises:
        InputError: a value breaks the rules of the format; with the row.
    """
    parts = {name: raw[column] for name, column in columns.items()}
    made = {
        column.name: strings(parts.get(column.name), raw.index, column.name, MAX_NAME)
        for column in COMMON_COLUMNS
    }
    made |= task.parse(parts, raw.index)
    return pd.DataFrame({name: pd.Series(values, raw.index, dtype=object) for name, values in made.items()})
