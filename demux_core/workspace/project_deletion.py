"""Deleting a project with everything that is stored of it."""

import shutil
from contextlib import suppress

import sqlalchemy as sa

from demux_core.base.errors import InputError
from demux_core.modelling.encoding_cache import cached_encodings, holds_any, remove_encoding
from demux_core.workspace import open_store
from demux_core.workspace.artifacts import delete_unreferenced, exclusive_changes
from demux_core.workspace.database import forget_deleted
from demux_core.workspace.label_guard import labels_may_be_deleted
from demux_core.workspace.prepared import open_prepared
from demux_core.workspace.project import Project
from demux_core.workspace.project_files import load_file
from demux_core.workspace.pruning import named_encodings
from demux_core.workspace.schema import ARTIFACT_COLUMNS, experiments, metadata, projects


def delete_stored(project: Project) -> None:
    """Delete the project's rows, its folder, and the files and encodings that no other project uses."""
    store, texts = open_store(), _texts(project)
    # Before the lock, because reading a large cache takes long.
    cached = [folder for folder in cached_encodings() if holds_any(folder, texts)]
    artifacts: list[str] = []
    with exclusive_changes(store):
        with store.write() as connection, labels_may_be_deleted(connection):
            # Rows that refer to others come after them in this order, so they are deleted first.
            for table in reversed(metadata.sorted_tables):
                mine = _rows_of(table, project.id)
                if mine is None:
                    continue
                for name in ARTIFACT_COLUMNS:
                    if name in table.c:
                        artifacts += connection.scalars(sa.select(table.c[name]).where(mine)).all()
                connection.execute(table.delete().where(mine))
        delete_unreferenced(store, [name for name in artifacts if name])
        kept = named_encodings(store, besides=project.folder)
        for folder in cached:
            if folder.name not in kept:
                remove_encoding(folder)
        shutil.rmtree(project.folder, ignore_errors=True)
    forget_deleted(store)


def _texts(project: Project) -> set[str]:
    """The texts of the project: as prepared, and those of its files that can still be read."""
    texts: set[str] = set()
    with suppress(InputError):
        prepared = open_prepared(project)
        for part in filter(None, (prepared.source, prepared.target, prepared.gold)):
            texts |= set(map(str, part.texts or ()))
    for role in project.uploads:
        with suppress(InputError, OSError):
            texts |= set(load_file(project, role).texts)
    return texts


def _rows_of(table: sa.Table, project: int) -> sa.ColumnElement[bool] | None:
    """The condition for the project's rows of a table; None where a table has no rows of projects."""
    if table is projects:
        return projects.c.id == project
    if "project_id" in table.c:
        return table.c.project_id == project
    if "experiment_id" in table.c:
        own = sa.select(experiments.c.id).where(experiments.c.project_id == project)
        return table.c.experiment_id.in_(own)
    return None
