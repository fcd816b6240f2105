"""The rules that content must keep; a row that breaks one is refused, never repaired."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from demux_core.base.errors import InputError

ENTITY = re.compile(r"[BI]-.+")
MAX_TEXT = 1_000_000
MAX_NAME = 1_000
_FIRST_ROWS = 5


def refuse(rule: str, rows: Sequence[int]) -> None:
    """Refuse the file if any of ``rows`` (from 0) breaks the rule; the message names the first five."""
    if rows:
        shown = ", ".join(f"{row + 1:,}" for row in rows[:_FIRST_ROWS])
        rest = f" and {len(rows) - _FIRST_ROWS:,} more" if len(rows) > _FIRST_ROWS else ""
        raise InputError(
            f"{rule}, but row {shown}{rest} break{'s' * (len(rows) == 1)} that; mend or delete it"
        )


def refuse_unreadable(values: Iterable[str | None], index: "pd.Index[int]", name: str) -> None:
    """Refuse NUL bytes and half surrogates, which neither models nor files can hold."""
    bad = [
        row
        for value, row in zip(values, index, strict=True)
        if value and ("\0" in value or not (value.isascii() or _is_unicode(value)))
    ]
    refuse(f"{name} must be Unicode text without NUL bytes", bad)


def refuse_long(values: Iterable[str | None], index: "pd.Index[int]", name: str) -> None:
    """Refuse a whole file in one cell: models read its start, tokenizers and pages need memory for all."""
    most = MAX_NAME if name in ("id", "language", "group", "label") else MAX_TEXT
    bad = [row for value, row in zip(values, index, strict=True) if value and len(value) > most]
    refuse(f"{name} must have at most {most:,} characters", bad)


def refuse_empty(name: str, values: Sequence[str | None], index: "pd.Index[int]") -> None:
    """Refuse values without a visible character."""
    bad = [row for value, row in zip(values, index, strict=True) if not value or not _is_visible(value)]
    refuse(f"{name} must not be empty", bad)


def check_bio(tags: Iterable[list[str] | None], index: "pd.Index[int]") -> None:
    """Refuse entity tags that are not BIO (IOB2); a repair would guess where entities begin."""
    for own, row in zip(tags, index, strict=True):
        before = "O"
        for position, tag in enumerate(own or (), start=1):
            if tag != "O" and not ENTITY.fullmatch(tag):
                problem = "is not O, B-TYPE or I-TYPE"
            elif tag.startswith("I-") and before[2:] != tag[2:]:
                problem = f"does not go on from B-{tag[2:]} or I-{tag[2:]}"
            else:
                before = tag
                continue
            raise InputError(
                f"entity tags must be BIO, but in row {row + 1:,} tag {position}, {tag}, {problem}; "
                f"write B- on the first word of every entity and I- on the others"
            )


def check_answer(answer: dict[str, Any], context: str, row: int) -> None:
    """Refuse an answer that is not in ``context`` where it says."""
    text, start = answer["text"], answer["start"]
    there = context[start : start + len(text)] if start >= 0 else ""
    if there != text or not text.strip():
        raise InputError(
            f"answers must stand in their context where `start` says, but in row {row + 1:,} {text[:60]!r} "
            f"is not at {start:,}: {there[:60]!r} is; count characters from 0, not bytes or tokens"
        )


def _is_unicode(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _is_visible(text: str) -> bool:
    return any(character.isprintable() and not character.isspace() for character in text)
