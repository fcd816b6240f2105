"""Questions about a clinic's notices, each answered by words of the notice."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from demux_core.base.errors import InputError

PER_NOTICE = 3


@dataclass(frozen=True)
class Question:
    """One question.

    Args:
        id: the notice's id and the question's number in it.
        language: its code.
        notice: number of the notice in its file, from 1.
        question: what is asked.
        context: the notice.
        answer: words of the notice.
        place: file and line, for messages.
    """

    id: str
    language: str
    notice: int
    question: str
    context: str
    answer: str
    place: str

    @property
    def start(self) -> int:
        """Where the answer starts in the context, in characters."""
        return self.context.index(self.answer)


def parse_notice(line: str, language: str, number: int, place: str) -> Iterator[Question]:
    """The questions of one line of a source file.

    Raises:
        InputError: it is not a notice ``{"id", "notice", "questions": [{"question", "answer"}]}`` with three
            questions, or its id is not the language and the line's number.
    """
    try:
        row = json.loads(line)
    except ValueError as error:
        raise InputError(f"{place}: every line must be JSON ({error}); mend it") from error
    notice, name = _strings(row, ("id", "notice"), place), f"{language}-{number:02}"
    if notice["id"] != name:
        raise InputError(f"{place}: ids must count the notices, so {name}, got {notice['id']!r}; rename it")
    asked = row.get("questions")
    if not isinstance(asked, list) or len(asked) != PER_NOTICE:
        raise InputError(f"{place}: every notice must have {PER_NOTICE} questions; add or remove some")
    for i, one in enumerate(asked, start=1):
        pair = _strings(one, ("question", "answer"), place)
        ask, answer = pair["question"], pair["answer"]
        yield Question(f"{name}-{i}", language, number, ask, notice["notice"], answer, place)


def _strings(row: Any, names: tuple[str, ...], place: str) -> Mapping[str, str]:
    if not isinstance(row, dict) or not all(isinstance(row.get(name), str) for name in names):
        raise InputError(f"{place}: {' and '.join(names)} must be there and be strings; add them")
    return {name: row[name] for name in names}
