"""Changing a project and its files: all of a change or nothing, and nobody's change is lost."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

from demux_core.base.errors import InputError
from demux_core.base.files import atomic_write
from demux_core.workspace import Store, open_store
from demux_core.workspace.artifacts import artifact_path, delete_unreferenced, exclusive_changes
from demux_core.workspace.project import ROLES, Project, Role, reload_project
from demux_core.workspace.project_reading import files_of
from demux_core.workspace.records import utc_now
from demux_core.workspace.schema import datasets, projects

_ATTEMPTS = 20


def apply_change(
    project: Project, change: Callable[[Project], Project], contents: Mapping[str, bytes] | None = None
) -> Project:
    """Store what ``change`` makes of the project as it is now; once more if somebody else was faster."""
    for _ in range(_ATTEMPTS):
        before = reload_project(project.slug)
        after = change(before)
        with _files_change(before) as store:
            if reload_project(project.slug) != before:
                continue
            for artifact, content in (contents or {}).items():
                if not artifact_path(store, artifact).exists():  # it was removed elsewhere just now
                    atomic_write(artifact_path(store, artifact), content)
            _write(store, before, after)
        return reload_project(project.slug)
    raise InputError("somebody else changes this project at the same time; try again")


def _write(store: Store, before: Project, after: Project) -> None:
    mine = datasets.c.project_id == before.id
    settings = projects.update().where(projects.c.id == before.id)
    with store.write() as connection:
        connection.execute(settings.values(task=after.task, model=after.model))
        for role in [role for role in ROLES if before.uploads.get(role) != after.uploads.get(role)]:
            names = [file.name for file in files_of(after, role)]
            gone = mine & (datasets.c.role == role) & datasets.c.name.not_in(names)
            connection.execute(datasets.delete().where(gone))
            for row in _rows(after, role):
                put = store.insert(datasets).values(row | {"created": utc_now()})
                key = ["project_id", "role", "name"]
                connection.execute(put.on_conflict_do_update(index_elements=key, set_=row))


def _rows(project: Project, role: Role) -> Iterator[dict[str, Any]]:
    if role in project.uploads:
        upload = project.uploads[role]
        about: dict[str, Any] = {
            "project_id": project.id,
            "role": role,
            "task": upload.task,
            "content_hash": upload.content_hash,
        }
        for file in upload.files:
            yield {**about, **vars(file)}


@contextmanager
def _files_change(project: Project) -> Iterator[Store]:
    """Change the project's files; what no project has any more is deleted."""
    store = open_store()
    mine = sa.select(datasets.c.artifact).where(datasets.c.project_id == project.id)
    with exclusive_changes(store):
        with store.read() as connection:
            before = connection.scalars(mine).all()
        yield store
        delete_unreferenced(store, before)
