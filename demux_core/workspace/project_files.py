"""A project's files: checked, stored as artifacts, joined, corrected, replaced, removed."""

import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from demux_core.base.config import DEFAULT_MODEL
from demux_core.base.errors import InputError
from demux_core.data.column_preview import ColumnPreview, preview_columns
from demux_core.data.dataset import Dataset
from demux_core.data.formats import READERS
from demux_core.tasks import find_task
from demux_core.workspace import open_store
from demux_core.workspace.artifacts import new_artifact
from demux_core.workspace.project import ROLES, Project, Role, StoredFile, Upload
from demux_core.workspace.project_changes import edit
from demux_core.workspace.project_reading import by_own_name, checked, files_of, read_role, task_of


def put_file(
    project: Project, role: Role, name: str, content: bytes, columns: Mapping[str, str] | None = None
) -> tuple[Project, Dataset]:
    """Check an upload and, only if it can be read, add it to its role, in place of one of the same name.

    Args:
        project: is not changed; the changed one is returned, with all that the role holds now.
        role: what the file is for.
        name: the file's own name; only its suffix is used, to choose the reader.
        content: the file's bytes.
        columns: canonical column -> the file's, where unclear; unless given, those of the file replaced.

    Raises:
        InputError: it cannot be read, or the project's other files do not fit the task it brings.
    """
    suffix = _suffix(name)
    read: dict[Role, Dataset] = {}
    kept: dict[str, bytes] = {}

    def add(before: Project) -> Project:
        files = {file.name: file for file in files_of(before, role)}
        known = files[name].columns if name in files else {}
        with new_artifact(open_store(), content, suffix) as (artifact, temporary):
            files[name] = StoredFile(name, suffix, artifact, known if columns is None else dict(columns), 0)
            after, found = checked(_with(before, role, files.values()), {role}, {artifact: temporary})
        read.update(found)
        kept[artifact] = content
        return after

    return edit(project, add, kept), read[role]


def name_columns(project: Project, role: Role, name: str, columns: Mapping[str, str]) -> Project:
    """Say what the columns of a stored file mean; nothing changes where they do not fit.

    Args:
        project: is not changed; the changed one is returned.
        role: of the file.
        name: of the file.
        columns: canonical column -> the file's, "" where it has none; the others are told by their names.

    Raises:
        InputError: the file, or the project's other files, cannot be read like this.
    """

    def correct(before: Project) -> Project:
        files = [
            replace(file, columns=dict(columns)) if file.name == name else file
            for file in files_of(before, role)
        ]
        return checked(_with(before, role, files), {role})[0]

    return edit(project, correct)


def remove_file(project: Project, role: Role, name: str | None = None) -> Project:
    """Forget a file of ``role``, or all of them.

    Raises:
        InputError: the files that remain cannot be read without it.
    """

    def remove(before: Project) -> Project:
        files = [file for file in files_of(before, role) if name not in (None, file.name)]
        return checked(_with(before, role, files), {role})[0]

    return edit(project, remove)


def change_settings(project: Project, task: str | None, model: str) -> Project:
    """Choose the task (None: as the pool's file says) and the model.

    Raises:
        InputError: the model has no name, or a stored file does not fit the task.
    """
    if not model.strip():
        raise InputError(f"a model needs a name; `{DEFAULT_MODEL}` is the one that is always here")
    chosen = None if task is None else find_task(task).name

    def change(before: Project) -> Project:
        stale = ROLES if chosen != before.task else ()
        return checked(replace(before, task=chosen, model=model.strip()), stale)[0]

    return edit(project, change)


def load_file(project: Project, role: Role) -> Dataset:
    """Read what ``role`` holds as the project's task: its files joined, called by their own names."""
    return read_role(project, role, {})[0]


def preview_file(project: Project, role: Role, name: str, content: bytes | None = None) -> ColumnPreview:
    """Say what the columns of a stored file, or of ``content`` called ``name``, are taken for.

    Raises:
        InputError: it cannot be read at all.
    """
    task = task_of(project, role)
    if content is None:
        named = {file.name: file.columns for file in files_of(project, role)}
        return preview_columns(project.path(role, name), task, named[name])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"file{_suffix(name)}"
        path.write_bytes(content)
        with by_own_name(path, name):
            return preview_columns(path, task, {})


def _suffix(name: str) -> str:
    suffix = Path(name).suffix.lower()
    if suffix not in READERS:
        raise InputError(f"{name}: a file's format is known by its ending, one of {', '.join(READERS)}")
    return suffix


def _with(project: Project, role: Role, files: Iterable[StoredFile]) -> Project:
    uploads = dict(project.uploads)
    former = uploads.pop(role, None)
    if some := tuple(files):
        uploads[role] = (
            replace(former, files=some) if former else Upload(some, "", "")
        )  # ``checked`` says what they are
    return replace(project, uploads=uploads)
