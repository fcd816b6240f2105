"""Texts that people pick by hand: as a selection of their own, or added to a saved one."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from demux_core.base.config import DEFAULT_SEED
from demux_core.explain.point_tables import chosen_table
from demux_core.strategies import Selection
from demux_core.workflows.annotation_queue import QUEUE, start_annotating
from demux_core.workspace.prepared import PreparedProject
from demux_core.workspace.project import Project
from demux_core.workspace.records import SelectionRecord
from demux_core.workspace.saved_selections import delete_saved, open_saved, save_selection

if TYPE_CHECKING:
    import pandas as pd

HAND_PICKED = "hand_picked"
_REASON = "picked by hand on the map"
_ADDED = "by_hand"  # option of a saved selection: how many texts people added to it


def save_rows(project: Project, prepared: PreparedProject, rows: Sequence[int]) -> SelectionRecord:
    """Save rows of the prepared pool as a selection, in this order."""
    return save_selection(project, _table(prepared, rows), DEFAULT_SEED)


def add_rows(
    project: Project, prepared: PreparedProject, rows: Sequence[int], saved: SelectionRecord
) -> tuple[SelectionRecord, int]:
    """Add rows of the prepared pool to a saved selection, which the returned one replaces.

    Returns:
        The selection, and how many of the rows it did not have before.

    Raises:
        InputError: the saved selection cannot be read.
    """
    import pandas as pd

    before = open_saved(saved)
    more = _table(prepared, rows)
    more = more[~more["id"].isin(before["id"])]
    if more.empty:
        return saved, 0
    ranks = range(len(before) + 1, len(before) + len(more) + 1)
    table = pd.concat([before, more.assign(rank=ranks, strategy=saved.strategy)], ignore_index=True)
    options = {**saved.options, _ADDED: saved.options.get(_ADDED, 0) + len(more)}
    new = save_selection(project, table, saved.seed, options)
    if project.settings.get(QUEUE) == saved.id:
        start_annotating(project, new)
    delete_saved(saved)
    return new, len(more)


def _table(prepared: PreparedProject, rows: Sequence[int]) -> "pd.DataFrame":
    places = np.array(rows, dtype=np.int64)
    picked = Selection(HAND_PICKED, places, np.zeros(len(places)), prepared.source, prepared.target)
    table = chosen_table(picked, prepared.target)
    table.insert(list(table.columns).index("text") + 1, "reason", _REASON)
    return table
