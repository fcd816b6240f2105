"""doccano: JSON Lines for text classification, and for sequence labelling (words and answers).

doccano numbers its examples itself; the id of a text is in ``text_id``, which comes back among the rest.
"""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from demux_core.exchange.json_files import parsed, read_lines, write_lines
from demux_core.exchange.returned import Returned, wrong_task
from demux_core.exchange.sheet import Item, Sheet
from demux_core.tasks.base import Task
from demux_core.tasks.spans import Span


def write(sheet: Sheet, path: Path) -> list[Path]:
    """Write the texts with the labels that count; a suggestion would count as one there."""
    write_lines(path, (_line(sheet, item) for item in sheet.items()))
    return [path]


def read(path: Path, task: Task) -> Iterator[Returned]:
    """Yield the labels of an export (JSONL), with or without relations."""
    return parsed("doccano", read_lines(path), partial(_label, task))


def _line(sheet: Sheet, item: Item) -> dict[str, Any]:
    task = sheet.dataset.task
    others = {name: text for name, text in item.texts.items() if name != task.marked_text}
    line = {"text_id": item.id, "text": item.texts[task.marked_text], "language": item.language, **others}
    if not item.answers:
        return line | {"label": []}
    answer = item.answers[0]
    spans = sheet.spans(item, answer.label)
    marks: list[Any] = [list(span) for span in spans] if task.marks_spans else [span.name for span in spans]
    return line | {"label": marks, "annotator": answer.annotator, "labelled": True}


def _label(task: Task, place: str, value: dict[str, Any]) -> list[Returned]:
    one = Returned(place, value["text"], str(value["text_id"]), annotator=str(value.get("annotator") or ""))
    marks = value.get("entities", value.get("label")) or []
    # A text in which nothing is marked may be one that nobody has opened.
    if not marks and not (task.labels_words and value.get("labelled")):
        return [one]
    if marks and isinstance(marks[0], str) == task.marks_spans:
        raise wrong_task(place, task, not task.marks_spans)
    if not task.marks_spans:
        return [one.with_names([str(mark) for mark in marks])]
    return [one.with_spans([_span(mark) for mark in marks])]


def _span(mark: Any) -> Span:
    if isinstance(mark, dict):
        return Span(int(mark["start_offset"]), int(mark["end_offset"]), str(mark["label"]))
    start, end, name = mark
    return Span(int(start), int(end), str(name))
