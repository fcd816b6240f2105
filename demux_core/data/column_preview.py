"""What a file's columns are taken for, so that people can correct it."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from demux_core.base.errors import InputError
from demux_core.data.columns import recognise
from demux_core.data.formats import read
from demux_core.tasks import find_task
from demux_core.tasks.base import Task

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


def preview_columns(path: Path, task: str | None, columns: Mapping[str, str]) -> ColumnPreview:
    """Look at a file's columns; ``task`` and ``columns`` are as for ``load``.

    Raises:
        InputError: the file cannot be read at all.
    """
    raw = read(path)
    examples = {name: _example(raw[name].iloc[0] if len(raw) else None) for name in raw.columns}
    try:
        recognised, used = recognise(list(raw.columns), find_task(task) if task else None, columns)
    except InputError as error:
        return ColumnPreview(examples, None, {}, str(error))
    return ColumnPreview(examples, recognised, used, None)


def _example(value: object) -> str:
    text = "" if value is None else " ".join(str(value).split())
    return text if len(text) <= _EXAMPLE else f"{text[:_EXAMPLE]}…"
