"""Saved selections: the table of chosen points as an artifact, and a row with how it was made."""

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from demux_core.base import exports
from demux_core.base.errors import InputError
from demux_core.workspace import open_store, records
from demux_core.workspace.artifacts import artifact_path, delete_unreferenced, exclusive_changes, store_file
from demux_core.workspace.project import Project
from demux_core.workspace.records import NewSelection, SelectionRecord

if TYPE_CHECKING:
    import pandas as pd


def save_selection(
    project: Project, frame: "pd.DataFrame", seed: int, options: Mapping[str, Any] | None = None
) -> SelectionRecord:
    """Save a selection and return its record, or the existing record of the same selection.

    Args:
        project: with the pool that the points are from.
        frame: the points, best first, with at least ``id`` and ``strategy`` (``point_tables.chosen_table``).
        seed: of the selection.
        options: of the strategy, as JSON, such as ``{"like": "knn_uncertainty"}``.

    Raises:
        InputError: there are no points, or they are from several strategies.
    """
    strategies = list(frame["strategy"].unique())
    if len(strategies) != 1:
        raise InputError(
            f"a saved selection must have texts of one strategy, got {', '.join(strategies) or 'none'}"
        )
    store = open_store()
    with exclusive_changes(store), tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "points.parquet"
        exports.write(frame, path)
        artifact = store_file(store, path)
        new = NewSelection(strategies[0], len(frame), seed, dict(options or {}), artifact)
        for saved in list_saved(project):
            if (saved.artifact, saved.seed, saved.options) == (new.artifact, new.seed, new.options):
                return saved
        number = records.add_selection(store, project.id, new)
    return next(saved for saved in list_saved(project) if saved.id == number)


def list_saved(project: Project) -> list[SelectionRecord]:
    """Return the project's saved selections, the newest first."""
    return records.list_selections(open_store(), project.id)


def open_saved(saved: SelectionRecord) -> "pd.DataFrame":
    """Return the points of a saved selection, best first, as they were when it was saved.

    Raises:
        InputError: its file is missing or damaged.
    """
    import pandas as pd

    try:
        return pd.read_parquet(artifact_path(open_store(), saved.artifact))
    except (OSError, ValueError) as error:
        raise InputError(
            f"the saved selection {saved.strategy} ({saved.budget:,}) cannot be read ({error}); "
            "choose and save it again"
        ) from error


def delete_saved(saved: SelectionRecord) -> None:
    """Delete a saved selection; labels of its points are kept."""
    store = open_store()
    with exclusive_changes(store):
        records.delete_selection(store, saved.id)
        delete_unreferenced(store, [saved.artifact])
