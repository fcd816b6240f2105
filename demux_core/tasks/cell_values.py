"""Convert the values of a file's cells to checked strings and lists of words."""

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
    """Return the stripped strings of a column; None for empty values and for an absent column.

    Args:
        column: the file's values.
        index: of the rows; errors count them from 1.
        name: of the column, for errors.
        limit: maximum length of a string in characters.

    Raises:
        InputError: a value is not text, not valid Unicode or too long.
    """
    return [
        value.strip() or None if value else None for value in unstripped_strings(column, index, name, limit)
    ]


def unstripped_strings(
    column: "pd.Series[Any] | None", index: "pd.Index[int]", name: str, limit: int = MAX_TEXT
) -> list[str | None]:
    """Return the strings of a column unchanged, for texts that character positions refer to."""
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
    """Return the lists of words of a column whose cells are lists, JSON lists or words separated by spaces.

    Raises:
        InputError: a value is not a list of words, or a word is empty.
    """
    if column is None:
        return [[] for _ in index]
    return [_words(value, row, name) for value, row in zip(column, index, strict=True)]


def _as_text(value: Any, row: int, name: str) -> str | None:
    if value is None or value != value:
        return None
    if isinstance(value, (list, tuple, dict, bytes)):
        raise InputError(
            f"{name} must be one string per row, but row {row + 1:,} has type {type(value).__name__}; "
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
            f"{name} must be lists, but row {row + 1:,} has type {type(value).__name__}; choose another "
            f"column with --column {name}=NAME, or the task with --task"
        )
    words = [word if type(word) is str else _as_text(word, row, name) for word in value]
    if any(word is None or not word.strip() for word in words):
        raise InputError(f"{name} must not be empty, but row {row + 1:,} contains an empty one; correct it")
    return words  # type: ignore[return-value]  # None was refused


def _split(cell: str, row: int, name: str) -> list[Any]:
    try:
        parsed = strict_json.parse(cell)
    except ValueError as error:
        if not _PYTHON_LIST.match(cell):
            return cell.split()
        raise InputError(
            f"{name} in a cell must be a JSON list or separated by spaces, but row {row + 1:,} is neither "
            f"({cell[:40]}); write JSON with double quotes and commas"
        ) from error
    return parsed if isinstance(parsed, list) else cell.split()
