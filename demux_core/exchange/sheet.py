"""What a tool is given: texts to label, the labels so far, and what the model suggests."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from demux_core.base.errors import InputError
from demux_core.data.dataset import Dataset
from demux_core.tasks.spans import Span

if TYPE_CHECKING:
    import pandas as pd


class Answer(NamedTuple):
    """A label that somebody gave.

    Args:
        label: in the form that annotators give it.
        annotator: name; empty where it is unknown.
        at: when, UTC, ISO 8601; empty where it is unknown.
    """

    label: Any
    annotator: str = ""
    at: str = ""


class Suggestion(NamedTuple):
    """A label that the model suggests, and its score, from 0 to 1."""

    label: Any
    score: float


@dataclass(frozen=True, eq=False)
class Item:
    """One text of a sheet.

    Args:
        id: of the row.
        language: its code.
        row: of the dataset.
        texts: what a tool shows, by name (``Task.shown_texts``).
        answers: the labels so far, the one that counts first.
        suggestion: None where there is none.
    """

    id: str
    language: str
    row: "pd.Series[Any]"
    texts: Mapping[str, str]
    answers: Sequence[Answer]
    suggestion: Suggestion | None


@dataclass(frozen=True, eq=False)
class Sheet:
    """Texts to label.

    Args:
        dataset: the texts, in the order in which they should be labelled.
        known: the labels of the project; empty where it has none, or the task none.
        answers: id -> labels so far, the one that counts first.
        suggestions: id -> what the model suggests.
        guideline: what annotators should know.
    """

    dataset: Dataset
    known: Sequence[str]
    answers: Mapping[str, Sequence[Answer]] = field(default_factory=dict)
    suggestions: Mapping[str, Suggestion] = field(default_factory=dict)
    guideline: str = ""

    def items(self) -> Iterator[Item]:
        """Yield the texts."""
        frame, task = self.dataset.frame, self.dataset.task
        for place, (name, language) in enumerate(zip(frame["id"], frame["language"], strict=True)):
            row = frame.iloc[place]
            about = (task.shown_texts(row), self.answers.get(name, ()), self.suggestions.get(name))
            yield Item(name, language, row, *about)

    def spans(self, item: Item, label: Any) -> list[Span]:
        """Return a label of one of the texts as spans."""
        return self.dataset.task.spans(item.row, label, self.known)

    def names(self) -> list[str]:
        """Return what spans, or whole texts, can be called.

        Raises:
            InputError: no label is known, so that a tool could offer none.
        """
        names = self.dataset.task.span_names(self.known)
        if not names:
            raise InputError(
                "labels must be known, but neither the project nor its files have any; name them on the "
                "Annotate page"
            )
        return names
