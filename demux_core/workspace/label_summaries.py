"""Labels in a word, for a map or a table."""

from collections.abc import Mapping, Sequence
from typing import Any

from demux_core.base.config import Task
from demux_core.data.columns import LABEL
from demux_core.data.dataset import Dataset
from demux_core.workspace.label_log import labelled_rows
from demux_core.workspace.records import Label


def label_summaries(pool: Dataset, given: Mapping[str, Label]) -> dict[str, str]:
    """Id of a row -> its label in a word: what people said, else what the pool's file says.

    A text's label is the word. Of words with tags it is the sorted kinds of entity, "no entity", or "tagged"
    where the tags name no entities; of a question "answered".

    Args:
        pool: the pool as its file has it.
        given: ``labels.current``.
    """
    said: dict[str, Any] = {}
    for frame in (pool.frame, labelled_rows(pool, given).frame):
        said |= dict(zip(frame["id"], frame[LABEL[pool.task]], strict=True))
    return {name: _word(pool.task, label) for name, label in said.items() if label}


def _word(task: Task, label: str | Sequence[str]) -> str:
    if task == "sequence":
        return str(label)
    if task == "qa":
        return "answered"
    kinds = sorted({tag[2:] for tag in label if tag[:2] in ("B-", "I-")})
    return " + ".join(kinds) or ("no entity" if set(label) <= {"O"} else "tagged")
