"""Changes of a project and its files: each is made completely or not at all, and none is lost."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from demux_core.base.errors import InputError
from demux_core.base.files import atomic_path
from demux_core.workspace import Store, open_store
from demux_core.workspace.artifacts import (
    Content,
    artifact_path,
    delete_unreferenced,
    exclusive_changes,
    write_content,
)
from demux_core.workspace.project import ROLES, Project, Role, reload_project
from demux_core.workspace.project_reading import files_of
from demux_core.workspace.records import utc_now
from demux_core.workspace.schema import datasets, projects

_ATTEMPTS = 20


def apply_change(
    project: Project, change: Callable[[Project], Project], contents: Mapping[str, Content] | None = None
) -> Project:
    """Apply ``change`` to the current project and store the result; retry if somebody else changed it."""
    for _ in range(_ATTEMPTS):
        before = reload_project(project.slug)
        after = change(before)
        with _changing_files(before) as store:
            # Settings are no part of a change: annotators flag points while a large file is read.
            if replace(reload_project(project.slug), settings={}) != replace(before, settings={}):
                continue
            for artifact, content in (contents or {}).items():
                if not artifact_path(store, artifact).exists():  # another process has just removed it
                    with atomic_path(artifact_path(store, artifact)) as temporary:
                        write_content(content, temporary)
            _write(store, before, after)
        return reload_project(project.slug)
    raise InputError("the project was changed by somebody else at the same time; try again")


def _write(store: Store, before: Project, after: Project) -> None:
    mine = datasets.c.project_id == before.id
    settings = projects.update().where(projects.c.id == before.id)
    with store.write() as connection:
        connection.execute(settings.values(task=after.task, model=after.model))
        for role in [role for role in ROLES if before.uploads.get(role) != after.uploads.get(role)]:
            names = [file.name for file in files_of(after, role)]
            removed = mine & (datasets.c.role == role) & datasets.c.name.not_in(names)
            connection.execute(datasets.delete().where(removed))
            for row in _rows(after, role):
                put = store.insert(datasets).values(row | {"created": utc_now()})
                key = ["project_id", "role", "name"]
                connection.execute(put.on_conflict_do_update(index_elements=key, set_=row))


def _rows(project: Project, role: Role) -> Iterator[dict[str, Any]]:
    if role in project.uploads:
        upload = project.uploads[role]
        common: dict[str, Any] = {
            "project_id": project.id,
            "role": role,
            "task": upload.task,
            "content_hash": upload.content_hash,
            "glosses": upload.glosses,
        }
        for file in upload.files:
            yield {**common, **vars(file)}


@contextmanager
def _changing_files(project: Project) -> Iterator[Store]:
    """Lock the project's files for a change; afterwards, delete those that no project uses any more."""
    store = open_store()
    mine = sa.select(datasets.c.artifact, datasets.c.glosses).where(datasets.c.project_id == project.id)
    with exclusive_changes(store):
        with store.read() as connection:
            before = [name for row in connection.execute(mine) for name in row if name is not None]
        yield store
        delete_unreferenced(store, before)
