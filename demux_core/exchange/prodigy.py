"""Prodigy: JSON Lines for its recipes ``ner.manual``, ``spans.manual`` and ``mark --view-id choice``.

A line without ``answer`` is still to be annotated. Prodigy tells annotators apart by session.
"""

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from demux_core.exchange.json_files import parsed, read_lines, write_lines
from demux_core.exchange.returned import Returned, span_of, wrong_task
from demux_core.exchange.sheet import Item, Sheet
from demux_core.tasks.base import Task
from demux_core.tasks.spans import word_places


def write(sheet: Sheet, path: Path) -> list[Path]:
    """Write the texts, with the labels that count as accepted ones and suggestions to be judged."""
    write_lines(path, (_line(sheet, item) for item in sheet.items()))
    return [path]


def read(path: Path, task: Task) -> Iterator[Returned]:
    """Yield the accepted labels that ``prodigy db-out`` wrote; what was rejected or ignored is none."""
    return parsed("Prodigy", read_lines(path), partial(_label, task))


def _line(sheet: Sheet, item: Item) -> dict[str, Any]:
    task = sheet.dataset.task
    others = {name: text for name, text in item.texts.items() if name != task.marked_text}
    meta = {"id": item.id, "language": item.language, **others}
    line: dict[str, Any] = {"text": item.texts[task.marked_text], "meta": meta}
    words = _words(item) if task.labels_words else []
    if words:
        line["tokens"] = words
    if not task.marks_spans:
        line["options"] = [{"id": name, "text": name} for name in sheet.names()]
    if item.answers:
        answer = item.answers[0]
        said = {"answer": "accept", "annotator": answer.annotator}
        return line | _marks(sheet, item, answer.label, words) | said
    if item.suggestion is not None:
        score = round(item.suggestion.score, 4)
        return line | _marks(sheet, item, item.suggestion.label, words) | {"score": score}
    return line


def _words(item: Item) -> list[dict[str, Any]]:
    words = item.row["tokens"]
    last = len(words) - 1
    return [
        {"text": word, "start": start, "end": end, "id": number, "ws": number < last}
        for number, (word, (start, end)) in enumerate(zip(words, word_places(words), strict=True))
    ]


def _marks(sheet: Sheet, item: Item, label: Any, words: Sequence[dict[str, Any]]) -> dict[str, Any]:
    spans = sheet.spans(item, label)
    if not sheet.dataset.task.marks_spans:
        return {"accept": [span.name for span in spans]}
    starts = {word["start"]: word["id"] for word in words}
    ends = {word["end"]: word["id"] for word in words}
    marks = []
    for start, end, name in spans:
        # Prodigy's last word of a span is part of it.
        places = {"token_start": starts[start], "token_end": ends[end]} if words else {}
        marks.append({"start": start, "end": end, **places, "label": name})
    return {"spans": marks}


def _label(task: Task, place: str, value: dict[str, Any]) -> list[Returned]:
    one = Returned(place, value["text"], str(value["meta"]["id"]))
    if value.get("answer") != "accept":
        return [one]
    person = value.get("_annotator_id") or value.get("_session_id") or value.get("annotator") or ""
    one = one.by(str(person))
    if ("spans" in value) != task.marks_spans and ("accept" in value or "spans" in value):
        raise wrong_task(place, task, not task.marks_spans)
    if not task.marks_spans:
        return [one.with_names([str(name) for name in value["accept"]])]
    return [one.with_spans([span_of(each) for each in value.get("spans", ())])]
