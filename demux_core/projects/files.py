"""A project's files: checked, stored as artifacts, replaced, removed."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import sqlalchemy as sa

from demux_core.config import DEFAULT_MODEL, Task, check_task
from demux_core.datasets import Dataset, load
from demux_core.errors import InputError
from demux_core.files import atomic_write
from demux_core.formats import READERS
from demux_core.projects.project import ROLES, Project, Role, Upload, again
from demux_core.store import Store, open_store
from demux_core.store.artifacts import artifact_path, changing, new_artifact, release
from demux_core.store.records import now
from demux_core.store.schema import datasets, projects


def put_file(project: Project, role: Role, name: str, content: bytes) -> tuple[Project, Dataset]:
    """Check an upload and, only if it can be read, store it in place of the former one.

    Args:
        project: is not changed; the changed one is returned.
        role: what the file is for.
        name: the file's own name; only its suffix is used, to choose the reader.
        content: the file's bytes.

    Raises:
        InputError: it cannot be read, or the project's other files do not fit the task it brings.
    """
    suffix = Path(name).suffix.lower()
    if suffix not in READERS:
        raise InputError(f"{name}: a file's format is known by its ending, one of {', '.join(READERS)}")
    task = project.task if role == "pool" else project.effective_task
    with new_artifact(open_store(), content, suffix) as (artifact, temporary):
        dataset = _load(temporary, name, task)
        upload = Upload(name, suffix, dataset.task, len(dataset), dataset.content_hash, artifact)
        changed = replace(project, uploads={**project.uploads, role: upload})
        others = _recheck(changed, skip=role) if role == "pool" else []
    row = {"project_id": project.id, "role": role, "created": now()} | vars(upload)
    mine = (datasets.c.project_id == project.id) & (datasets.c.role == role)
    with _files_change(project) as store:
        if not artifact_path(store, artifact).exists():  # the same content was removed elsewhere just now
            atomic_write(artifact_path(store, artifact), content)
        put = store.insert(datasets).values(row)
        with store.write() as connection:
            connection.execute(datasets.delete().where(mine, datasets.c.name != name))
            connection.execute(
                put.on_conflict_do_update(index_elements=["project_id", "role", "name"], set_=row)
            )
            for change in others:
                connection.execute(change)
    return again(project.slug), dataset


def remove_file(project: Project, role: Role) -> Project:
    """Forget the file of ``role``."""
    mine = (datasets.c.project_id == project.id) & (datasets.c.role == role)
    with _files_change(project) as store, store.write() as connection:
        connection.execute(datasets.delete().where(mine))
    return again(project.slug)


def delete_project(project: Project) -> None:
    """Forget a project that has files and nothing else yet."""
    with _files_change(project) as store, store.write() as connection:
        connection.execute(datasets.delete().where(datasets.c.project_id == project.id))
        connection.execute(projects.delete().where(projects.c.id == project.id))
    shutil.rmtree(project.folder, ignore_errors=True)


def change_settings(project: Project, task: str | None, model: str) -> Project:
    """Choose the task (None: as the pool's file says) and the model.

    Raises:
        InputError: the model has no name, or a stored file does not fit the task.
    """
    if not model.strip():
        raise InputError(f"a model needs a name; `{DEFAULT_MODEL}` is the one that is always here")
    changed = replace(project, task=None if task is None else check_task(task), model=model.strip())
    others = _recheck(changed) if changed.task != project.task else []
    settings = projects.update().where(projects.c.id == project.id)
    with open_store().write() as connection:
        for change in (settings.values(task=changed.task, model=changed.model), *others):
            connection.execute(change)
    return again(project.slug)


def load_file(project: Project, role: Role) -> Dataset:
    """Read the stored file of ``role`` as the project's task; the dataset has the file's own name."""
    upload = project.uploads[role]
    return replace(_load(project.path(role), upload.name, project.effective_task), name=upload.name)


def _load(path: Path, name: str, task: Task | None) -> Dataset:
    try:
        return load(path, task=task)
    except InputError as error:  # people know the file by its own name
        text = (
            str(error).replace(str(path), name).replace(path.name, name).replace(path.stem, Path(name).stem)
        )
        raise InputError(text if name in text else f"{name}: {text}") from None


def _recheck(project: Project, skip: Role | None = None) -> list[sa.Update]:
    # Another task reads other columns, so the stored files must be readable as it and get new hashes.
    changes = []
    for role in [role for role in ROLES if role in project.uploads and role != skip]:
        task = project.task if role == "pool" else project.effective_task
        upload = project.uploads[role]
        dataset = _load(project.path(role), upload.name, task)
        about = {"task": dataset.task, "rows": len(dataset), "content_hash": dataset.content_hash}
        # Whoever replaced the file meanwhile has read it as the task of that moment: it stays as it is.
        mine = (datasets.c.project_id == project.id) & (datasets.c.role == role)
        changes.append(datasets.update().where(mine, datasets.c.artifact == upload.artifact).values(about))
        changed = replace(upload, task=dataset.task)
        project = replace(project, uploads={**project.uploads, role: changed})
    return changes


@contextmanager
def _files_change(project: Project) -> Iterator[Store]:
    """Change the project's files; what no project has any more is deleted."""
    store = open_store()
    mine = sa.select(datasets.c.artifact).where(datasets.c.project_id == project.id)
    with changing(store):
        with store.read() as connection:
            before = connection.scalars(mine).all()
        yield store
        release(store, before)
