"""Answers as files and annotators give them: texts with their start in the context."""

from typing import Any

from demux_core.base import strict_json
from demux_core.base.errors import InputError


def parse_answers(value: Any, row: int) -> list[dict[str, Any]]:
    """Parse a cell's answers, ``{"text", "start"}`` each: from a list, its JSON, or SQuAD's two lists.

    Raises:
        InputError: the cell holds none of these.
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
    """Refuse an answer that is empty or does not occur in ``context`` at its start.

    Raises:
        InputError: the message names the row and the text at that place.
    """
    text, start = answer["text"], answer["start"]
    if not text.strip():
        raise InputError(
            f"answers must not be empty, but row {row + 1:,} has an empty one; correct or delete it"
        )
    actual = context[start : start + len(text)] if start >= 0 else ""
    if actual != text:
        raise InputError(
            f"an answer must occur in its context at `start`, but in row {row + 1:,} {text[:60]!r} "
            f"is not at {start:,}, where {actual[:60]!r} is; count characters from 0, not bytes or tokens"
        )


def _start(answer: Any) -> Any:
    return answer["answer_start"] if "answer_start" in answer else answer["start"]


def _whole(number: Any) -> int:
    if isinstance(number, bool) or int(number) != number:
        raise ValueError("not a whole number")
    return int(number)
