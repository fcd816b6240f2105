"""How a file's columns are recognised, shown so that people can correct it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from demux_core.base.errors import InputError
from demux_core.data.columns import recognise
from demux_core.data.formats.reading import Reading
from demux_core.data.formats.tables import choices, read_table
from demux_core.tasks import find_task
from demux_core.tasks.base import Task

_MAX_EXAMPLE = 60


@dataclass(frozen=True)
class ColumnPreview:
    """A file's columns and how they were recognised.

    Args:
        columns: the file's columns in order, each with its first value, shortened.
        task: the recognised task, or None.
        used: canonical column -> the file's column.
        problem: why nothing was recognised or the file cannot be read, or None.
        reading: how the file was read; nothing where it could not be.
        choices: what a person can choose about that: fields of ``Reading``, each with its values.
        notes: what was recognised about the file.
    """

    columns: Mapping[str, str]
    task: Task | None
    used: Mapping[str, str]
    problem: str | None
    reading: Mapping[str, str] = field(default_factory=dict)
    choices: Mapping[str, Sequence[str]] = field(default_factory=dict)
    notes: Sequence[str] = field(default_factory=list)


def preview_columns(
    path: Path, task: str | None, columns: Mapping[str, str], reading: Reading | None = None
) -> ColumnPreview:
    """Read a file's columns and recognise them; ``task`` and ``columns`` are as for ``load``.

    Raises:
        InputError: the file cannot be read, whatever is chosen about it.
    """
    open_choices = choices(path)
    try:
        table = read_table(path, reading)
    except InputError as error:
        if not open_choices:
            raise
        said = reading.named() if reading else {}
        return ColumnPreview({}, None, {}, str(error), said, open_choices)
    raw, used_reading = table.frame, table.reading.named()
    examples = {name: _example(raw[name].iloc[0] if len(raw) else None) for name in raw.columns}
    try:
        recognised, used = recognise(list(raw.columns), find_task(task) if task else None, columns)
    except InputError as error:
        return ColumnPreview(examples, None, {}, str(error), used_reading, open_choices, [*table.notes])
    return ColumnPreview(examples, recognised, used, None, used_reading, open_choices, [*table.notes])


def _example(value: object) -> str:
    text = "" if value is None else " ".join(str(value).split())
    return text if len(text) <= _MAX_EXAMPLE else f"{text[:_MAX_EXAMPLE]}…"
