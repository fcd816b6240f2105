"""Labels as tables: to take along, and beside the labels that the pool's file carries."""

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from demux_core.data.dataset import Dataset
from demux_core.tasks.text_pairs import in_short
from demux_core.workspace.label_log import labelled_rows
from demux_core.workspace.records import Label
from demux_core.workspace.remarks import Remark, comments_text, flagged_by

if TYPE_CHECKING:
    import pandas as pd


def labels_table(
    pool: Dataset,
    given: Mapping[str, Label],
    lists: bool = True,
    remarks: Mapping[str, Sequence[Remark]] | None = None,
) -> "pd.DataFrame":
    """The labelled rows to take along, in columns that can be read in again, and who labelled them when.

    Where somebody flagged or commented on one of them, two more columns say who, and what.

    Args:
        pool: whose rows they are.
        given: ``label_log.current_labels``.
        lists: whether tokens, tags and answers stay lists; else they are written as JSON, for CSV.
        remarks: ``remarks.remarks_on`` these rows.
    """
    frame = labelled_rows(pool, given).frame.drop(columns=["confidence", "group"])
    for column in pool.task.columns:
        if column.holds_lists and not lists:
            frame[column.name] = [json.dumps(value, ensure_ascii=False) for value in frame[column.name]]
    entries = [given[name] for name in frame["id"]]
    table = frame.rename(columns={"language": "lang"}).assign(
        annotator=[entry.annotator for entry in entries], at=[entry.created for entry in entries]
    )
    told = [(remarks or {}).get(name, ()) for name in frame["id"]]
    if not any(told):
        return table
    return table.assign(
        flagged_by=[flagged_by(each) for each in told], comments=[comments_text(each) for each in told]
    )


def compare_with_file(pool: Dataset, given: Mapping[str, Label]) -> "pd.DataFrame":
    """Labels in words beside those of the pool's file: id, text, language, label, file (text), same (bool).

    Rows that the file has no label for are left out; of pairs of texts there is how the second begins.
    """
    import pandas as pd

    mine, task = labelled_rows(pool, given), pool.task
    in_file = dict(zip(pool.frame["id"], pool.row_labels, strict=True))
    rows = []
    for place, (name, label) in enumerate(zip(mine.frame["id"], mine.row_labels, strict=True)):
        if other := in_file[name]:
            row = mine.frame.iloc[place]
            both = [task.label_in_words(row, each) for each in (label, other)]
            about = (name, in_short(mine.texts[place]), mine.languages[place])
            rows.append((*about, *both, task.same_label(label, other)))
    return pd.DataFrame(rows, columns=["id", "text", "language", "label", "file", "same"])
