"""Texts of the map taken into a selection, or sent to Annotate."""

from collections.abc import Sequence

import streamlit as st

from demux_core.base.errors import InputError
from demux_core.strategies.display import strategy_title
from demux_core.workflows.annotation_queue import annotatable_selections, start_annotating
from demux_core.workflows.hand_picked import add_rows, save_rows
from demux_core.workspace.prepared import PreparedProject
from demux_core.workspace.project import Project
from demux_core.workspace.records import SelectionRecord
from pages.ui.shared import wording


def offer(project: Project, prepared: PreparedProject, rows: Sequence[int], key: str) -> None:
    """Offer to annotate rows of the pool now, or to add them to a selection; ``key`` names the place."""
    texts = wording.count(len(rows), "pool text")
    with st.popover("Use", icon=":material/playlist_add:", key=f"use_{key}", on_change="rerun") as box:
        if not box.open:
            return
        if st.button(f"Annotate {texts}", key=f"annotate_{key}", type="primary", width="stretch"):
            start_annotating(project, save_rows(project, prepared, rows))
            st.switch_page("pages/annotate.py")
        chosen = st.selectbox(
            "Or add to",
            [None, *annotatable_selections(project)],
            format_func=_title,
            key=f"add_to_{key}",
        )
        if st.button(f"Add {texts}", key=f"add_{key}", icon=":material/add:", width="stretch"):
            _add(project, prepared, rows, chosen)


def _add(
    project: Project, prepared: PreparedProject, rows: Sequence[int], chosen: SelectionRecord | None
) -> None:
    if chosen is None:
        saved, added = save_rows(project, prepared, rows), len(rows)
    else:
        try:
            saved, added = add_rows(project, prepared, rows, chosen)
        except InputError as error:
            st.error(wording.escape(str(error)), icon=":material/error:")
            return
    st.success(
        f"{wording.count(added, 'text')} added. {wording.escape(_title(saved))} is saved, and listed on the "
        "Selection page.",
        icon=":material/check_circle:",
    )


def _title(saved: SelectionRecord | None) -> str:
    if saved is None:
        return "A new selection"
    return f"{strategy_title(saved.strategy)} · {wording.count(saved.budget, 'text')} · {saved.created[:10]}"
