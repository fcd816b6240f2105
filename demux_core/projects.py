"""Projects on disk: a folder with settings, the uploaded files and what was prepared from them.

WORKSPACE/<slug>/project.json          name, task, model, the uploads' names and content hashes
WORKSPACE/<slug>/files/<role>.<suffix> the uploads; their own names never become paths
WORKSPACE/<slug>/run/                  written by ``python -m demux_core prepare``
WORKSPACE/<slug>/job/                  the background job (``jobs.py``)
"""

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from demux_core.config import DEFAULT_MODEL, Task, check_task, workspace_dir
from demux_core.datasets import Dataset, load
from demux_core.errors import InputError
from demux_core.files import atomic_path, atomic_write
from demux_core.formats import READERS

Role = Literal["pool", "target", "train"]
ROLES: tuple[Role, ...] = ("pool", "target", "train")
_NAME_LIMIT = 80


@dataclass(frozen=True)
class Upload:
    """A stored file: the name it came with, its format, and what was in it."""

    name: str
    suffix: str
    task: Task
    rows: int
    content_hash: str


@dataclass(frozen=True)
class Project:
    """A project's settings. ``task`` None means: as the pool's file says."""

    folder: Path
    name: str
    created: str
    task: Task | None = None
    model: str = DEFAULT_MODEL
    uploads: Mapping[Role, Upload] = field(default_factory=dict)

    @property
    def slug(self) -> str:
        """The folder's name, which also names the project in addresses."""
        return self.folder.name

    @property
    def run(self) -> Path:
        """Where ``prepare`` writes."""
        return self.folder / "run"

    @property
    def job(self) -> Path:
        """Where the background job keeps its state."""
        return self.folder / "job"

    @property
    def effective_task(self) -> Task | None:
        """The chosen task, else the one that the pool's file shows, else None."""
        if self.task is None and "pool" in self.uploads:
            return self.uploads["pool"].task
        return self.task

    def path(self, role: Role) -> Path:
        """Where the file of ``role`` is stored; KeyError if there is none."""
        return self.folder / "files" / f"{role}{self.uploads[role].suffix}"


def list_projects() -> list[Project]:
    """Return the workspace's projects, the newest first."""
    found = [open_project(path.parent.name) for path in workspace_dir().glob("*/project.json")]
    return sorted((p for p in found if p is not None), key=lambda p: (p.created, p.slug), reverse=True)


def open_project(slug: str) -> Project | None:
    """Return the project in the workspace's folder ``slug``, or None."""
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]*", slug):  # it may come from an address
        return None
    folder = workspace_dir() / slug
    try:
        about = json.loads((folder / "project.json").read_text(encoding="utf-8"))
        uploads = {role: Upload(**about["files"][role]) for role in ROLES if role in about["files"]}
        return Project(folder, about["name"], about["created"], about["task"], about["model"], uploads)
    except (OSError, ValueError, KeyError, TypeError):
        return None  # a folder that is no project, or a damaged one, does not stop the others


def create_project(name: str) -> Project:
    """Make an empty project.

    Raises:
        InputError: the name is empty or too long.
    """
    name = " ".join(name.split())
    if not 1 <= len(name) <= _NAME_LIMIT:
        raise InputError(f"a project's name has 1 to {_NAME_LIMIT} characters, got {len(name)}; give another")
    workspace_dir().mkdir(parents=True, exist_ok=True)
    created = datetime.now(UTC).isoformat(timespec="milliseconds")
    return _save(Project(_new_folder(name), name, created))


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
    stored = project.folder / "files" / f"{role}{suffix}"
    task = project.task if role == "pool" else project.effective_task
    with atomic_path(stored) as temporary:
        temporary.write_bytes(content)
        dataset = _load(temporary, name, task)
        upload = Upload(name, suffix, dataset.task, len(dataset), dataset.content_hash)
        changed = replace(project, uploads={**project.uploads, role: upload})
        if role == "pool":
            changed = _recheck(changed, skip=role)
    if role in project.uploads and project.path(role) != stored:
        project.path(role).unlink(missing_ok=True)
    return _save(changed), dataset


def remove_file(project: Project, role: Role) -> Project:
    """Forget the file of ``role``."""
    if role in project.uploads:
        project.path(role).unlink(missing_ok=True)
    return _save(replace(project, uploads={r: u for r, u in project.uploads.items() if r != role}))


def change_settings(project: Project, task: str | None, model: str) -> Project:
    """Choose the task (None: as the pool's file says) and the model.

    Raises:
        InputError: the model has no name, or a stored file does not fit the task.
    """
    if not model.strip():
        raise InputError(f"a model needs a name; `{DEFAULT_MODEL}` is the one that is always here")
    changed = replace(project, task=None if task is None else check_task(task), model=model.strip())
    if changed.task != project.task:
        changed = _recheck(changed)
    return _save(changed)


def load_file(project: Project, role: Role) -> Dataset:
    """Read the stored file of ``role`` as the project's task."""
    return _load(project.path(role), project.uploads[role].name, project.effective_task)


def _load(path: Path, name: str, task: Task | None) -> Dataset:
    try:
        return load(path, task=task)
    except InputError as error:  # people know the file by its own name
        text = (
            str(error).replace(str(path), name).replace(path.name, name).replace(path.stem, Path(name).stem)
        )
        raise InputError(text if name in text else f"{name}: {text}") from None


def _recheck(project: Project, skip: Role | None = None) -> Project:
    # Another task reads other columns, so the stored files must be readable as it and get new hashes.
    uploads = dict(project.uploads)
    for role in [role for role in ROLES if role in uploads and role != skip]:
        task = project.task if role == "pool" else project.effective_task
        dataset = _load(project.path(role), uploads[role].name, task)
        uploads[role] = replace(
            uploads[role], task=dataset.task, rows=len(dataset), content_hash=dataset.content_hash
        )
        project = replace(project, uploads=uploads)
    return project


def _save(project: Project) -> Project:
    about = {
        "name": project.name,
        "created": project.created,
        "task": project.task,
        "model": project.model,
        "files": {role: asdict(upload) for role, upload in project.uploads.items()},
    }
    atomic_write(project.folder / "project.json", json.dumps(about, ensure_ascii=False, indent=1))
    return project


def _new_folder(name: str) -> Path:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40].strip("-") or "project"
    for number in range(1, 10_000):
        folder = workspace_dir() / (slug if number == 1 else f"{slug}-{number}")
        try:
            folder.mkdir()
        except FileExistsError:
            continue
        return folder
    raise InputError(f"too many projects are called {name!r}; give another name")
