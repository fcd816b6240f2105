"""Answers as files and annotators give them: texts, and where they start in their context."""

from typing import Any

from demux_core.base import strict_json
from demux_core.base.errors import InputError


def parse_answers(value: Any, row: int) -> list[dict[str, Any]]:
    """The answers of a cell, each ``{"text", "start"}``: a list of such, its JSON, or SQuAD's two lists.

    Raises:
        InputError: it is none of these.
    """
    try:
        if isinstance(value, str):
            value = strict_json.parse(value) if value.strip() else None
        if not value or value != value:
            return []
        if isinstance(value, dict):
            pairs = list(zip(value["text"], _start(value), strict=True))
        else:
            pairs = [(answer["text"], _start(answer)) for answer in value]
        return [{"text": str(text), "start": _whole(start)} for text, start in pairs]
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise InputError(
            f'answers must be lists of {{"text": ..., "start": ...}}, but row {row + 1:,} has '
            f"{str(value)[:60]!r}; count start in characters from 0"
        ) from error


def check_answer(answer: dict[str, Any], context: str, row: int) -> None:
    """Refuse an answer that is not in ``context`` where it says.

    Raises:
        InputError: with the row and what is there.
    """
    text, start = answer["text"], answer["start"]
    there = context[start : start + len(text)] if start >= 0 else ""
    if there != text or not text.strip():
        raise InputError(
            f"answers must be in their context where `start` says, but in row {row + 1:,} {text[:60]!r} "
            f"is not at {start:,}: {there[:60]!r} is; count characters from 0, not bytes or tokens"
        )


def _start(answer: Any) -> Any:
    return answer["answer_start"] if "answer_start" in answer else answer["start"]


def _whole(number: Any) -> int:
    if isinstance(number, bool) or int(number) != number:
        raise ValueError("not a whole number")
    return int(number)
