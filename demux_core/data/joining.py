"""Join several files into one dataset."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd

from demux_core.base.errors import InputError
from demux_core.base.plurals import counted
from demux_core.data.dataset import Dataset


def join(parts: Sequence[Dataset]) -> tuple[Dataset, list[int]]:
    """Join parts in order, keeping each content once, and count the rows that each part contributes.

    An id that an earlier part already uses is prefixed with the name of its file: ``reviews:17``.

    Raises:
        InputError: the parts are of different tasks.
    """
    first = parts[0]
    if len(parts) == 1:
        return first, [len(first)]
    for part in parts:
        if part.task != first.task:
            raise InputError(
                f"all files of a role must be for the same task, but {first.name} is for {first.task.name} "
                f"and {part.name} for {part.task.name}; name its columns, or add it to another role"
            )
    frames: list[pd.DataFrame] = []
    notes: list[str] = []
    labels: dict[str, object] = {}
    ids: set[str] = set()
    for part in parts:
        keys = part.task.content_keys(part.frame)
        new_rows = part.frame[[key not in labels for key in keys]]
        pairs = list(zip(keys, part.row_labels, strict=True))
        conflicts = sum(bool(label and labels.get(key)) and labels[key] != label for key, label in pairs)
        labels |= {key: labels.get(key) or label for key, label in pairs}
        frames.append(new_rows.assign(id=_unique_ids(list(new_rows["id"]), ids, Path(part.name).stem)))
        ids.update(frames[-1]["id"])
        notes += [f"{part.name}: {note}" for note in part.notes]
        if dropped := len(part) - len(new_rows):
            conflict_note = f" ({conflicts:,} with a different label)" if conflicts else ""
            repeated = counted(dropped, "row")
            notes.append(f"{part.name}: {repeated} already in earlier files dropped{conflict_note}")
    name = joint_name([part.name for part in parts])
    whole = pd.concat(frames, ignore_index=True)
    joined = replace(first, frame=whole, name=name, notes=tuple(notes))
    # A row that is unlabelled in an earlier file takes its label from a later one.
    labels_by_row = [labels[key] for key in first.task.content_keys(whole)]
    return joined.with_labels(labels_by_row), [len(frame) for frame in frames]


def joint_name(names: Sequence[str]) -> str:
    """Return a display name for several files: ``a.csv and 2 more``."""
    return names[0] if len(names) == 1 else f"{names[0]} and {len(names) - 1:,} more"


def _unique_ids(part_ids: Sequence[str], taken: set[str], stem: str) -> pd.Series:
    unique_ids: list[str] = []
    used_here = set(part_ids)
    for row_id in part_ids:
        candidate, number = row_id, 1
        while candidate in taken or (candidate != row_id and candidate in used_here):
            candidate = f"{stem}:{row_id}" if number == 1 else f"{stem}-{number}:{row_id}"
            number += 1
        unique_ids.append(candidate)
        used_here.add(candidate)
    return pd.Series(unique_ids, dtype=object)
