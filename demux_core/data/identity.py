"""When two rows are the same, and what a row without a name is called."""

import hashlib
import unicodedata
from typing import Any

import pandas as pd

from demux_core.base.errors import InputError
from demux_core.base.plurals import counted
from demux_core.tasks.base import Task

_SHOWN = 5
_HEX_DIGITS = 16


def normalised_keys(task: Task, frame: pd.DataFrame) -> list[str]:
    """The task's content keys in one Unicode form (NFKC) and with single spaces."""
    return [
        "\0".join(" ".join(unicodedata.normalize("NFKC", part).split()) for part in key.split("\0"))
        for key in task.content_keys(frame)
    ]


def without_duplicates(task: Task, frame: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """The first row of each content, with a label if there is one, and what to tell about the others."""
    keys = pd.Series(task.content_keys(frame), frame.index)
    if not keys.duplicated().any():
        return frame, []
    kept: dict[str, Any] = {}
    labels: dict[str, Any] = {}
    contrary = 0
    for row, key, label in zip(frame.index, keys, frame[task.label_column], strict=True):
        kept.setdefault(key, row)
        if label:
            if key not in labels:
                kept[key] = row
            contrary += labels.setdefault(key, label) != label
    also = f" ({contrary:,} with another label than the row kept)" if contrary else ""
    dropped = len(frame) - len(kept)
    return frame.loc[sorted(kept.values())], [f"{counted(dropped, 'exact duplicate')} dropped{also}"]


def row_ids(task: Task, frame: pd.DataFrame) -> list[str]:
    """The file's ids; where it has none, an id made from the content, the same in every file and order.

    Raises:
        InputError: two rows have the same id.
    """
    keys = task.content_keys(frame)
    ids = [own or _digest(task, key) for own, key in zip(frame["id"], keys, strict=True)]
    repeated = pd.Series(ids)[pd.Series(ids).duplicated()].unique()
    if len(repeated):
        shown = ", ".join(map(repr, repeated[:_SHOWN]))
        rest = f" and {len(repeated) - _SHOWN:,} more" if len(repeated) > _SHOWN else ""
        raise InputError(
            f"ids must be unique, but rows with other content share {shown}{rest}; "
            f"rename them, or rename the column so that ids are made"
        )
    return ids


def _digest(task: Task, key: str) -> str:
    return hashlib.sha256(f"{task.name}\0{key}".encode()).hexdigest()[:_HEX_DIGITS]
