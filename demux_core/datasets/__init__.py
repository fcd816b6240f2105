"""The one form that data takes in here, whatever file it comes from."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from demux_core import languages
from demux_core.config import Task, check_task
from demux_core.datasets import canonical, sources
from demux_core.datasets.columns import LABEL, recognise
from demux_core.datasets.identity import compared, named, without_duplicates
from demux_core.datasets.remarks import on_languages, remarks
from demux_core.errors import InputError

PAIR = " ⟂ "
_END = 400


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


def load(
    spec: str | Path,
    task: str | None = None,
    columns: Mapping[str, str] | None = None,
    guess_languages: bool = True,
) -> Dataset:
    """Read, check and complete a file or a dataset of the hub.

    Args:
        spec: ``FILE``, ``hf:NAME``, ``hf:NAME:SPLIT`` or ``hf:NAME:CONFIG:SPLIT``; ``@SPLIT`` keeps
            one value of the column split, each ``[column=value,...]`` or ``[column!=value,...]`` keeps
            or drops rows.
        task: "sequence", "token" or "qa"; told from the columns unless given.
        columns: canonical name -> the file's column, such as {"text": "title"}, where unclear.
        guess_languages: whether rows without a language get a guess.

    Raises:
        InputError: it cannot be read, or its content breaks a rule; with file, row and remedy.
    """
    wanted = check_task(task) if task else None
    source = sources.parse(str(spec))
    try:
        raw = sources.read_source(source)
        kind, found = recognise(list(raw.columns), wanted, columns or {})
        frame = canonical.content(kind, raw, found)
        frame, notes = without_duplicates(kind, frame)
        frame["id"] = pd.Series(named(kind, frame), frame.index, dtype=object)
    except InputError as error:
        raise InputError(_one_line(f"{source.name}: {error}")) from error
    if len(raw.columns) == 1 and found.get("text") not in (None, "text"):
        notes.append(f"the only column, {found['text']!r}, is read as the text")
    notes += _add_languages(kind, frame, guess_languages) + remarks(kind, frame)
    first = ["id", "language", "confidence", "group"]
    rest = [name for name in frame.columns if name not in first]
    return Dataset(kind, frame[first + rest].reset_index(drop=True), source.name, tuple(notes))


def counts(dataset: Dataset) -> pd.DataFrame:
    """Columns language, rows, share (of all rows) and confidence (mean); the most frequent language first."""
    grouped = dataset.frame.groupby("language")["confidence"]
    table = grouped.agg(rows="size", confidence="mean").reset_index()
    table["share"] = table["rows"] / max(len(dataset), 1)
    table = table.sort_values(["rows", "language"], ascending=[False, True], ignore_index=True)
    return table[["language", "rows", "share", "confidence"]]


def shared_rows(a: Dataset, b: Dataset) -> NDArray[np.bool_]:
    """(len(a),) whether a row of ``a`` has the content, or the group, of a row of ``b``.

    Content that differs in spaces or in the Unicode form alone is the same: tokenizers see no difference.
    """
    keys, groups = set(compared(b.task, b.frame)), set(b.frame["group"].dropna())
    rows = zip(compared(a.task, a.frame), a.frame["group"], strict=True)
    return np.array([key in keys or group in groups for key, group in rows], dtype=bool)


def _one_line(message: str) -> str:
    # What a message quotes from a file may be long, have line ends, or characters that change how a terminal
    # or a browser shows the rest (escape sequences, writing direction). Rule and remedy are at the two ends.
    words = " ".join(message.split())
    if len(words) > 2 * _END:
        words = f"{words[:_END]} … {words[-_END:]}"
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in words)


def _add_languages(task: Task, frame: pd.DataFrame, guessing: bool) -> list[str]:
    # Questions only: their contexts may be in another language.
    texts = {"sequence": "text", "token": "tokens", "qa": "question"}[task]
    shown = [" ".join(words) for words in frame["tokens"]] if task == "token" else list(frame[texts])
    codes, confidences, missing = languages.fill(list(frame["language"]), shown, guessing)
    frame["language"] = pd.Series(codes, frame.index, dtype=object)
    frame["confidence"] = confidences
    return on_languages(codes, missing)
