"""The canonical form of a dataset, whatever file it comes from."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from demux_core.tasks.base import Task

_BLOCK = 10_000  # rows


@dataclass(frozen=True, eq=False)
class Dataset:
    """Rows of one task.

    Args:
        task: the task that the rows are for.
        frame: RangeIndex; for every task the columns id (unique), language ("unknown" where unknown),
            confidence (1.0 from the file, below 1 guessed, 0 unknown) and group (None, or a value that
            translations of one text share); gloss (an English translation for people, or None) where the
            file has one; then the task's own columns, such as text, text_b and label.
        name: display name.
        notes: remarks for people on how the data was read.
    """

    task: Task
    frame: pd.DataFrame
    name: str
    notes: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.frame)

    @cached_property
    def content_hash(self) -> str:
        """Hex SHA-256 of task, ids, languages, texts and labels; independent of format and glosses."""
        digest = hashlib.sha256(self.task.name.encode())
        for name in self.frame.columns.drop(["confidence", "group", "gloss"], errors="ignore"):
            digest.update(f"[{json.dumps(name)}, [".encode())
            for start in range(0, len(self), _BLOCK):  # one JSON list, but a large pool would take it twice
                values = self.frame[name].iloc[start : start + _BLOCK].tolist()
                between = ", " if start else ""
                digest.update(f"{between}{json.dumps(values, sort_keys=True)[1:-1]}".encode())
            digest.update(b"]]")
        return digest.hexdigest()

    @property
    def texts(self) -> list[str]:
        """One string per row, for display."""
        return self.task.texts(self.frame)

    @property
    def glosses(self) -> list[str | None] | None:
        """The English gloss of every row, None where it has none; None if no row has one."""
        column = self.frame.get("gloss")
        if column is None or column.isna().all():
            return None
        return [gloss if isinstance(gloss, str) else None for gloss in column]

    @cached_property
    def labels(self) -> list[str]:
        """The sorted label or tag set; empty for unlabelled data and for tasks without a label set."""
        return self.task.label_set(self.frame)

    @property
    def row_labels(self) -> list[Any]:
        """The value of each row's label column; falsy where the row has no label."""
        return list(self.frame[self.task.label_column])

    @cached_property
    def labelled(self) -> bool:
        """Whether every row has a label, tags or at least one answer."""
        return len(self) > 0 and all(self.row_labels)

    @property
    def languages(self) -> list[str]:
        """The language of every row."""
        return list(self.frame["language"])

    @cached_property
    def scored_languages(self) -> list[str]:
        """The language under which each row is scored: all guesses count as the most frequent one."""
        guessed = self.frame["confidence"] < 1
        modes = self.frame.loc[guessed, "language"].mode()
        return self.frame["language"].mask(guessed, modes.iloc[0] if len(modes) else None).tolist()

    def take(self, rows: Sequence[int] | NDArray[np.integer]) -> "Dataset":
        """The rows at these positions, in this order."""
        positions = np.asarray(rows, dtype=np.int64)
        return replace(self, frame=self.frame.iloc[positions].reset_index(drop=True))

    def with_labels(self, labels: Sequence[Any]) -> "Dataset":
        """The same rows with these values in the label column."""
        column = {self.task.label_column: pd.Series(list(labels), self.frame.index, dtype=object)}
        return replace(self, frame=self.frame.assign(**column))

    def without_labels(self) -> "Dataset":
        """The same rows with all labels removed."""
        return self.with_labels([self.task.no_label for _ in range(len(self))])


def language_counts(dataset: Dataset) -> pd.DataFrame:
    """Count rows by language, the most frequent first: language, rows, share (of all), confidence (mean)."""
    grouped = dataset.frame.groupby("language")["confidence"]
    table = grouped.agg(rows="size", confidence="mean").reset_index()
    table["share"] = table["rows"] / max(len(dataset), 1)
    table = table.sort_values(["rows", "language"], ascending=[False, True], ignore_index=True)
    return table[["language", "rows", "share", "confidence"]]
