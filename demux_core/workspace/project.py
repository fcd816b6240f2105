"""Projects: a row with settings, and what is known of each uploaded file."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from demux_core.base.config import DEFAULT_MODEL
from demux_core.base.errors import InputError
from demux_core.data.joining import joint_name
from demux_core.workspace import Store, open_store
from demux_core.workspace.artifacts import artifact_path
from demux_core.workspace.records import now
from demux_core.workspace.schema import datasets, projects

Role = Literal["pool", "target", "train", "test", "gold"]
ROLES: tuple[Role, ...] = ("pool", "target", "train", "test", "gold")
_NAME_LIMIT = 80


@dataclass(frozen=True)
class StoredFile:
    """A file of a role.

    Args:
        name: the one it came with.
        suffix: says its format.
        artifact: holds it.
        columns: canonical column -> the file's, as people named them; "" where they said there is none.
        rows: how many it adds to those of the role's earlier files.
    """

    name: str
    suffix: str
    artifact: str
    columns: Mapping[str, str]
    rows: int


@dataclass(frozen=True)
class Upload:
    """What a role holds: its files in the order in which they came, and the hash of all they hold together.

    One file or several: whoever reads them (``load_file``) gets one dataset. ``task`` names what they are
    read as.
    """

    files: tuple[StoredFile, ...]
    task: str
    content_hash: str

    @property
    def name(self) -> str:
        """What to call it."""
        return joint_name([file.name for file in self.files])

    @property
    def rows(self) -> int:
        """How many different rows its files have together."""
        return sum(file.rows for file in self.files)


@dataclass(frozen=True)
class Project:
    """A project. ``task`` names its task; None means: as the pool's file says. ``folder`` is for its work.

    ``settings`` is what else people chose for it, by name, as JSON (``put_setting``).
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
    def run(self) -> Path:
        """Where ``prepare`` works."""
        return self.folder / "run"

    @property
    def effective_task(self) -> str | None:
        """Name of the chosen task, else of the one that the pool's file shows, else None."""
        if self.task is None and "pool" in self.uploads:
            return self.uploads["pool"].task
        return self.task

    @property
    def archived(self) -> bool:
        """Whether it is put away: it keeps all it has, and can be brought back."""
        return bool(self.settings.get("archived"))

    def path(self, role: Role, name: str | None = None) -> Path:
        """Where a file of ``role`` is stored, the first unless one is named; KeyError if there is none."""
        files = {file.name: file for file in self.uploads[role].files}
        chosen = self.uploads[role].files[0] if name is None else files[name]
        return artifact_path(open_store(), chosen.artifact)


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
    name = _checked_name(name)
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
        return reload_project(slug)
    raise InputError(f"too many projects are called {name!r}; give another name")


def rename_project(project: Project, name: str) -> Project:
    """Call a project something else; its address stays.

    Raises:
        InputError: the name is empty or too long.
    """
    renamed = projects.update().where(projects.c.id == project.id).values(name=_checked_name(name))
    with open_store().write() as connection:
        connection.execute(renamed)
    return reload_project(project.slug)


def archive_project(project: Project, away: bool = True) -> Project:
    """Put a project away, or bring it back; nothing of it is deleted."""
    return put_setting(project, "archived", True if away else None)


def put_setting(project: Project, name: str, value: Any) -> Project:
    """Keep one of the project's settings; the others stay as they are now, whoever changed them.

    Args:
        project: is not changed; the changed one is returned.
        name: of the setting, such as ``prices``.
        value: anything that JSON can hold; None forgets the setting.
    """
    mine = projects.c.id == project.id
    with open_store().write() as connection:
        found = connection.scalar(sa.select(projects.c.settings).where(mine).with_for_update())
        settings = {k: v for k, v in {**(found or {}), name: value}.items() if v is not None}
        connection.execute(projects.update().where(mine).values(settings=settings))
    return reload_project(project.slug)


def reload_project(slug: str) -> Project:
    """The project as it is now; InputError if it is there no more."""
    found = open_project(slug)
    if found is None:
        raise InputError(f"there is no project {slug!r} any more; choose another")
    return found


def _checked_name(name: str) -> str:
    name = " ".join(name.split())
    if not 1 <= len(name) <= _NAME_LIMIT:
        raise InputError(f"a project's name has 1 to {_NAME_LIMIT} characters, got {len(name)}; give another")
    return name


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
        of_project[role] = Upload((*before, stored), file["task"], file["content_hash"])
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
