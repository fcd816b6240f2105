"""Labels as tables: to take along, and beside the labels that the pool's file carries."""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from demux_core.base.config import Task
from demux_core.data.columns import LABEL
from demux_core.data.dataset import Dataset
from demux_core.workspace.label_log import labelled_rows
from demux_core.workspace.records import Label

if TYPE_CHECKING:
    import pandas as pd

_LISTS = ("tokens", "tags", "answers")


def labels_table(pool: Dataset, given: Mapping[str, Label], lists: bool = True) -> "pd.DataFrame":
    """The labelled rows to take along, in columns that can be read in again, and who labelled them when.

    Args:
        pool: whose rows they are.
        given: ``labels.current``.
        lists: whether tokens, tags and answers stay lists; else they are written as JSON, for CSV.
    """
    frame = labelled_rows(pool, given).frame.drop(columns=["confidence", "group"])
    for name in [] if lists else [name for name in _LISTS if name in frame]:
        frame[name] = [json.dumps(value, ensure_ascii=False) for value in frame[name]]
    said = [given[name] for name in frame["id"]]
    frame = frame.rename(columns={"language": "lang"})
    return frame.assign(annotator=[label.annotator for label in said], at=[label.created for label in said])


def compare_with_file(pool: Dataset, given: Mapping[str, Label]) -> "pd.DataFrame":
    """Labels beside those of the pool's file: id, text, language, label, file (strings), same (bool).

    Rows that the file has no label for are left out.
    """
    import pandas as pd

    mine, column = labelled_rows(pool, given), LABEL[pool.task]
    held = dict(zip(pool.frame["id"], pool.frame[column], strict=True))
    rows = [
        (
            name,
            text,
            language,
            label_text(pool.task, label),
            label_text(pool.task, held[name]),
            _same(label, held[name]),
        )
        for name, text, language, label in zip(
            mine.frame["id"], mine.texts, mine.languages, mine.frame[column], strict=True
        )
        if held[name]
    ]
    return pd.DataFrame(rows, columns=["id", "text", "language", "label", "file", "same"])


def label_text(task: Task, label: Any) -> str:
    """A label, as it is in a dataset's column, as one string."""
    if task == "qa":
        return " / ".join(answer["text"] for answer in label)
    return " ".join(label) if task == "token" else str(label)


def _same(mine: Any, held: Any) -> bool:
    if isinstance(mine, list) and isinstance(mine[0], dict):
        return any(mine[0]["text"] == answer["text"] for answer in held)
    return bool(mine == held)
