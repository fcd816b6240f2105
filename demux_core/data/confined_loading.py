"""Files of strangers: ``loading`` and ``column_preview`` in a process of its own (``base.confined``)."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from demux_core.base import confined
from demux_core.data import column_preview, loading
from demux_core.data.column_preview import ColumnPreview
from demux_core.data.dataset import Dataset
from demux_core.data.formats import limits
from demux_core.data.formats.reading import Reading
from demux_core.data.sources import Source
from demux_core.tasks import find_task

_PART = 1_000  # rows
_MOST_SHARED = 100_000  # values


def load(
    path: Path,
    task: str | None = None,
    columns: Mapping[str, str] | None = None,
    language: str | None = None,
    reading: Reading | None = None,
) -> Dataset:
    """``loading.load`` of a file, in a process of its own.

    Raises:
        InputError: as there, or the file takes too much time or memory.
    """
    parts = confined.run(
        _dataset, str(path), task, dict(columns or {}), language, reading.named() if reading else {}
    )
    head = next(parts)
    values: list[list[Any]] = [[] for _ in head["types"]]
    seen: dict[str, str] = {}
    for part in parts:
        for column, more in zip(values, part, strict=True):
            column += _shared(more, seen)
        if len(seen) > _MOST_SHARED:  # what repeats comes back soon; a million different texts do not
            seen.clear()
    frame = pd.DataFrame(
        {
            name: pd.Series(column, dtype=kind)
            for (name, kind), column in zip(head["types"].items(), values, strict=True)
        }
    )
    return Dataset(find_task(head["task"]), frame, head["name"], tuple(head["notes"]))


def preview_columns(
    path: Path, task: str | None, columns: Mapping[str, str], reading: Reading | None = None
) -> ColumnPreview:
    """``column_preview.preview_columns`` of a file, in a process of its own.

    Raises:
        InputError: as there, or the file takes too much time or memory.
    """
    said = reading.named() if reading else {}
    seen = next(confined.run(_preview, str(path), task, dict(columns), said))
    return ColumnPreview(**{**seen, "task": find_task(seen["task"]) if seen["task"] else None})


def _dataset(
    path: str,
    task: str | None,
    columns: Mapping[str, str],
    language: str | None,
    reading: Mapping[str, str],
) -> Iterator[Any]:
    source = Source(path, reading=Reading(**reading))
    dataset = loading.load(source, task=task, columns=columns, language=language)
    frame = dataset.frame
    for name in frame:  # words in a cell are counted by no reader
        limits.check_values(sum(len(value) for value in frame[name] if isinstance(value, list)))
    types = {str(name): str(kind) for name, kind in frame.dtypes.items()}
    yield {"task": dataset.task.name, "name": dataset.name, "notes": dataset.notes, "types": types}
    for start in range(0, len(frame), _PART):
        yield [frame[name].iloc[start : start + _PART].tolist() for name in frame]


def _preview(
    path: str, task: str | None, columns: Mapping[str, str], reading: Mapping[str, str]
) -> Iterator[Any]:
    preview = column_preview.preview_columns(Path(path), task, columns, Reading(**reading))
    yield vars(preview) | {"task": preview.task.name if preview.task else None}


def _shared(value: Any, seen: dict[str, str]) -> Any:
    # Words, tags and contexts repeat; equal ones take memory once, as they do in the process that read them.
    if isinstance(value, str):
        return seen.setdefault(value, value)
    if isinstance(value, list):
        return [_shared(item, seen) for item in value]
    if isinstance(value, dict):
        return {key: _shared(item, seen) for key, item in value.items()}
    return value
