"""Argilla 2: records (JSON, ``dataset.records.from_json``) and settings (JSON, ``Settings.from_json``).

Labels so far go out as suggestions whose agent is the annotator: responses need accounts of the server.
"""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from demux_core.base.errors import InputError
from demux_core.exchange.json_files import parsed, read_list, write_json
from demux_core.exchange.returned import Returned, span_of, wrong_task
from demux_core.exchange.sheet import Item, Sheet
from demux_core.tasks.base import Task

_QUESTION = "label"
_SHOWN_OPTIONS = 20


def write(sheet: Sheet, path: Path) -> list[Path]:
    """Write the records, and beside them the settings (.settings.json)."""
    settings = path.with_suffix(".settings.json")
    shape = _settings(sheet)
    write_json(path, [_record(sheet, item) for item in sheet.items()])
    write_json(settings, shape)
    return [path, settings]


def read(path: Path, task: Task) -> Iterator[Returned]:
    """Yield every response of the records that ``dataset.records.to_json`` wrote."""
    return parsed("Argilla", read_list(path, "record"), partial(_responses, task))


def _record(sheet: Sheet, item: Item) -> dict[str, Any]:
    suggestions = {}
    if item.answers:
        answer = item.answers[0]
        suggestions[_QUESTION] = _suggestion(sheet, item, answer.label, None, answer.annotator or "labelled")
    elif item.suggestion is not None:
        label, score = item.suggestion
        suggestions[_QUESTION] = _suggestion(sheet, item, label, round(score, 4), "suggestions")
    return {
        "id": item.id,
        "fields": dict(item.texts),
        "metadata": {"language": item.language},
        "suggestions": suggestions,
        "responses": {},
        "vectors": {},
    }


def _suggestion(sheet: Sheet, item: Item, label: Any, score: float | None, agent: str) -> dict[str, Any]:
    spans = sheet.spans(item, label)
    value: Any = [{"start": span.start, "end": span.end, "label": span.name} for span in spans]
    if not sheet.dataset.task.marks_spans:
        value = spans[0].name
    return {"value": value, "score": score, "agent": agent}


def _settings(sheet: Sheet) -> dict[str, Any]:
    task, names = sheet.dataset.task, sheet.names()
    options = [{"value": name, "text": name, "description": None} for name in names]
    kind: dict[str, Any] = {"type": "label_selection", "options": options}
    if task.marks_spans:
        kind = {"type": "span", "field": task.marked_text, "allow_overlapping": False, "options": options}
    elif len(names) < 2:
        raise InputError(f"Argilla must have at least 2 labels to choose from, got {names[0]}; name another")
    shown: dict[str, bool] = {}
    for number, item in enumerate(sheet.items()):
        for name in item.texts:  # a text that not every row has is not required
            shown[name] = shown.get(name, number == 0)
        shown = {name: needed and name in item.texts for name, needed in shown.items()}
    fields = [
        {"name": name, "title": name, "required": needed, "settings": {"type": "text", "use_markdown": False}}
        for name, needed in shown.items()
    ]
    question = {"name": _QUESTION, "title": "Label", "description": None, "required": True}
    language = {"name": "language", "title": "Language", "visible_for_annotators": True}
    return {
        "guidelines": sheet.guideline or None,
        "questions": [question | {"settings": kind | {"visible_options": _visible(len(names))}}],
        "fields": fields,
        "vectors": [],
        "metadata": [language | {"settings": {"type": "terms", "values": None}}],
        "allow_extra_metadata": True,
        "distribution": {"strategy": "overlap", "min_submitted": 1},
        "mapping": None,
    }


def _visible(options: int) -> int | None:
    """How many of the options are shown at once; Argilla allows no fewer than 3."""
    return min(options, _SHOWN_OPTIONS) if options >= 3 else None


def _responses(task: Task, place: str, value: dict[str, Any]) -> list[Returned]:
    one = Returned(place, value["fields"][task.marked_text], str(value["id"]))
    responses = (value.get("responses") or {}).get(_QUESTION, ())
    return [_response(task, one, each) for each in responses if each["value"] is not None] or [one]


def _response(task: Task, one: Returned, response: dict[str, Any]) -> Returned:
    value = response["value"]
    if isinstance(value, list) != task.marks_spans:
        raise wrong_task(one.place, task, not task.marks_spans)
    if task.marks_spans:
        one = one.with_spans([span_of(each) for each in value])
    else:
        one = one.with_names([str(value)])
    return one.by(str(response.get("user_id") or ""))
