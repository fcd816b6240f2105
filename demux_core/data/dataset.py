"""The one form that data takes in here, whatever file it comes from."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from demux_core.base.config import Task
from demux_core.data.columns import LABEL

PAIR = " ⟂ "


@dataclass(frozen=True, eq=False)
class Dataset:
    """Rows of one task.

    Args:
        task: "sequence", "token" or "qa".
        frame: RangeIndex; for every task id (unique), language ("unknown" where unknown), confidence
            (1.0 from the file, below 1 guessed, 0 unknown), group (None, or what the rows that say the same
            thing share); for sequences text, text_b (or None), label (or None); for tokens tokens (list) and
            tags (list or None); for QA question, context, answers (list of text and start, [] = unlabelled).
        name: what to call it.
        notes: what reading did, for people.
    """

    task: Task
    frame: pd.DataFrame
    name: str
    notes: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.frame)

    @cached_property
    def content_hash(self) -> str:
        """Hex SHA-256 of task, ids, languages, texts and labels; the same whatever the file's format."""
        digest = hashlib.sha256(self.task.encode())
        for name in self.frame.columns.drop(["confidence", "group"]):
            digest.update(json.dumps([name, self.frame[name].tolist()], sort_keys=True).encode())
        return digest.hexdigest()

    @property
    def texts(self) -> list[str]:
        """One string a row to show."""
        if self.task == "token":
            return [" ".join(tokens) for tokens in self.frame["tokens"]]
        first, second = ("text", "text_b") if self.task == "sequence" else ("question", "context")
        pairs = zip(self.frame[first], self.frame[second], strict=True)
        return [a if b is None else f"{a}{PAIR}{b}" for a, b in pairs]

    @property
    def labels(self) -> list[str]:
        """The sorted label or tag set; empty for QA and for unlabelled data."""
        if self.task == "qa":
            return []
        given = self.frame[LABEL[self.task]].dropna()
        return sorted(set(given) if self.task == "sequence" else {tag for tags in given for tag in tags})

    @property
    def labelled(self) -> bool:
        """Whether every row has a label, tags or at least one answer."""
        return len(self) > 0 and all(self.frame[LABEL[self.task]])

    @property
    def languages(self) -> list[str]:
        """The language of every row."""
        return list(self.frame["language"])

    def take(self, rows: Sequence[int] | NDArray[np.integer]) -> "Dataset":
        """The rows at these positions, in this order."""
        positions = np.asarray(rows, dtype=np.int64)
        return replace(self, frame=self.frame.iloc[positions].reset_index(drop=True))

    def without_labels(self) -> "Dataset":
        """The same rows as if nobody had labelled them."""
        empty: list[Any] = [[] if self.task == "qa" else None for _ in range(len(self))]
        column = {LABEL[self.task]: pd.Series(empty, self.frame.index, dtype=object)}
        return replace(self, frame=self.frame.assign(**column))


def language_counts(dataset: Dataset) -> pd.DataFrame:
    """Columns language, rows, share (of all rows) and confidence (mean); the most frequent language first."""
    grouped = dataset.frame.groupby("language")["confidence"]
    table = grouped.agg(rows="size", confidence="mean").reset_index()
    table["share"] = table["rows"] / max(len(dataset), 1)
    table = table.sort_values(["rows", "language"], ascending=[False, True], ignore_index=True)
    return table[["language", "rows", "share", "confidence"]]
