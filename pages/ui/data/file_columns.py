"""How the columns of a file are read, and boxes to correct it."""

import streamlit as st

from demux_core.data.column_preview import ColumnPreview
from demux_core.data.columns import GLOSS, GROUP, ID, LANGUAGE
from demux_core.tasks import TASKS, find_task
from demux_core.tasks.columns import Column


def form(seen: ColumnPreview, task_name: str | None, key: str) -> dict[str, str] | None:
    """Show how the columns are read; return those that the visitor named, once they are sent.

    Args:
        seen: of the file.
        task_name: of the task that the file is read as; None: the visitor says.
        key: of the widgets.

    Returns:
        canonical column -> the file's, "" where the visitor said there is none; None until they are sent.
    """
    if task_name is None:
        task_name = seen.task.name if seen.task else _choose_task(key)
    if seen.task:
        st.markdown(f"Read as **{seen.task.title}**. Change the task under Settings, below the files.")
    with st.form(f"columns_{key}", border=False):
        task = find_task(task_name)
        chosen = {
            column.name: _box(column, seen, key)
            for column in (*task.columns, *task.stand_ins, LANGUAGE, GLOSS, ID, GROUP)
        }
        if not st.form_submit_button("Apply columns", type="primary"):
            return None
    return {name: column for name, column in chosen.items() if column != seen.used.get(name, "")}


def _choose_task(key: str) -> str:
    return st.segmented_control(
        "What it is for",
        list(TASKS),
        default=next(iter(TASKS)),
        format_func=lambda name: find_task(name).title,
        required=True,
        key=f"task_of_{key}",
    )


def _box(column: Column, seen: ColumnPreview, key: str) -> str:
    used = seen.used.get(column.name, "")
    options = [*([] if column.required and column.name in seen.used else [""]), *seen.columns]
    return st.selectbox(
        column.title,
        options,
        index=options.index(used) if used in options else 0,
        format_func=lambda name: _shown(name, seen),
        key=f"column_{column.name}_{key}_{used}",
        help=column.help,
    )


def _shown(column: str, seen: ColumnPreview) -> str:
    if not column:
        return "None"
    example = seen.columns[column]
    return f"{column} ({example})" if example else column
