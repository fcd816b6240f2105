"""The rules that every text of a file must keep; a row that breaks one is refused, never repaired."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from demux_core.base.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

MAX_TEXT = 1_000_000
MAX_NAME = 1_000
_SHOWN_ROWS = 5


def refuse(rule: str, rows: Sequence[int]) -> None:
    """Refuse the file if any of ``rows`` (from 0) breaks the rule; the message names the first five.

    Raises:
        InputError: there are such rows.
    """
    if rows:
        shown = ", ".join(f"{row + 1:,}" for row in rows[:_SHOWN_ROWS])
        rest = f" and {len(rows) - _SHOWN_ROWS:,} more" if len(rows) > _SHOWN_ROWS else ""
        verb = "breaks" if len(rows) == 1 else "break"
        raise InputError(f"{rule}, but row {shown}{rest} {verb} that; correct or delete it")


def refuse_unreadable(values: Iterable[str | None], index: "pd.Index[int]", name: str) -> None:
    """Refuse NUL bytes and half surrogates, which neither models nor files can hold."""
    bad = [
        row
        for value, row in zip(values, index, strict=True)
        if value and ("\0" in value or not (value.isascii() or _is_unicode(value)))
    ]
    refuse(f"{name} must be Unicode text without NUL bytes", bad)


def refuse_long(values: Iterable[str | None], index: "pd.Index[int]", name: str, limit: int) -> None:
    """Refuse a whole file in one cell: models read its start, tokenizers and pages need memory for all."""
    bad = [row for value, row in zip(values, index, strict=True) if value and len(value) > limit]
    refuse(f"{name} must have at most {limit:,} characters", bad)


def refuse_empty(values: Sequence[str | None], index: "pd.Index[int]", name: str) -> None:
    """Refuse values without a visible character."""
    bad = [row for value, row in zip(values, index, strict=True) if not value or not _is_visible(value)]
    refuse(f"{name} must not be empty", bad)


def _is_unicode(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _is_visible(text: str) -> bool:
    return any(character.isprintable() and not character.isspace() for character in text)
