"""Reading the files of a project's roles."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from demux_core.base.bounded_cache import memory_parts
from demux_core.base.errors import InputError
from demux_core.data.confined_loading import load
from demux_core.data.dataset import Dataset
from demux_core.data.formats import limits
from demux_core.data.formats.reading import Reading
from demux_core.data.joining import join
from demux_core.data.loading import usual_language
from demux_core.workspace import open_store
from demux_core.workspace.artifacts import artifact_path
from demux_core.workspace.glosses import store_glosses
from demux_core.workspace.project import ROLES, Project, Role, StoredFile, Upload


def files_of(project: Project, role: Role) -> tuple[StoredFile, ...]:
    """Return the files of ``role``, in order."""
    return project.uploads[role].files if role in project.uploads else ()


def task_of(project: Project, role: Role) -> str | None:
    """Return the name of the task that the files of ``role`` are read as; None leaves it to their columns."""
    return project.task if role == "pool" else project.effective_task


def reread_stale(
    project: Project, stale: Iterable[Role], places: Mapping[str, Path] | None = None
) -> tuple[Project, dict[Role, Dataset]]:
    """Read stale roles again; return the updated project and their datasets.

    Args:
        project: to update.
        stale: roles with changed files; those that were read as another task are read again as well.
        places: paths of artifacts that are not stored yet.

    Raises:
        InputError: a file cannot be read.
    """
    read: dict[Role, Dataset] = {}
    for role in [
        role for role in ROLES if role in project.uploads
    ]:  # the pool comes first, because it determines the task
        if role in stale or task_of(project, role) not in (None, project.uploads[role].task):
            read[role], rows = load_role(project, role, places or {})
            files = (replace(f, rows=n) for f, n in zip(project.uploads[role].files, rows, strict=True))
            upload = Upload(tuple(files), read[role].task.name, read[role].content_hash)
            project = replace(project, uploads={**project.uploads, role: upload})
    # Only once all files could be read, so that a refused change leaves nothing behind.
    glossed = {
        role: replace(upload, glosses=store_glosses(read[role])) if role in read else upload
        for role, upload in project.uploads.items()
    }
    return replace(project, uploads=glossed), read


def load_role(project: Project, role: Role, places: Mapping[str, Path]) -> tuple[Dataset, list[int]]:
    """Return the joined dataset of ``role``, and the number of rows that each file adds to it."""
    task, parts, memory = task_of(project, role), [], 0
    for file in project.uploads[role].files:
        path = places.get(file.artifact) or artifact_path(open_store(), file.artifact)
        with original_name_in_errors(path, file.name):
            language = file.language or usual_language(role)
            dataset = load(path, task, file.columns, language, Reading(**file.reading))
            memory += sum(memory_parts(dataset.frame).values())
            limits.check_role_memory(memory)
            parts.append(replace(dataset, name=file.name))
        task = task or parts[0].task.name
    return join(parts)


@contextmanager
def original_name_in_errors(path: Path, name: str) -> Iterator[None]:
    """Show ``name`` in place of ``path`` in errors."""
    try:
        yield
    except InputError as error:
        message = str(error).replace(str(path), name).replace(path.name, name)
        message = message.replace(path.stem, Path(name).stem)
        raise InputError(message if name in message else f"{name}: {message}") from None
