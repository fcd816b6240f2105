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
        language: code of its language.
        notice: number of the notice in its file, from 1.
        question: the text of the question.
        context: the text of the notice.
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
            questions, or its id is not the language with the number of the line.
    """
    try:
        row = json.loads(line)
    except ValueError as error:
        raise InputError(f"{place}: every line must be JSON ({error}); fix it") from error
    notice, name = _strings(row, ("id", "notice"), place), f"{language}-{number:02}"
    if notice["id"] != name:
        raise InputError(
            f"{place}: the id must be the language and number of the notice, {name}, got {notice['id']!r}; "
            f"rename it"
        )
    pairs = row.get("questions")
    if not isinstance(pairs, list) or len(pairs) != PER_NOTICE:
        raise InputError(f"{place}: every notice must have {PER_NOTICE} questions; add or remove some")
    for i, pair in enumerate(pairs, start=1):
        texts = _strings(pair, ("question", "answer"), place)
        question, answer = texts["question"], texts["answer"]
        yield Question(f"{name}-{i}", language, number, question, notice["notice"], answer, place)


def _strings(row: Any, names: tuple[str, ...], place: str) -> Mapping[str, str]:
    if not isinstance(row, dict) or not all(isinstance(row.get(name), str) for name in names):
        raise InputError(f"{place}: {' and '.join(names)} must be given as strings; add them")
    return {name: row[name] for name in names}
