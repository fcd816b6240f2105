"""Projects: their settings and their uploaded files."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from demux_core.base.config import DEFAULT_MODEL
from demux_core.base.errors import InputError
from demux_core.data.joining import joint_name
from demux_core.workspace import Store, open_store
from demux_core.workspace.artifacts import artifact_path
from demux_core.workspace.records import utc_now
from demux_core.workspace.schema import datasets, projects

Role = Literal["pool", "target", "train", "test", "gold"]
ROLES: tuple[Role, ...] = ("pool", "target", "train", "test", "gold")
_NAME_LIMIT = 80


@dataclass(frozen=True)
class StoredFile:
    """A file of a role.

    Args:
        name: its original name.
        suffix: determines its format.
        artifact: name of the artifact that holds it.
        columns: canonical column -> the file's column, where the user named it; "" if it has none.
        rows: number of rows that it adds to those of the role's earlier files.
        language: of all its rows, where the user named it; "mul" where each text has its own.
        reading: fields of ``data.formats.Reading`` that the user named; the others are recognised.
    """

    name: str
    suffix: str
    artifact: str
    columns: Mapping[str, str]
    rows: int
    language: str | None = None
    reading: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Upload:
    """The files of a role in the order of their upload; ``load_file`` reads them as one dataset.

    Args:
        files: at least one.
        task: name of the task that they are read as.
        content_hash: of the dataset.
        glosses: name of the artifact that holds its glosses, if it has any.
    """

    files: tuple[StoredFile, ...]
    task: str
    content_hash: str
    glosses: str | None = None

    @property
    def name(self) -> str:
        """The name of the files together."""
        return joint_name([file.name for file in self.files])

    @property
    def rows(self) -> int:
        """The number of different rows in its files."""
        return sum(file.rows for file in self.files)


@dataclass(frozen=True)
class Project:
    """A project.

    Args:
        id: its number in the database.
        slug: its name in addresses and paths.
        folder: for files of its jobs.
        name: its title, for people.
        created: when, UTC, ISO 8601.
        task: name of the task that the user chose; None is the task that the pool's file shows.
        model: name or folder of the model.
        uploads: the files of each role that has any.
        settings: further choices of the user by name, as JSON (``put_setting``).
    """

    id: int
    slug: str
    folder: Path
    name: str
    created: str
    task: str | None = None
    model: str = DEFAULT_MODEL
    uploads: Mapping[Role, Upload] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)

    @property
    def prepared_folder(self) -> Path:
        """The folder that ``prepare`` writes to."""
        return self.folder / "run"

    @property
    def effective_task(self) -> str | None:
        """Name of the chosen task, or else of the one that the pool's file shows, or else None."""
        if self.task is None and "pool" in self.uploads:
            return self.uploads["pool"].task
        return self.task

    @property
    def archived(self) -> bool:
        """Whether it is hidden from the pages; nothing of it is deleted."""
        return bool(self.settings.get("archived"))

    def path(self, role: Role, name: str | None = None) -> Path:
        """The path of a file of ``role``, by default the first; KeyError if there is none."""
        files = {file.name: file for file in self.uploads[role].files}
        chosen = self.uploads[role].files[0] if name is None else files[name]
        return artifact_path(open_store(), chosen.artifact)


def list_projects() -> list[Project]:
    """Return the workspace's projects, the newest first."""
    return _read(open_store(), sa.true())


def open_project(slug: str) -> Project | None:
    """Return the project with this slug, or None."""
    return next(iter(_read(open_store(), projects.c.slug == slug)), None)


def create_project(name: str) -> Project:
    """Create an empty project; a name that another one has gets a number.

    Raises:
        InputError: the name is empty or too long.
    """
    name = _checked_name(name)
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    stem = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40].strip("-") or "project"
    store = open_store()
    for number in range(1, 10_000):
        slug = stem if number == 1 else f"{stem}-{number}"
        row = {"slug": slug, "name": _distinct(name), "created": utc_now(), "model": DEFAULT_MODEL}
        try:
            with store.write() as connection:
                connection.execute(projects.insert(), row)
        except IntegrityError:  # the slug is taken
            continue
        return reload_project(slug)
    raise InputError(f"too many projects have the name {name!r}; choose another")


def rename_project(project: Project, name: str) -> Project:
    """Change the name of a project, but not its slug; a name that another one has gets a number.

    Raises:
        InputError: the name is empty or too long.
    """
    distinct = _distinct(_checked_name(name), besides=project)
    renamed = projects.update().where(projects.c.id == project.id).values(name=distinct)
    with open_store().write() as connection:
        connection.execute(renamed)
    return reload_project(project.slug)


def archive_project(project: Project) -> Project:
    """Hide a project from the pages; nothing is deleted."""
    return put_setting(project, "archived", True)


def restore_project(project: Project) -> Project:
    """Show an archived project again; no effect on another."""
    return put_setting(project, "archived", None)


def put_setting(project: Project, name: str, value: Any) -> Project:
    """Store a setting of the project, and return the project; concurrent changes of others are kept.

    Args:
        project: to change.
        name: of the setting, such as ``prices``.
        value: anything that JSON can hold; None deletes the setting.
    """
    return change_setting(project, name, lambda _: value)


def change_setting(project: Project, name: str, change: Callable[[Any], Any]) -> Project:
    """Store what ``change`` makes of a setting as it is now, None where it is not set (``put_setting``)."""
    mine = projects.c.id == project.id
    with open_store().write() as connection:
        stored = connection.scalar(sa.select(projects.c.settings).where(mine).with_for_update()) or {}
        changed = {**stored, name: change(stored.get(name))}
        settings = {k: v for k, v in changed.items() if v is not None}
        connection.execute(projects.update().where(mine).values(settings=settings))
    return reload_project(project.slug)


def reload_project(slug: str) -> Project:
    """Return the project as it is now; InputError if it no longer exists."""
    project = open_project(slug)
    if project is None:
        raise InputError(f"the project {slug!r} no longer exists; choose another")
    return project


def _checked_name(name: str) -> str:
    name = " ".join(name.split())
    if not 1 <= len(name) <= _NAME_LIMIT:
        raise InputError(
            f"a project's name must have 1 to {_NAME_LIMIT} characters, got {len(name)}; choose another"
        )
    return name


def _distinct(name: str, besides: Project | None = None) -> str:
    """The name, with a number if another project has it, so that people can tell them apart."""
    taken = {other.name for other in list_projects() if besides is None or other.id != besides.id}
    numbered = (f"{name[: _NAME_LIMIT - 7].rstrip()} ({number})" for number in range(2, 10_000))
    return next((each for each in chain([name], numbered) if each not in taken), name)


def _read(store: Store, condition: sa.ColumnElement[bool]) -> list[Project]:
    newest_first = (projects.c.created.desc(), projects.c.id.desc())
    with store.read() as connection:
        rows = connection.execute(sa.select(projects).where(condition).order_by(*newest_first)).all()
        mine = sa.select(datasets).where(datasets.c.project_id.in_([row.id for row in rows]))
        files = connection.execute(mine.order_by(datasets.c.id)).mappings().all()
    uploads: dict[int, dict[Role, Upload]] = {row.id: {} for row in rows}
    for file in files:
        stored = StoredFile(**{name: file[name] for name in StoredFile.__dataclass_fields__})
        of_project, role = uploads[file["project_id"]], file["role"]
        before = of_project[role].files if role in of_project else ()
        of_project[role] = Upload((*before, stored), file["task"], file["content_hash"], file["glosses"])
    folder = store.root / "projects"
    return [
        Project(
            row.id,
            row.slug,
            folder / row.slug,
            row.name,
            row.created,
            row.task,
            row.model,
            uploads[row.id],
            row.settings,
        )
        for row in rows
    ]
