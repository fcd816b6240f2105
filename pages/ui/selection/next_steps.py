"""What comes after a selection is saved: annotate it, download it, report on it."""

import streamlit as st

from demux_core.strategies.display import is_ceiling, strategy_title
from demux_core.workflows.annotation_queue import start_annotating
from demux_core.workspace.project import Project
from demux_core.workspace.records import SelectionRecord
from demux_core.workspace.saved_selections import list_saved
from pages.ui.shared import wording

_KEY = "saved_here"


def remember(saved: SelectionRecord, shown: str) -> None:
    """Remember that the table ``shown`` was saved."""
    st.session_state[_KEY] = (shown, saved.id)


def show(project: Project, shown: str) -> None:
    """Offer the next steps where the table that is shown was just saved."""
    table, number = st.session_state.get(_KEY, ("", 0))
    saved = (
        next((each for each in list_saved(project) if each.id == number), None) if table == shown else None
    )
    if saved is None:
        return
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="next_steps"):
        what = f"{strategy_title(saved.strategy)}, {wording.count(saved.budget, 'text')}"
        st.markdown(f":material/check_circle: **Saved:** {wording.escape(what)}. **Next:**", width="content")
        if not is_ceiling(saved.strategy) and st.button(
            "Annotate these texts", key="annotate_saved", type="primary", icon=":material/edit_note:"
        ):
            start_annotating(project, saved)
            st.switch_page("pages/annotate.py")
        st.page_link("pages/report.py", label="Report on them", icon=":material/description:")
        st.caption("Or download them with the buttons above, for another tool.", width="content")
