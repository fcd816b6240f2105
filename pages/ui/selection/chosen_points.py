"""The chosen points with their reasons, to keep and to take along; the selections that were kept."""

from collections.abc import Mapping
from datetime import datetime

import pandas as pd
import streamlit as st

from demux_core.base import exports
from demux_core.base.errors import InputError
from demux_core.base.languages import language_name
from demux_core.strategies import STRATEGIES, Selection
from demux_core.workflows.selection import SelectionPlan
from demux_core.workspace.prepared import PreparedProject
from demux_core.workspace.project import Project
from demux_core.workspace.records import SelectionRecord
from demux_core.workspace.saved_selections import delete_saved, list_saved, save_selection
from pages.ui.shared import cache, prepared_project, shell, wording

_COLUMNS = {
    "rank": st.column_config.NumberColumn("Rank", width=45, format="localized"),
    "text": st.column_config.TextColumn("Text", width=200),
    "language": st.column_config.TextColumn("Language", width=80),
    "reason": st.column_config.TextColumn(
        "Why",
        width=490,
        help="Computed from the data for every text. Surer or less sure: than on so much of the pool.",
    ),
    **{
        name: prepared_project.COLUMNS[name]
        for name in ("margin", "uncertainty", "distance", "nearest_target_text")
    },
    "id": prepared_project.COLUMNS["id"],
}
_FILES = {
    # The mark tells spreadsheets that it is UTF-8.
    "CSV": ("csv", "text/csv", lambda table: exports.to_csv(table).encode("utf-8-sig")),
    "JSONL": ("jsonl", "application/jsonl", lambda table: exports.to_jsonl(table).encode()),
    "Parquet": ("parquet", "application/vnd.apache.parquet", exports.to_parquet),
}


def points(
    project: Project, run: PreparedProject, chosen: Mapping[str, Selection], plan: SelectionPlan
) -> None:
    """Show the points of one strategy, and offer to keep or download them."""
    name = st.segmented_control(
        "Strategy",
        list(chosen),
        default=next(iter(chosen)),
        format_func=lambda name: STRATEGIES[name].title,
        required=True,
        key="table_" + "_".join(chosen),
        label_visibility="collapsed",
    )
    table = cache.explained(run, chosen[name], plan)
    languages = [language_name(code or "unknown") for code in table["language"]]
    st.dataframe(
        table.assign(language=languages),
        hide_index=True,
        column_order=[n for n in _COLUMNS if n in table and (n != "uncertainty" or "margin" not in table)],
        column_config=_COLUMNS,
        height=min(38 + 35 * len(table), 420),
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button("Keep this selection", key="keep", type="primary", icon=":material/bookmark_add:"):
            save_selection(project, table, plan.seed, plan.options(name))
            st.toast(f"{STRATEGIES[name].title} ({len(table):,}) is kept.", icon=":material/bookmark_added:")
        _downloads(table, f"{project.slug}-{name}-{len(table)}", "points", "Download ")


def kept(project: Project) -> None:
    """List the selections that were kept."""
    selections = list_saved(project)
    if not selections:
        st.caption(
            "None yet. What you keep stays as it is when files or settings change, and can be annotated here."
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
            st.markdown(_about(selection), width=620)
            with st.container(horizontal=True, width="content", vertical_alignment="center"):
                try:
                    table = cache.kept(selection)
                except InputError as error:
                    st.markdown(f":red[{wording.escape(str(error))}]")
                else:
                    stem = f"{project.slug}-{selection.strategy}-{selection.budget}-kept-{selection.id}"
                    _downloads(table, stem, f"kept_{selection.id}")
                _remove(selection)
    if any(path == "pages/annotate.py" for path, *_ in shell.PAGES):
        st.page_link("pages/annotate.py", label="Annotate a kept selection", icon=":material/arrow_forward:")


def _about(selection: SelectionRecord) -> str:
    when = datetime.fromisoformat(selection.created).strftime("%-d %B %Y, %H:%M UTC")
    more = [f"seed {selection.seed}"]
    if like := selection.options.get("like"):
        more.append(f"languages as {STRATEGIES[like].title}")
    if labelled := selection.options.get("labelled"):
        more.append(f"{wording.rows(labelled)} labelled before")
    title = STRATEGIES[selection.strategy].title if selection.strategy in STRATEGIES else selection.strategy
    details = wording.escape(" · ".join([when, *more]))
    return f"**{wording.escape(title)}** · {selection.budget:,} points  \n:small[{details}]"


def _remove(selection: SelectionRecord) -> None:
    with st.popover("", icon=":material/delete:", help="Remove", type="tertiary"):
        st.markdown("Remove this kept selection? Labels that were given stay.")
        if st.button("Remove", key=f"remove_{selection.id}", type="primary"):
            delete_saved(selection)
            st.rerun()


def _downloads(table: pd.DataFrame, stem: str, key: str, verb: str = "") -> None:
    for name, (suffix, mime, written) in _FILES.items():
        st.download_button(
            f"{verb}{name}",
            lambda written=written: written(table),
            f"{stem}.{suffix}",
            mime,
            key=f"download_{key}_{suffix}",
            icon=":material/download:",
            on_click="ignore",
        )
