"""How the columns of a file are read, and boxes to correct it."""

import streamlit as st

from demux_core.base.config import TASKS, Task
from demux_core.data.column_preview import ColumnPreview
from demux_core.data.columns import COLUMNS, REQUIRED
from pages.ui.shared import wording

_NAMES = {
    "text": "Text",
    "text_b": "Second text",
    "label": "Label",
    "tokens": "Words",
    "tags": "Tags",
    "question": "Question",
    "context": "Context",
    "answers": "Answers",
    "language": "Language",
    "id": "Id",
    "group": "Parallel id",
}
_HELP = {
    "text_b": "For pairs of texts, such as premise and hypothesis.",
    "group": "The same value in all rows that are translations of each other.",
    "language": "A code such as hi or ne. Without it the language is guessed from the text.",
}


def form(seen: ColumnPreview, task: Task | None, key: str) -> dict[str, str] | None:
    """Show how the columns are read; return those that the visitor named, once they are sent.

    Args:
        seen: of the file.
        task: that the file is read as; None: the visitor says.
        key: of the widgets.

    Returns:
        canonical column -> the file's, "" where the visitor said there is none; None until they are sent.
    """
    task = task or seen.task
    if task is None:
        task = st.segmented_control(
            "What it is for",
            TASKS,
            default="sequence",
            format_func=lambda name: wording.TASKS[name],
            required=True,
            key=f"task_of_{key}",
        )
    assert task is not None
    if seen.task:
        st.markdown(
            f"Read as **{wording.TASKS[seen.task]}**. Change the task under Settings, below the files."
        )
    with st.form(f"columns_{key}", border=False):
        chosen = {}
        for name in sorted(COLUMNS[task], key=list(_NAMES).index):
            options = [*([] if name in REQUIRED[task] and name in seen.used else [""]), *seen.columns]
            chosen[name] = st.selectbox(
                _NAMES[name],
                options,
                index=options.index(seen.used.get(name, "")) if seen.used.get(name, "") in options else 0,
                format_func=lambda column: _shown(column, seen),
                key=f"column_{name}_{key}_{seen.used.get(name, '')}",
                help=_HELP.get(name),
            )
        if not st.form_submit_button("Read it like this", type="primary"):
            return None
    return {name: column for name, column in chosen.items() if column != seen.used.get(name, "")}


def _shown(column: str, seen: ColumnPreview) -> str:
    if not column:
        return "None"
    example = seen.columns[column]
    return f"{column} ({example})" if example else column
