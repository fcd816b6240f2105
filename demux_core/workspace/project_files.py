"""A project's files: adding, correcting, removing, reading and previewing them."""

import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from demux_core.base.config import DEFAULT_MODEL
from demux_core.base.errors import InputError
from demux_core.base.languages import language_code
from demux_core.data.column_preview import ColumnPreview
from demux_core.data.confined_loading import preview_columns
from demux_core.data.dataset import Dataset
from demux_core.data.formats import suffix_of
from demux_core.data.formats.reading import Reading
from demux_core.tasks import find_task
from demux_core.workspace import open_store
from demux_core.workspace.artifacts import Content, new_artifact
from demux_core.workspace.project import ROLES, Project, Role, StoredFile, Upload
from demux_core.workspace.project_changes import apply_change
from demux_core.workspace.project_reading import (
    files_of,
    load_role,
    original_name_in_errors,
    reread_stale,
    task_of,
)
from demux_core.workspace.quota import check_quota


def put_file(
    project: Project,
    role: Role,
    name: str,
    content: Content,
    columns: Mapping[str, str] | None = None,
    reading: Mapping[str, str] | None = None,
) -> tuple[Project, Dataset]:
    """Add a file to a role if it can be read, replacing one with the same name.

    Args:
        project: to change.
        role: of the file.
        name: of the file; its suffix determines the format.
        content: of the file; the path of one that is too large to hold, until this returns.
        columns: canonical column -> the file's column; by default as in the file that it replaces.
        reading: fields of ``Reading`` as the user names them; by default they are recognised, because a
            corrected file may be saved in another way than the one that it replaces.

    Returns:
        The changed project, and the dataset of all files of the role.

    Raises:
        InputError: it cannot be read, the project's other files do not match its task, or there is no room.
    """
    suffix = _suffix(name)
    check_quota(content.stat().st_size if isinstance(content, Path) else len(content))
    read: dict[Role, Dataset] = {}
    contents: dict[str, Content] = {}

    def add(before: Project) -> Project:
        files = {file.name: file for file in files_of(before, role)}
        known = files[name] if name in files else StoredFile(name, suffix, "", {}, 0)
        with new_artifact(open_store(), content, suffix) as (artifact, temporary):
            named = known.columns if columns is None else dict(columns)
            files[name] = replace(known, artifact=artifact, columns=named, reading=dict(reading or {}))
            after, datasets = reread_stale(_with(before, role, files.values()), {role}, {artifact: temporary})
        read.update(datasets)
        contents[artifact] = content
        return after

    return apply_change(project, add, contents), read[role]


def name_columns(project: Project, role: Role, name: str, columns: Mapping[str, str]) -> Project:
    """Name the columns of a stored file, and return the changed project.

    Args:
        project: to change.
        role: of the file.
        name: of the file.
        columns: canonical column -> the file's column, "" if it has none; others are recognised.

    Raises:
        InputError: the file or other files of the project cannot be read in this way; nothing is changed.
    """

    return _change_file(project, role, name, columns=dict(columns))


def name_reading(project: Project, role: Role, name: str, reading: Mapping[str, str]) -> Project:
    """Name encoding, separator or sheet of a stored file (``Reading``); return the changed project.

    Raises:
        InputError: the file or other files of the project cannot be read in this way; nothing is changed.
    """

    return _change_file(project, role, name, reading=dict(reading))


def _change_file(project: Project, role: Role, name: str, **changes: Any) -> Project:
    def correct(before: Project) -> Project:
        files = [replace(file, **changes) if file.name == name else file for file in files_of(before, role)]
        return reread_stale(_with(before, role, files), {role})[0]

    return apply_change(project, correct)


def name_language(project: Project, role: Role, name: str, language: str | None) -> Project:
    """Name the language of all rows of a stored file (None: nobody names it); return the changed project.

    Raises:
        InputError: ``language`` is not the code or English name of a language.
    """
    code = language_code(language) if language else None

    def correct(before: Project) -> Project:
        files = [
            replace(file, language=code) if file.name == name else file for file in files_of(before, role)
        ]
        return reread_stale(_with(before, role, files), {role})[0]

    return apply_change(project, correct)


def remove_file(project: Project, role: Role, name: str | None = None) -> Project:
    """Remove one file of ``role`` or, without a name, all of them; return the changed project.

    Raises:
        InputError: the remaining files cannot be read without it.
    """

    def remove(before: Project) -> Project:
        files = [file for file in files_of(before, role) if name not in (None, file.name)]
        return reread_stale(_with(before, role, files), {role})[0]

    return apply_change(project, remove)


def change_settings(project: Project, task: str | None, model: str) -> Project:
    """Choose the task (None is the one that the pool's file shows) and the model; return the changed project.

    Raises:
        InputError: the model's name is empty, or a stored file does not match the task.
    """
    if not model.strip():
        raise InputError(f"a model's name must not be empty; `{DEFAULT_MODEL}` is always available")
    chosen = None if task is None else find_task(task).name

    def change(before: Project) -> Project:
        stale = ROLES if chosen != before.task else ()
        return reread_stale(replace(before, task=chosen, model=model.strip()), stale)[0]

    return apply_change(project, change)


def load_file(project: Project, role: Role) -> Dataset:
    """Read the files of ``role`` as one dataset of the project's task."""
    return load_role(project, role, {})[0]


def preview_file(
    project: Project,
    role: Role,
    name: str,
    content: bytes | None = None,
    reading: Mapping[str, str] | None = None,
) -> ColumnPreview:
    """Preview the columns of a stored file, or of a new file ``name`` with ``content``, read as ``reading``.

    Raises:
        InputError: it cannot be read.
    """
    task = task_of(project, role)
    if content is None:
        file = {file.name: file for file in files_of(project, role)}[name]
        said = Reading(**(file.reading if reading is None else reading))
        return preview_columns(project.path(role, name), task, file.columns, said)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"file{_suffix(name)}"
        path.write_bytes(content)
        with original_name_in_errors(path, name):
            return preview_columns(path, task, {}, Reading(**(reading or {})))


def _suffix(name: str) -> str:
    try:
        return suffix_of(name)
    except InputError as error:
        raise InputError(f"{name}: {error}") from None


def _with(project: Project, role: Role, files: Iterable[StoredFile]) -> Project:
    uploads = dict(project.uploads)
    former = uploads.pop(role, None)
    if remaining := tuple(files):
        uploads[role] = replace(former, files=remaining) if former else Upload(remaining, "", "")
    return replace(project, uploads=uploads)
