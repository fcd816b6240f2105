"""Reading what a project's roles hold."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from demux_core.base.errors import InputError
from demux_core.data.dataset import Dataset
from demux_core.data.joining import join
from demux_core.data.loading import load
from demux_core.workspace import open_store
from demux_core.workspace.artifacts import artifact_path
from demux_core.workspace.project import ROLES, Project, Role, StoredFile, Upload


def files_of(project: Project, role: Role) -> tuple[StoredFile, ...]:
    """The files of ``role``, in order; none where it has none."""
    return project.uploads[role].files if role in project.uploads else ()


def task_of(project: Project, role: Role) -> str | None:
    """Name of the task that the files of ``role`` are read as; None: as they themselves say."""
    return project.task if role == "pool" else project.effective_task


def checked(
    project: Project, stale: Iterable[Role], places: Mapping[str, Path] | None = None
) -> tuple[Project, dict[Role, Dataset]]:
    """The project with what its stale roles hold now, and their datasets.

    Another task reads other columns, so roles that were read as another task are stale as well.
    """
    read: dict[Role, Dataset] = {}
    for role in [role for role in ROLES if role in project.uploads]:  # the pool first: it says the task
        if role in stale or task_of(project, role) not in (None, project.uploads[role].task):
            read[role], rows = read_role(project, role, places or {})
            files = (replace(f, rows=n) for f, n in zip(project.uploads[role].files, rows, strict=True))
            upload = Upload(tuple(files), read[role].task.name, read[role].content_hash)
            project = replace(project, uploads={**project.uploads, role: upload})
    return project, read


def read_role(project: Project, role: Role, places: Mapping[str, Path]) -> tuple[Dataset, list[int]]:
    """The files of ``role`` joined, and how many rows each adds; ``places`` says where new artifacts are."""
    task, parts = task_of(project, role), []
    for file in project.uploads[role].files:
        path = places.get(file.artifact) or artifact_path(open_store(), file.artifact)
        with by_own_name(path, file.name):
            parts.append(replace(load(path, task=task, columns=file.columns), name=file.name))
        task = task or parts[0].task.name
    return join(parts)


@contextmanager
def by_own_name(path: Path, name: str) -> Iterator[None]:
    """Errors about the file at ``path`` call it ``name``."""
    try:
        yield
    except InputError as error:  # people know the file by its own name
        text = (
            str(error).replace(str(path), name).replace(path.name, name).replace(path.stem, Path(name).stem)
        )
        raise InputError(text if name in text else f"{name}: {text}") from None
