"""Selections that somebody kept: the chosen table as an artifact, a row that says how it was made."""

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from demux_core.base import exports
from demux_core.base.errors import InputError
from demux_core.workspace import open_store, records
from demux_core.workspace.artifacts import artifact_path, delete_unreferenced, exclusive_changes, store_file
from demux_core.workspace.project import Project
from demux_core.workspace.records import SelectionRecord

if TYPE_CHECKING:
    import pandas as pd


def save_selection(
    project: Project, frame: "pd.DataFrame", seed: int, options: Mapping[str, Any] | None = None
) -> SelectionRecord:
    """Keep a selection; the same one again is the record that is there already.

    Args:
        project: whose pool the points are from.
        frame: the points, best first (``point_tables.chosen_table``), at least ``id`` and one ``strategy``.
        seed: that they were drawn with.
        options: of the strategy, as JSON: ``{"like": "knn_uncertainty"}``.

    Raises:
        InputError: there are no points, or they are of several strategies.
    """
    named = list(frame["strategy"].unique())
    if len(named) != 1:
        raise InputError(f"a selection is kept of one strategy with points, got {', '.join(named) or 'none'}")
    store, chosen = open_store(), dict(options or {})
    with exclusive_changes(store), tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "points.parquet"
        exports.write(frame, path)
        artifact = store_file(store, path)
        same = (k for k in list_saved(project) if (k.artifact, k.seed, k.options) == (artifact, seed, chosen))
        if (before := next(same, None)) is not None:
            return before
        number = records.add_selection(store, project.id, named[0], len(frame), seed, artifact, chosen)
    return next(kept for kept in list_saved(project) if kept.id == number)


def list_saved(project: Project) -> list[SelectionRecord]:
    """The project's kept selections, the newest first."""
    return records.list_selections(open_store(), project.id)


def open_saved(kept: SelectionRecord) -> "pd.DataFrame":
    """The points of a kept selection, best first, as they were when it was kept.

    Raises:
        InputError: its file is gone or damaged.
    """
    import pandas as pd

    try:
        return pd.read_parquet(artifact_path(open_store(), kept.artifact))
    except (OSError, ValueError) as error:
        raise InputError(
            f"the kept selection {kept.strategy} ({kept.budget:,}) cannot be read ({error}); make it again"
        ) from error


def delete_saved(kept: SelectionRecord) -> None:
    """Forget a kept selection; its labels stay."""
    store = open_store()
    with exclusive_changes(store):
        records.delete_selection(store, kept.id)
        delete_unreferenced(store, [kept.artifact])
