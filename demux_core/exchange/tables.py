"""Tables: one row a text and annotator, in the columns of data files, so that they load as data, too."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from demux_core.data import canonical
from demux_core.data.columns import recognise
from demux_core.exchange.returned import Returned
from demux_core.exchange.sheet import Answer, Item, Sheet
from demux_core.tasks.base import Task

if TYPE_CHECKING:
    import pandas as pd

ANNOTATOR, AT = "annotator", "at"


def table_of(sheet: Sheet, lists: bool = True) -> "pd.DataFrame":
    """The texts, their labels, who gave them and when, and what the model suggests, if anything.

    Args:
        sheet: the texts; one that several people labelled has a row for each of them.
        lists: whether words, tags and answers stay lists; else they are JSON.
    """
    import pandas as pd

    task = sheet.dataset.task
    rows = [_row(task, item, answer) for item in sheet.items() for answer in item.answers or (Answer(None),)]
    table = pd.DataFrame(rows)
    for column in task.columns:
        if column.holds_lists and not lists:
            table[column.name] = [_as_json(value) for value in table[column.name]]
    if not sheet.suggestions:
        table = table.drop(columns=["suggestion", "score"])
    return table if table["gloss"].notna().any() else table.drop(columns="gloss")


def returned_rows(raw: "pd.DataFrame", task: Task) -> Iterator[Returned]:
    """Yield the labels of a table's rows; a row without a label is yielded as well.

    Raises:
        InputError: columns of ``task`` are missing, or a value breaks a rule.
    """
    _, columns = recognise(list(raw.columns), task, {})
    frame = canonical.content(task, raw, columns)
    people, times = (_told(raw, name) for name in (ANNOTATOR, AT))
    for place, (key, name) in enumerate(zip(task.content_keys(frame), frame["id"], strict=True)):
        row = frame.iloc[place]
        text = task.shown_texts(row)[task.marked_text]
        one = Returned(f"row {place + 1:,}", text, name, key).by(people[place], times[place])
        for label in task.given_labels(row[task.label_column]) or [None]:
            yield replace(one, label=label)


def _row(task: Task, item: Item, answer: Answer) -> dict[str, Any]:
    content = {column.name: item.row[column.name] for column in task.columns}
    if answer.label is not None:
        content[task.label_column] = task.stored_label(answer.label)
    else:
        content[task.label_column] = task.no_label
    suggested = None if item.suggestion is None else task.label_text(task.stored_label(item.suggestion.label))
    return {
        "id": item.id,
        "lang": item.language,
        "gloss": item.row.get("gloss"),
        **content,
        ANNOTATOR: answer.annotator or None,
        AT: answer.at or None,
        "suggestion": suggested,
        "score": None if item.suggestion is None else round(item.suggestion.score, 4),
    }


def _as_json(value: Any) -> str | None:
    return json.dumps(value, ensure_ascii=False) if value else None


def _told(raw: "pd.DataFrame", name: str) -> list[str]:
    values = raw[name] if name in raw.columns else [None] * len(raw)
    return ["" if value is None or value != value else str(value).strip() for value in values]
