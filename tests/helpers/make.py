"""Small datasets built in memory."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from demux_core import Dataset
from demux_core.tasks import TASKS
from demux_core.tasks.base import Task


def sequences(texts: Sequence[str], labels: Sequence[str] | None = None, language: str = "en") -> Dataset:
    return _dataset(
        TASKS["sequence"], {"text": texts, "text_b": [None] * len(texts), "label": labels}, language
    )


def pairs(firsts: Sequence[str], seconds: Sequence[str], labels: Sequence[str] | None = None) -> Dataset:
    return _dataset(TASKS["sequence"], {"text": firsts, "text_b": seconds, "label": labels}, "en")


def sentences(
    tokens: Sequence[list[str]], tags: Sequence[list[str]] | None = None, language: str = "en"
) -> Dataset:
    return _dataset(TASKS["token"], {"tokens": tokens, "tags": tags}, language)


def questions(rows: Sequence[tuple[str, str, str]], language: str = "en") -> Dataset:
    """Rows of (question, context, answer); the answer's first occurrence is the gold span."""
    answers = [[{"text": answer, "start": context.index(answer)}] for _, context, answer in rows]
    columns = {"question": [q for q, _, _ in rows], "context": [c for _, c, _ in rows], "answers": answers}
    return _dataset(TASKS["qa"], columns, language)


def _dataset(task: Task, columns: dict[str, Any], language: str) -> Dataset:
    count = len(next(iter(columns.values())))
    frame = pd.DataFrame(
        {
            "id": [f"{language}-{i}" for i in range(count)],
            "language": language,
            "confidence": 1.0,
            "group": pd.Series([None] * count, dtype=object),
            **{
                name: pd.Series([None] * count if values is None else list(values), dtype=object)
                for name, values in columns.items()
            },
        }
    )
    return Dataset(task, frame, f"{language} {task.name}")
