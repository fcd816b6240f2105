"""What was labelled, flagged or commented on in a queue, as a table."""

from typing import TYPE_CHECKING

from demux_core.base.languages import language_name
from demux_core.tasks.text_pairs import in_short
from demux_core.workflows.annotation_queue import AnnotationQueue
from demux_core.workspace.project import Project
from demux_core.workspace.remarks import comments_text, flagged_by, remarks_on

if TYPE_CHECKING:
    import pandas as pd


def labelled_points(project: Project, queue: AnnotationQueue) -> "pd.DataFrame":
    """Return the points with a label or a remark, the last labelled first.

    Columns: id, text (``in_short``), label (in words), language (its name), by, flagged (by whom), comments.
    """
    import pandas as pd

    task, frame, texts = queue.pool.task, queue.pool.frame, queue.texts
    remarks = remarks_on(project, texts)
    rows = []
    for name, row in zip(texts, queue.rows, strict=True):
        given, told = queue.given.get(name), remarks.get(name, [])
        if given is None and not told:
            continue
        stored = None if given is None else task.stored_label(given.label)
        label = "" if stored is None else task.label_in_words(frame.iloc[row], stored)
        by, when = ("", "") if given is None else (given.annotator, given.created)
        language = language_name(frame["language"].iloc[row])
        about = (label, language, by, flagged_by(told), comments_text(told))
        rows.append((when, name, in_short(texts[name]), *about))
    rows.sort(key=lambda each: each[0], reverse=True)
    columns = ["id", "text", "label", "language", "by", "flagged", "comments"]
    return pd.DataFrame([row[1:] for row in rows], columns=columns)
