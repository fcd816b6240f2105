"""Label Studio: tasks with labels and suggestions (JSON), its labelling interface (XML), and its exports.

An export is read as JSON or JSON-MIN. Label Studio counts Unicode characters, as spans here do.
"""

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

from demux_core.base.files import atomic_write
from demux_core.exchange.json_files import parsed, read_list, write_json
from demux_core.exchange.returned import Returned, check_quote, wrong_task
from demux_core.exchange.sheet import Item, Sheet
from demux_core.tasks.base import Task
from demux_core.tasks.spans import Span

_CONTROL = "label"  # of the interface; its results carry this name
_ID, _LABELLED_BY = "text_id", "labelled_by"


def write(sheet: Sheet, path: Path) -> list[Path]:
    """Write the tasks, and beside them the labelling interface (.xml)."""
    interface = path.with_suffix(".xml")
    shown = list(dict.fromkeys(name for item in sheet.items() for name in item.texts))
    config = _interface(sheet, shown)
    write_json(path, [_task(sheet, item, shown) for item in sheet.items()])
    atomic_write(interface, config)
    return [path, interface]


def read(path: Path, task: Task) -> Iterator[Returned]:
    """Yield every annotation of an export; one that was skipped (cancelled) is none."""
    return parsed("Label Studio", read_list(path, "task"), partial(_annotations, task))


def _task(sheet: Sheet, item: Item, shown: Sequence[str]) -> dict[str, Any]:
    # Every task must have every text of the interface, also a second text that only some rows have.
    data = {_ID: item.id, "language": item.language, **dict.fromkeys(shown, ""), **item.texts}
    # Label Studio assigns imported annotations to whoever imports them, but it returns their numbers.
    people = [answer.annotator for answer in item.answers]
    annotations = [
        {"id": number, "result": _results(sheet, item, answer.label)}
        for number, answer in enumerate(item.answers, start=1)
    ]
    task: dict[str, Any] = {"data": data | ({_LABELLED_BY: people} if people else {})}
    if annotations:
        task["annotations"] = annotations
    if item.suggestion is not None:
        result = _results(sheet, item, item.suggestion.label)
        score = round(item.suggestion.score, 4)
        task["predictions"] = [{"model_version": "suggestions", "score": score, "result": result}]
    return task


def _results(sheet: Sheet, item: Item, label: Any) -> list[dict[str, Any]]:
    task = sheet.dataset.task
    text, kind = item.texts[task.marked_text], "labels" if task.marks_spans else "choices"
    results = []
    for number, span in enumerate(sheet.spans(item, label), start=1):
        place = {"start": span.start, "end": span.end, "text": text[span.start : span.end]}
        value = (place if task.marks_spans else {}) | {kind: [span.name]}
        names = {"id": f"r{number}", "from_name": _CONTROL, "to_name": task.marked_text}
        results.append(names | {"type": kind, "value": value})
    return results


def _interface(sheet: Sheet, shown: Sequence[str]) -> str:
    task = sheet.dataset.task
    tag, choice = ("Labels", "Label") if task.marks_spans else ("Choices", "Choice")
    single = "" if task.marks_spans else ' choice="single" required="true"'
    names = [f"    <{choice} value={quoteattr(name)}/>" for name in sheet.names()]
    # Words end at spaces; in scripts without them, and in answers, any characters can be marked.
    grain = ' granularity="word"' if task.labels_words else ""
    texts = [
        f'  <Text name="{name}" value="${name}"{grain if name == task.marked_text else ""}/>'
        for name in shown
    ]
    control = [f'  <{tag} name="{_CONTROL}" toName="{task.marked_text}"{single}>', *names, f"  </{tag}>"]
    return "\n".join(["<View>", *texts, *control, "</View>"]) + "\n"


def _annotations(task: Task, place: str, value: dict[str, Any]) -> list[Returned]:
    data = value.get("data", value)
    one = Returned(place, data[task.marked_text], str(data[_ID]))
    if "data" not in value:
        return [_minimal(task, one, value)]
    kept = [each for each in value.get("annotations", ()) if not each.get("was_cancelled")]
    return [_annotation(task, one, data, each) for each in kept] or [one]


def _annotation(task: Task, one: Returned, data: dict[str, Any], annotation: dict[str, Any]) -> Returned:
    results = [each for each in annotation["result"] if each.get("type") in ("labels", "choices")]
    kind = "labels" if task.marks_spans else "choices"
    if any(each["type"] != kind for each in results):
        raise wrong_task(one.place, task, not task.marks_spans)
    found = [each["value"] for each in results if each["from_name"] == _CONTROL]
    person = _person(annotation.get("completed_by"))
    by, number = data.get(_LABELLED_BY) or [], annotation.get("import_id")
    if "completed_by" not in annotation:  # the file has not been in Label Studio
        number = annotation.get("id")
    changed = annotation.get("updated_at") or annotation.get("created_at") or ""
    if isinstance(number, int) and 0 < number <= len(by) and not annotation.get("updated_by"):
        person, changed = by[number - 1], ""  # it was exported with this label, and nobody changed it
    return _with_values(task, one, found).by(str(person), str(changed))


def _minimal(task: Task, one: Returned, value: dict[str, Any]) -> Returned:
    # JSON-MIN leaves the label out where an annotation marks nothing.
    label = value.get(_CONTROL, [] if task.marks_spans and value.get("annotation_id") else None)
    if label is None:
        return one
    if isinstance(label, list) != task.marks_spans:
        raise wrong_task(one.place, task, not task.marks_spans)
    if not task.marks_spans:  # one class is a string, several are an object
        label = [{"choices": [label] if isinstance(label, str) else label["choices"]}]
    person = _person(value.get("annotator"))
    return _with_values(task, one, label).by(person, str(value.get("updated_at") or ""))


def _with_values(task: Task, one: Returned, values: Sequence[dict[str, Any]]) -> Returned:
    if not task.marks_spans:
        return one.with_names([str(name) for value in values for name in value["choices"]])
    spans = []
    for value in values:
        names = value["labels"]
        span = Span(int(value["start"]), int(value["end"]), str(names[0]))
        check_quote(one.place, one.text, span, value.get("text"))
        spans.append(span)
    return one.with_spans(spans)


def _person(by: Any) -> str:
    if isinstance(by, dict):
        return str(by.get("email") or by.get("username") or by["id"])
    return "" if by is None else f"Label Studio {by}"
