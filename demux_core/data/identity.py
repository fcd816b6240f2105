"""Row identity: content keys, duplicates and ids."""

import hashlib
import unicodedata
from typing import Any

import pandas as pd

from demux_core.base.errors import InputError
from demux_core.base.plurals import counted
from demux_core.tasks.base import Task

_SHOWN_IDS = 5
_HEX_DIGITS = 16


def normalised_keys(task: Task, frame: pd.DataFrame) -> list[str]:
    """Return the task's content keys in one Unicode form (NFKC), with single spaces."""
    return [
        "\0".join(" ".join(unicodedata.normalize("NFKC", part).split()) for part in key.split("\0"))
        for key in task.content_keys(frame)
    ]


def without_duplicates(task: Task, frame: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Keep one row per content, preferably the first with a label, and note how many were dropped."""
    keys = pd.Series(task.content_keys(frame), frame.index, dtype=object)
    repeated = keys.duplicated(keep=False)
    if not repeated.any():
        return frame, []
    kept_rows: dict[str, Any] = {}
    labels: dict[str, Any] = {}
    conflicts = 0
    pairs = zip(keys[repeated].items(), frame.loc[repeated, task.label_column], strict=True)
    for (row, key), label in pairs:
        kept_rows.setdefault(key, row)
        if label:
            if key not in labels:
                kept_rows[key] = row
            conflicts += labels.setdefault(key, label) != label
    conflict_note = f" ({conflicts:,} with a different label)" if conflicts else ""
    dropped = int(repeated.sum()) - len(kept_rows)
    notes = [f"{counted(dropped, 'exact duplicate')} dropped{conflict_note}"]
    repeated[list(kept_rows.values())] = False
    return frame[~repeated], notes


def row_ids(task: Task, frame: pd.DataFrame) -> list[str]:
    """Return the file's ids; a row without one gets an id from its content, whatever the file or order.

    Raises:
        InputError: two rows have the same id.
    """
    keys = task.content_keys(frame)
    ids = [given or content_digest(task, key) for given, key in zip(frame["id"], keys, strict=True)]
    repeated = pd.Series(ids)[pd.Series(ids).duplicated()].unique()
    if len(repeated):
        shown = ", ".join(map(repr, repeated[:_SHOWN_IDS]))
        rest = f" and {len(repeated) - _SHOWN_IDS:,} more" if len(repeated) > _SHOWN_IDS else ""
        raise InputError(
            f"ids must be unique, but rows with different content share {shown}{rest}; "
            f"change the ids, or rename the column so that new ids are generated"
        )
    return ids


def content_digest(task: Task, key: str) -> str:
    """16 hexadecimal digits that stand for a row's content."""
    return hashlib.sha256(f"{task.name}\0{key}".encode()).hexdigest()[:_HEX_DIGITS]
