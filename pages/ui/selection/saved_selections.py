"""The saved selections of a project, to download, annotate or remove."""

import streamlit as st

from demux_core.base.errors import InputError
from demux_core.explain.limits import limits_phrases
from demux_core.strategies.display import is_ceiling, strategy_title
from demux_core.workflows.annotation_queue import queue_of
from demux_core.workspace.prepared import PreparedProject
from demux_core.workspace.project import Project
from demux_core.workspace.records import SelectionRecord
from demux_core.workspace.saved_selections import delete_saved, list_saved
from pages.ui.selection import downloads
from pages.ui.shared import cache, exchange, prepared_cache, wording


def show(project: Project, prepared: PreparedProject) -> None:
    """List the saved selections."""
    selections = list_saved(project)
    if not selections:
        st.caption(
            "None yet. A saved selection stays the same when files or settings change, and its texts can be "
            "annotated here."
        )
        return
    for selection in selections:
        with st.container(
            border=True,
            horizontal=True,
            horizontal_alignment="distribute",
            vertical_alignment="center",
            key=f"kept_{selection.id}",
        ):
            st.markdown(_description(selection), width=620)
            with st.container(horizontal=True, width="content", vertical_alignment="center"):
                _downloads(project, selection)
                _to_tool(project, prepared, selection)
                _remove(selection)
    if "pool" in project.uploads:
        with st.expander("Import labels from another tool", icon=":material/swap_horiz:", key="import_box"):
            exchange.merge(project, cache.dataset(project, "pool"))
    st.page_link("pages/annotate.py", label="Annotate a saved selection", icon=":material/arrow_forward:")


def _description(selection: SelectionRecord) -> str:
    details = [
        wording.moment(selection.created),
        f"seed {selection.seed}",
    ]
    if like := selection.options.get("like"):
        details.append(f"languages as {strategy_title(like)}")
    if labelled := selection.options.get("labelled"):
        details.append(f"{wording.count(labelled, 'text')} labelled before")
    if added := selection.options.get("added"):
        details.append(f"{wording.count(added, 'text')} added for target texts left out")
    if by_hand := selection.options.get("by_hand"):
        details.append(f"{wording.count(by_hand, 'text')} added by hand")
    details += limits_phrases(selection.options.get("limits", {}))
    title = wording.escape(strategy_title(selection.strategy))
    return f"**{title}** · {selection.budget:,} texts  \n:small[{wording.escape(' · '.join(details))}]"


def _downloads(project: Project, selection: SelectionRecord) -> None:
    try:
        table = prepared_cache.saved_selection(selection)
    except InputError as error:
        st.markdown(f":red[{wording.escape(str(error))}]")
        return
    stem = f"{project.slug}-{selection.strategy}-{selection.budget}-kept-{selection.id}"
    downloads.buttons(table, stem, f"kept_{selection.id}")


def _to_tool(project: Project, prepared: PreparedProject, selection: SelectionRecord) -> None:
    if "pool" not in project.uploads or is_ceiling(selection.strategy):
        return
    with st.popover(
        "Other tools",
        icon=":material/swap_horiz:",
        help="Label these texts in another tool",
        on_change="rerun",
        key=f"tool_box_{selection.id}",
    ) as popover:
        if popover.open:
            pool = cache.dataset(project, "pool")
            queue = queue_of(project, pool, selection)
            exchange.export(
                project, prepared, pool, queue.rows, f"{selection.strategy}-{selection.budget}-{selection.id}"
            )


def _remove(selection: SelectionRecord) -> None:
    with st.popover(
        "", icon=":material/delete:", help="Remove", type="tertiary", key=f"remove_box_{selection.id}"
    ):
        st.markdown("Remove this saved selection? Its labels stay.")
        if st.button("Remove", key=f"remove_{selection.id}", type="primary"):
            delete_saved(selection)
            st.rerun()
