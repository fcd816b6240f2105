"""What is shown of a point, and what its label is; a task names its own (``Task.annotation_widget``)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from demux_core.base.errors import InputError
from demux_core.tasks.text_pieces import answer_from_pieces, pieces

if TYPE_CHECKING:
    import pandas as pd

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Widget:
    """A way to label a point; ``marking.js`` draws it.

    Args:
        mode: its name there.
        show: what is shown of a row of the pool: ``texts`` to read, and the words to mark.
        label: (row, what was marked) -> the label; InputError if it is none.
        marks: (row, label) -> what was marked.
    """

    mode: str
    show: Callable[["pd.Series[Any]"], dict[str, Any]]
    label: Callable[["pd.Series[Any]", Any], Any]
    marks: Callable[["pd.Series[Any]", Any], Any]


def _texts(row: "pd.Series[Any]") -> dict[str, Any]:
    return {"texts": [text for text in (row["text"], row["text_b"]) if text is not None]}


def _words(row: "pd.Series[Any]") -> dict[str, Any]:
    return {"texts": [], "words": [{"text": word} for word in row["tokens"]]}


def _question(row: "pd.Series[Any]") -> dict[str, Any]:
    context, spans = row["context"], pieces(row["context"])
    ends = [0, *(end for _, end in spans)]
    words = [
        {"text": context[start:end], "gap": context[before:start]}
        for before, (start, end) in zip(ends, spans, strict=False)
    ]
    return {"texts": [row["question"]], "words": words, "rest": context[ends[-1] :]}


def _answer(row: "pd.Series[Any]", marked: Any) -> Any:
    match marked:
        case {"first": int(first), "last": int(last)}:
            return answer_from_pieces(row["context"], first, last)
    raise InputError("an answer must have a first and a last word; mark it again")


def _ends(row: "pd.Series[Any]", answer: Any) -> Any:
    start, end = answer["start"], answer["start"] + len(answer["text"])
    inside = [
        place for place, (first, last) in enumerate(pieces(row["context"])) if first < end and last > start
    ]
    return {"first": inside[0], "last": inside[-1]} if inside else None


def _same(row: "pd.Series[Any]", label: Any) -> Any:
    return label


WIDGETS: dict[str, Widget] = {
    "choose label": Widget("choose", _texts, _same, _same),
    "tag words": Widget("tags", _words, _same, _same),
    "mark answer": Widget("span", _question, _answer, _ends),
}
