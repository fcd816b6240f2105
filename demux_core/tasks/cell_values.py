"""From the values of a file's cells to strings and lists of words, checked."""

import math
import re
from typing import TYPE_CHECKING, Any

from demux_core.base import strict_json
from demux_core.base.errors import InputError
from demux_core.tasks.content_rules import MAX_TEXT, refuse_long, refuse_unreadable

if TYPE_CHECKING:
    import pandas as pd

_PYTHON_LIST = re.compile(r"\[\s*['\"]")


def strings(
    column: "pd.Series[Any] | None", index: "pd.Index[int]", name: str, limit: int = MAX_TEXT
) -> list[str | None]:
    """The stripped strings of a column; None where they are empty, or where there is no column.

    Args:
        column: the file's values.
        index: of the rows, which errors count from 1.
        name: of the column, for errors.
        limit: characters a string may have.

    Raises:
        InputError: a value is no text, cannot be held or is too long.
    """
    return [
        value.strip() or None if value else None for value in unstripped_strings(column, index, name, limit)
    ]


def unstripped_strings(
    column: "pd.Series[Any] | None", index: "pd.Index[int]", name: str, limit: int = MAX_TEXT
) -> list[str | None]:
    """The strings of a column as they are, for texts that positions in characters refer to."""
    if column is None:
        return [None] * len(index)
    values = [
        value if type(value) is str else _as_text(value, row, name)
        for value, row in zip(column, index, strict=True)
    ]
    refuse_unreadable(values, index, name)
    refuse_long(values, index, name, limit)
    return values


def word_lists(column: "pd.Series[Any] | None", index: "pd.Index[int]", name: str) -> list[list[str]]:
    """The lists of words of a column, which may be lists, JSON or words with spaces between them.

    Raises:
        InputError: a value is no list of words, or a word is empty.
    """
    if column is None:
        return [[] for _ in index]
    return [_words(value, row, name) for value, row in zip(column, index, strict=True)]


def _as_text(value: Any, row: int, name: str) -> str | None:
    if value is None or value != value:
        return None
    if isinstance(value, (list, tuple, dict, bytes)):
        raise InputError(
            f"{name} must be one string a row, but row {row + 1:,} has a {type(value).__name__}; "
            f"choose another column with --column {name}=NAME"
        )
    if isinstance(value, float) and math.isinf(value):
        raise InputError(
            f"{name} must not be an infinite number, but row {row + 1:,} has {value}; correct it"
        )
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
        raise InputError(f"{name} must not be empty, but row {row + 1:,} has an empty one; correct it")
    return words  # type: ignore[return-value]  # None was refused


def _split(cell: str, row: int, name: str) -> list[Any]:
    try:
        parsed = strict_json.parse(cell)
    except ValueError as error:
        if not _PYTHON_LIST.match(cell):
            return cell.split()
        raise InputError(
            f"{name} in a cell must be separated by spaces or a JSON list, but row {row + 1:,} is neither "
            f"({cell[:40]}); JSON has double quotes and commas"
        ) from error
    return parsed if isinstance(parsed, list) else cell.split()
