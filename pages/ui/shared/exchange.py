"""Texts to an annotation tool, and its labels back into the project."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from demux_core.base.errors import InputError
from demux_core.data.dataset import Dataset
from demux_core.exchange import TOOLS, Tool
from demux_core.exchange.importing import import_labels
from demux_core.exchange.packing import packed, packed_name
from demux_core.exchange.sentences import imported_sentences
from demux_core.exchange.sheets import LABELLED_ROLES, project_labels, project_sheet
from demux_core.workspace.prepared import PreparedProject
from demux_core.workspace.project import Project
from pages.ui.shared import access, cache, wording

_TOLD = "exchange_told"


def export(project: Project, prepared: PreparedProject, pool: Dataset, rows: Sequence[int], key: str) -> None:
    """Offer texts of the pool as a file for a tool; it is written when the visitor asks for it.

    Args:
        project: whose labels and suggestions go along.
        prepared: the prepared project.
        pool: its pool.
        rows: positions in the pool, in the order in which the texts should be labelled.
        key: of the widgets, and in the file's name.
    """
    tool = _tool(f"to_{key}")
    stem = f"{project.slug}-{key}"
    if not st.button(f"Write {wording.count(len(rows), 'text')} for {tool.title}", key=f"write_{key}"):
        return
    try:
        sheet = project_sheet(project, pool, rows, _known(project), prepared)
        content = packed(sheet, tool, stem)
    except InputError as error:
        st.error(wording.escape(str(error)), icon=":material/error:")
        return
    name = packed_name(tool, stem)
    access.download_button(f"Download {name}", content, name, key=f"export_{key}")


def merge(project: Project, pool: Dataset) -> None:
    """Take a file of a tool and merge its labels into the project; say what came of it."""
    with st.form("import_labels", border=False, clear_on_submit=True):
        tool = _tool("import_from")
        file = st.file_uploader("File that the tool exported", key="returned_labels")
        if st.form_submit_button("Import labels", icon=":material/upload:") and file is not None:
            _import(project, pool, tool, file.getvalue())
    if told := st.session_state.pop(_TOLD, None):
        st.success(wording.escape(told), icon=":material/check_circle:")


def _tool(key: str) -> Tool:
    return TOOLS[
        st.selectbox("Annotation tool", list(TOOLS), format_func=lambda name: TOOLS[name].title, key=key)
    ]


def _known(project: Project) -> list[str]:
    files = [cache.dataset(project, role) for role in LABELLED_ROLES if role in project.uploads]
    return project_labels(project, files)


def _import(project: Project, pool: Dataset, tool: Tool, content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"labels{tool.suffix or '.zip'}"
        path.write_bytes(content)
        try:
            imported = import_labels(project, pool, _known(project), tool.name, path)
        except InputError as error:
            st.error(wording.escape(str(error)), icon=":material/error:")
            return
    st.session_state[_TOLD] = " ".join(imported_sentences(imported))
    st.rerun()
