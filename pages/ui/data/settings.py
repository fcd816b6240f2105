"""The task and the model of a project."""

from typing import Any

import streamlit as st

from demux_core.base.errors import InputError
from demux_core.tasks import TASKS, find_task
from demux_core.workspace.project import Project, open_project
from demux_core.workspace.project_files import change_settings
from pages.ui.shared import access, wording

_AUTOMATIC = "automatic"


def settings(project: Project) -> None:
    """Let the visitor choose task and model; changes made elsewhere are shown."""
    task_key, model_key = f"task_{project.slug}", f"model_{project.slug}"
    for key, stored in ((task_key, project.task or _AUTOMATIC), (model_key, project.model)):
        if st.session_state.get(key) != stored:
            st.session_state[key] = stored
    with st.expander("Settings: task and model", key="settings"):
        task_column, model_column = st.columns(2)
        recognised = project.uploads["pool"].task if "pool" in project.uploads and not project.task else None
        automatic = f"Automatic ({find_task(recognised).title})" if recognised else "Automatic"
        task_column.selectbox(
            "Task",
            [_AUTOMATIC, *TASKS],
            format_func=lambda task: automatic if task == _AUTOMATIC else find_task(task).title,
            key=task_key,
            on_change=lambda: _change(project, "task", _named(st.session_state[task_key])),
            help="Automatic: recognised from the columns of the pool's file.",
        )
        model_column.text_input(
            "Model",
            key=model_key,
            on_change=lambda: _change(project, "model", st.session_state[model_key]),
            help="`default`: the multilingual encoder that is included. Otherwise a model on the Hugging "
            "Face Hub that this server allows, such as FacebookAI/xlm-roberta-base, or the folder of a model "
            "fine-tuned with `python -m demux_core train`.",
        )
        if message := st.session_state.pop("settings_trouble", None):
            st.error(wording.escape(message), icon=":material/error:")


def _named(task: str) -> str | None:
    return None if task == _AUTOMATIC else task


@access.callback
def _change(project: Project, setting: str, value: Any) -> None:
    """Change one setting and nothing else: another visitor may have changed the rest meanwhile."""
    now = open_project(project.slug) or project
    settings: dict[str, Any] = {"task": now.task, "model": now.model, setting: value}
    try:
        change_settings(now, **settings)
    except InputError as error:
        st.session_state["settings_trouble"] = str(error)
