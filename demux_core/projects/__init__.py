"""Projects: a row with settings, a row for each uploaded file, the files as artifacts.

WORKSPACE/projects/<slug>/run/  is where ``prepare`` works; what it finished is kept by ``runs.py``.
"""

import re
import shutil
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from demux_core.config import DEFAULT_MODEL, Task, check_task
from demux_core.datasets import Dataset, load
from demux_core.errors import InputError
from demux_core.files import atomic_write
from demux_core.formats import READERS
from demux_core.store import Store, open_store
from demux_core.store.artifacts import artifact_path, changing, new_artifact, release
from demux_core.store.records import now
from demux_core.store.schema import datasets, projects

Role = Literal["pool", "target", "train", "test", "gold"]
ROLES: tuple[Role, ...] = ("pool", "target", "train", "test", "gold")
_NAME_LIMIT = 80


@dataclass(frozen=True)
class Upload:
    """A stored file: the name it came with, its format, what was in it, the artifact that holds it."""

    name: str
    suffix: str
    task: Task
    rows: int
    content_hash: str
    artifact: str


@dataclass(frozen=True)
class Project:
    """A project's settings. ``task`` None means: as the pool's file says. ``folder`` is for its work."""

    id: int
    slug: str
    folder: Path
    name: str
    created: str
    task: Task | None = None
    model: str = DEFAULT_MODEL
    uploads: Mapping[Role, Upload] = field(default_factory=dict)

    @property
    def run(self) -> Path:
        """Where ``prepare`` works."""
        return self.folder / "run"

    @property
    def effective_task(self) -> Task | None:
        """The chosen task, else the one that the pool's file shows, else None."""
        if self.task is None and "pool" in self.uploads:
            return self.uploads["pool"].task
        return self.task

    def path(self, role: Role) -> Path:
        """Where the file of ``role`` is stored; KeyError if there is none."""
        return artifact_path(open_store(), self.uploads[role].artifact)


def list_projects() -> list[Project]:
    """Return the workspace's projects, the newest first."""
    return _read(open_store(), sa.true())


def open_project(slug: str) -> Project | None:
    """Return the project that addresses call ``slug``, or None."""
    return next(iter(_read(open_store(), projects.c.slug == slug)), None)


def create_project(name: str) -> Project:
    """Make an empty project.

    Raises:
        InputError: the name is empty or too long.
    """
    name = " ".join(name.split())
    if not 1 <= len(name) <= _NAME_LIMIT:
        raise InputError(f"a project's name has 1 to {_NAME_LIMIT} characters, got {len(name)}; give another")
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    stem = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40].strip("-") or "project"
    store = open_store()
    for number in range(1, 10_000):
        slug = stem if number == 1 else f"{stem}-{number}"
        row = {"slug": slug, "name": name, "created": now(), "model": DEFAULT_MODEL}
        try:
            with store.write() as connection:
                connection.execute(projects.insert(), row)
        except IntegrityError:  # the slug is taken
            continue
        return _again(slug)
    raise InputError(f"too many projects are called {name!r}; give another name")


def delete_project(project: Project) -> None:
    """Forget a project that has files and nothing else yet."""
    with _files_change(project) as store, store.write() as connection:
        connection.execute(datasets.delete().where(datasets.c.project_id == project.id))
        connection.execute(projects.delete().where(projects.c.id == project.id))
    shutil.rmtree(project.folder, ignore_errors=True)


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
    return _again(project.slug), dataset


def remove_file(project: Project, role: Role) -> Project:
    """Forget the file of ``role``."""
    mine = (datasets.c.project_id == project.id) & (datasets.c.role == role)
    with _files_change(project) as store, store.write() as connection:
        connection.execute(datasets.delete().where(mine))
    return _again(project.slug)


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
    return _again(project.slug)


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


def _read(store: Store, condition: sa.ColumnElement[bool]) -> list[Project]:
    newest_first = (projects.c.created.desc(), projects.c.id.desc())
    with store.read() as connection:
        rows = connection.execute(sa.select(projects).where(condition).order_by(*newest_first)).all()
        mine = sa.select(datasets).where(datasets.c.project_id.in_([row.id for row in rows]))
        files = connection.execute(mine).mappings().all()
    uploads: dict[int, dict[Role, Upload]] = {row.id: {} for row in rows}
    for file in files:
        about = {name: file[name] for name in Upload.__dataclass_fields__}
        uploads[file["project_id"]][file["role"]] = Upload(**about)
    folder = store.root / "projects"
    return [
        Project(
            row.id, row.slug, folder / row.slug, row.name, row.created, row.task, row.model, uploads[row.id]
        )
        for row in rows
    ]


def _again(slug: str) -> Project:
    found = open_project(slug)
    if found is None:
        raise InputError(f"there is no project {slug!r} any more; choose another")
    return found
