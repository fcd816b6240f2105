"""What a file's columns are taken for, so that people can correct it."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from demux_core.base.config import Task
from demux_core.base.errors import InputError
from demux_core.data.columns import recognise
from demux_core.data.formats import read

_EXAMPLE = 60


@dataclass(frozen=True)
class ColumnPreview:
    """A file's columns and what they were taken for.

    Args:
        columns: the file's own, in order, each with its first value, cut short.
        task: None where none was recognised.
        used: canonical column -> the file's.
        problem: why nothing was recognised, or None.
    """

    columns: Mapping[str, str]
    task: Task | None
    used: Mapping[str, str]
    problem: str | None


def preview_columns(path: Path, task: Task | None, columns: Mapping[str, str]) -> ColumnPreview:
    """Look at a file's columns; those that people named are ``columns``, as for ``load``.

    Raises:
        InputError: the file cannot be read at all.
    """
    raw = read(path)
    examples = {name: _example(raw[name].iloc[0] if len(raw) else None) for name in raw.columns}
    try:
        kind, used = recognise(list(raw.columns), task, columns)
    except InputError as error:
        return ColumnPreview(examples, None, {}, str(error))
    return ColumnPreview(examples, kind, used, None)


def _example(value: object) -> str:
    text = "" if value is None else " ".join(str(value).split())
    return text if len(text) <= _EXAMPLE else f"{text[:_EXAMPLE]}…"
