"""Several files read as one dataset."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd

from demux_core.base.errors import InputError
from demux_core.base.plurals import counted
from demux_core.data.dataset import Dataset


def join(parts: Sequence[Dataset]) -> tuple[Dataset, list[int]]:
    """The rows of all parts in their order, each content once, and how many rows each part gives.

    An id that an earlier part has gets the name of its file before it: ``reviews:17``.

    Raises:
        InputError: the parts are of different tasks.
    """
    first = parts[0]
    if len(parts) == 1:
        return first, [len(first)]
    for part in parts:
        if part.task != first.task:
            raise InputError(
                f"files of one role must be for one task: {first.name} is {first.task.name}, {part.name} is "
                f"{part.task.name}; name its columns, or put it elsewhere"
            )
    frames: list[pd.DataFrame] = []
    notes: list[str] = []
    labels: dict[str, object] = {}
    ids: set[str] = set()
    for part in parts:
        keys = part.task.content_keys(part.frame)
        fresh = part.frame[[key not in labels for key in keys]]
        pairs = list(zip(keys, part.row_labels, strict=True))
        contrary = sum(bool(label and labels.get(key)) and labels[key] != label for key, label in pairs)
        labels |= {key: labels.get(key) or label for key, label in pairs}
        frames.append(fresh.assign(id=_unique(list(fresh["id"]), ids, Path(part.name).stem)))
        ids.update(frames[-1]["id"])
        notes += [f"{part.name}: {note}" for note in part.notes]
        if dropped := len(part) - len(fresh):
            also = f" ({contrary:,} with another label than the row kept)" if contrary else ""
            notes.append(f"{part.name}: {counted(dropped, 'row')} of earlier files dropped{also}")
    name = joint_name([part.name for part in parts])
    whole = pd.concat(frames, ignore_index=True)
    joined = replace(first, frame=whole, name=name, notes=tuple(notes))
    # A row that an earlier file has without a label takes that of a later one.
    labels_by_row = [labels[key] for key in first.task.content_keys(whole)]
    return joined.with_labels(labels_by_row), [len(frame) for frame in frames]


def joint_name(names: Sequence[str]) -> str:
    """What several files are called together: ``a.csv and 2 more``."""
    return names[0] if len(names) == 1 else f"{names[0]} and {len(names) - 1:,} more"


def _unique(own: Sequence[str], taken: set[str], stem: str) -> pd.Series:
    made: list[str] = []
    mine = set(own)
    for name in own:
        free, number = name, 1
        while free in taken or (free != name and free in mine):
            free = f"{stem}:{name}" if number == 1 else f"{stem}-{number}:{name}"
            number += 1
        made.append(free)
        mine.add(free)
    return pd.Series(made, dtype=object)
