"""Texts to an annotation tool, and its labels back into the project."""

import io
import tempfile
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import streamlit as st

from demux_core.base.errors import InputError
from demux_core.data.dataset import Dataset
from demux_core.exchange import TOOLS, Tool
from demux_core.exchange.importing import import_labels
from demux_core.exchange.sentences import imported_sentences
from demux_core.exchange.sheet import Sheet
from demux_core.exchange.sheets import LABELLED_ROLES, project_labels
from demux_core.workspace.project import Project
from pages.ui.shared import access, cache, wording

_TOLD = "exchange_told"


def known_labels(project: Project) -> list[str]:
    """The labels that the project knows."""
    files = [cache.dataset(project, role) for role in LABELLED_ROLES if role in project.uploads]
    return project_labels(project, files)


def export(sheet: Callable[[], Sheet], stem: str, key: str) -> None:
    """Offer texts as a file for a tool; the sheet is made and written when the visitor asks for it.

    Args:
        sheet: makes the texts to write.
        stem: of the file's name.
        key: of the widgets.
    """
    tool = st.selectbox("Annotation tool", TOOLS.values(), format_func=lambda each: each.title, key=f"to_{key}")
    try:
        st.download_button(
            f"Export to {tool.title}",
            partial(_content, sheet, tool, stem),
            packed_name(tool, stem),
            key=f"export_{key}",
            icon=":material/upload:",
            on_click="ignore",
        )
    except InputError as error:
        st.error(wording.escape(str(error)), icon=":material/error:")


def merge(project: Project, pool: Dataset, key: str) -> None:
    """Take a file of a tool and merge its labels into the project; say what came of it."""
    with st.form(f"import_{key}", border=False, clear_on_submit=True):
        tool = st.selectbox("From", TOOLS.values(), format_func=lambda each: each.title, key=f"from_{key}")
        file = st.file_uploader("Export of the tool", key=f"returned_{key}")
        if st.form_submit_button("Import labels", icon=":material/download:") and file is not None:
            _import(project, pool, tool, file.getvalue())
    if told := st.session_state.pop(_TOLD, None):
        st.success(wording.escape(told), icon=":material/check_circle:")


def _import(project: Project, pool: Dataset, tool: Tool, content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"labels{tool.suffix or '.zip'}"
        path.write_bytes(content)
        try:
            imported = import_labels(project, pool, known_labels(project), tool.name, path)
        except InputError as error:
            st.error(wording.escape(str(error)), icon=":material/error:")
            return
    st.session_state[_TOLD] = " ".join(imported_sentences(imported))
    st.rerun()
