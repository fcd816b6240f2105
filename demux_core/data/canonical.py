"""From a file's values to the canonical columns of a task; what is wrong is refused, never repaired."""

import math
import re
from collections.abc import Mapping
from typing import Any

import pandas as pd

from demux_core.base import strict_json
from demux_core.base.config import Task
from demux_core.base.errors import InputError
from demux_core.data import checks

_LISTS = re.compile(r"\[\s*['\"]")


def content(task: Task, raw: pd.DataFrame, columns: Mapping[str, str]) -> pd.DataFrame:
    """The canonical columns but confidence, checked; index as in ``raw``, whose rows errors count from 1.

    Args:
        task: whose columns to make.
        raw: the file's columns.
        columns: canonical column -> the file's; those that are absent become None.

    Raises:
        InputError: a value breaks the rules of the format; with the row.
    """
    parts = {name: raw[column] for name, column in columns.items()}
    made = {name: _strings(parts.get(name), raw.index, name) for name in ("id", "language", "group")}
    made |= {"sequence": _sequence, "token": _token, "qa": _qa}[task](parts, raw.index)
    return pd.DataFrame({name: pd.Series(values, raw.index, dtype=object) for name, values in made.items()})


def _strings(column: "pd.Series[Any] | None", index: "pd.Index[int]", name: str) -> list[str | None]:
    return [value.strip() or None if value else None for value in _unstripped(column, index, name)]


def _sequence(parts: Mapping[str, Any], index: "pd.Index[int]") -> dict[str, list[Any]]:
    made = {name: _strings(parts.get(name), index, name) for name in ("text", "text_b", "label")}
    checks.refuse_empty("text", made["text"], index)
    return made


def _qa(parts: Mapping[str, Any], index: "pd.Index[int]") -> dict[str, list[Any]]:
    made: dict[str, list[Any]] = {}
    for name in ("question", "context"):
        made[name] = _unstripped(parts[name], index, name)
        checks.refuse_empty(name, made[name], index)
    answers = parts.get("answers", [None] * len(index))
    made["answers"] = [_answers(value, row) for value, row in zip(answers, index, strict=True)]
    for found, context, row in zip(made["answers"], made["context"], index, strict=True):
        for answer in found:
            checks.check_answer(answer, context, row)
    return made


def _token(parts: Mapping[str, Any], index: "pd.Index[int]") -> dict[str, list[Any]]:
    tokens = [_words(value, row, "tokens") for value, row in zip(parts["tokens"], index, strict=True)]
    given = parts.get("tags", [None] * len(index))
    tags = [_words(value, row, "tags") or None for value, row in zip(given, index, strict=True)]
    checks.refuse(
        "tokens must not be empty", [row for row, words in zip(index, tokens, strict=True) if not words]
    )
    for name, lists in (("tokens", tokens), ("tags", tags)):
        joined = [" ".join(words or ()) for words in lists]
        checks.refuse_unreadable(joined, index, name)
        checks.refuse_long(joined, index, name)
    for words, own, row in zip(tokens, tags, index, strict=True):
        if own is not None and len(own) != len(words):
            raise InputError(
                f"every token must have one tag, but row {row + 1:,} has {len(words)} tokens and "
                f"{len(own)} tags; mend it"
            )
    if any(tag[:2] in ("B-", "I-") for tag in {tag for own in tags if own for tag in own}):
        checks.check_bio(tags, index)
    return {"tokens": tokens, "tags": tags}


def _unstripped(column: "pd.Series[Any] | None", index: "pd.Index[int]", name: str) -> list[str | None]:
    if column is None:
        return [None] * len(index)
    values = [
        value if type(value) is str else _as_text(value, row, name)
        for value, row in zip(column, index, strict=True)
    ]
    checks.refuse_unreadable(values, index, name)
    checks.refuse_long(values, index, name)
    return values


def _as_text(value: Any, row: int, name: str) -> str | None:
    if value is None or value != value:
        return None
    if isinstance(value, (list, tuple, dict, bytes)):
        raise InputError(
            f"{name} must be one string a row, but row {row + 1:,} has a {type(value).__name__}; "
            f"choose another column with --column {name}=NAME"
        )
    if isinstance(value, float) and math.isinf(value):
        raise InputError(f"{name} must not be an infinite number, but row {row + 1:,} has {value}; mend it")
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _words(value: Any, row: int, name: str) -> list[str]:
    if isinstance(value, str):
        value = _split(value, row, name)
    if value is None or value != value:
        return []
    if not isinstance(value, list):
        raise InputError(
            f"{name} must be lists, but row {row + 1:,} has a {type(value).__name__}; choose another column "
            f"with --column {name}=NAME, or the task with --task"
        )
    words = [word if type(word) is str else _as_text(word, row, name) for word in value]
    if any(word is None or not word.strip() for word in words):
        raise InputError(f"{name} must not be empty, but row {row + 1:,} has an empty one; mend it")
    return words  # type: ignore[return-value]  # None was refused


def _split(cell: str, row: int, name: str) -> list[Any]:
    try:
        found = strict_json.parse(cell)
    except ValueError as error:
        if not _LISTS.match(cell):
            return cell.split()
        raise InputError(
            f"{name} in a cell must be separated by spaces or a JSON list, but row {row + 1:,} is neither "
            f"({cell[:40]}); JSON has double quotes and commas"
        ) from error
    return found if isinstance(found, list) else cell.split()


def _answers(value: Any, row: int) -> list[dict[str, Any]]:
    try:
        if isinstance(value, str):
            value = strict_json.parse(value) if value.strip() else None
        if not value or value != value:
            return []
        if isinstance(value, dict):
            starts = value["answer_start"] if "answer_start" in value else value["start"]
            pairs = list(zip(value["text"], starts, strict=True))
        else:
            pairs = [(a["text"], a["answer_start"] if "answer_start" in a else a["start"]) for a in value]
        return [{"text": str(text), "start": _whole(start)} for text, start in pairs]
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise InputError(
            f'answers must be lists of {{"text": ..., "start": ...}}, but row {row + 1:,} has '
            f"{str(value)[:60]!r}; count start in characters from 0"
        ) from error


def _whole(number: Any) -> int:
    if isinstance(number, bool) or int(number) != number:
        raise ValueError("not a whole number")
    return int(number)
