"""Labels in a word, for a map or a table."""

from collections.abc import Mapping
from typing import Any

from demux_core.data.dataset import Dataset
from demux_core.workspace.label_log import labelled_rows
from demux_core.workspace.records import Label


def label_summaries(pool: Dataset, given: Mapping[str, Label]) -> dict[str, str]:
    """Id of a row -> its label in a word: what people said, else what the pool's file says.

    A text's label is the word. Of words with tags it is the sorted types of entity, "no entity", or "tagged"
    where the tags name no entities; of a question "answered".

    Args:
        pool: the pool as its file has it.
        given: ``label_log.current_labels``.
    """
    labels: dict[str, Any] = {}
    for dataset in (pool, labelled_rows(pool, given)):
        labels |= dict(zip(dataset.frame["id"], dataset.row_labels, strict=True))
    return {name: pool.task.label_summary(label) for name, label in labels.items() if label}
