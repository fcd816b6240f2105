"""What a tool gives back: labels of texts, not yet checked against the project."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from demux_core.base.errors import InputError
from demux_core.tasks.base import Task
from demux_core.tasks.spans import Span

_QUOTED = 40


@dataclass(frozen=True)
class Returned:
    """What a file says about one text.

    Args:
        place: where in the file, for errors: "task 3".
        text: the text that was labelled (``Task.marked_text``).
        id: of the row; None where the file has none.
        content: the row's content key, by which a row without an id is found.
        spans: of the label; None where there is no label, or ``label`` holds it.
        label: in the form that annotators give it.
        annotator: who gave it; empty where it is unknown.
        at: when, ISO 8601; empty where it is unknown.
    """

    place: str
    text: str
    id: str | None = None
    content: str | None = None
    spans: tuple[Span, ...] | None = None
    label: Any = None
    annotator: str = ""
    at: str = ""

    @property
    def has_label(self) -> bool:
        """Whether the text was labelled."""
        return self.spans is not None or self.label is not None

    def by(self, annotator: str, at: str = "") -> "Returned":
        """The same label, given by this person at this time."""
        return replace(self, annotator=annotator, at=at)

    def with_spans(self, spans: list[Span]) -> "Returned":
        """The same text with these spans."""
        return replace(self, spans=tuple(spans))

    def with_names(self, names: list[str]) -> "Returned":
        """The same text with these classes, which are about all of it."""
        return self.with_spans([Span(0, len(self.text), name) for name in names])


def wrong_task(place: str, task: Task, marks_spans: bool) -> InputError:
    """The error for a file with spans (or without them) that ``task`` does not have."""
    has = "marked spans" if marks_spans else "classes of whole texts"
    return InputError(
        f"the file must be of the project's task, {task.title}, but {place} has {has}; import it into a "
        f"project of that task"
    )


def span_of(value: Mapping[str, Any]) -> Span:
    """The span of an object with ``start``, ``end`` and ``label``."""
    return Span(int(value["start"]), int(value["end"]), str(value["label"]))


def check_quote(place: str, text: str, span: Span, quoted: Any) -> None:
    """Refuse a span whose text, as the tool has it, is not there: its offsets count something else.

    White space may differ, because tools write line ends in different ways.

    Raises:
        InputError: the message quotes both.
    """
    there = text[max(0, span.start) : max(0, span.end)]
    if isinstance(quoted, str) and _bare(quoted) != _bare(there):
        raise InputError(
            f"the text of a span must be at its place, but in {place} {quoted[:_QUOTED]!r} is not at "
            f"{span.start:,} to {span.end:,}, where {there[:_QUOTED]!r} is; count Unicode characters from 0"
        )


def _bare(text: str) -> str:
    return "".join(text.replace("\\n", " ").split())
