"""The chosen points with their reasons, to keep and to take along; the selections that were kept."""

from collections.abc import Mapping
from datetime import datetime

import pandas as pd
import streamlit as st

from demux_core import exports
from demux_core.errors import InputError
from demux_core.languages import language_name
from demux_core.projects import Project
from demux_core.projects.choosing import Plan
from demux_core.projects.runs import Run
from demux_core.projects.selections import keep_selection, list_kept, remove
from demux_core.store.records import SelectionRecord
from demux_core.strategies import STRATEGIES, Selection
from pages.ui import frame, prepared, resources, words

_COLUMNS = {
    "rank": st.column_config.NumberColumn("Rank", width=45, format="localized"),
    "text": st.column_config.TextColumn("Text", width=200),
    "language": st.column_config.TextColumn("Language", width=80),
    "reason": st.column_config.TextColumn(
        "Why",
        width=490,
        help="Computed from the data for every text. Surer or less sure: than on so much of the pool.",
    ),
    **{name: prepared.COLUMNS[name] for name in ("margin", "uncertainty", "distance", "nearest_target_text")},
    "id": prepared.COLUMNS["id"],
}
_FILES = {
    # The mark tells spreadsheets that it is UTF-8.
    "CSV": ("csv", "text/csv", lambda table: exports.to_csv(table).encode("utf-8-sig")),
    "JSONL": ("jsonl", "application/jsonl", lambda table: exports.to_jsonl(table).encode()),
    "Parquet": ("parquet", "application/vnd.apache.parquet", exports.to_parquet),
}


def points(project: Project, run: Run, chosen: Mapping[str, Selection], plan: Plan) -> None:
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
    table = resources.explained(run, chosen[name], plan)
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
            keep_selection(project, table, plan.seed, plan.options(name))
            st.toast(f"{STRATEGIES[name].title} ({len(table):,}) is kept.", icon=":material/bookmark_added:")
        _downloads(table, f"{project.slug}-{name}-{len(table)}", "points", "Download ")


def kept(project: Project) -> None:
    """List the selections that were kept."""
    selections = list_kept(project)
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
                    table = resources.kept(selection)
                except InputError as error:
                    st.markdown(f":red[{words.plain(str(error))}]")
                else:
                    stem = f"{project.slug}-{selection.strategy}-{selection.budget}-kept-{selection.id}"
                    _downloads(table, stem, f"kept_{selection.id}")
                _remove(selection)
    if any(path == "pages/annotate.py" for path, *_ in frame.PAGES):
        st.page_link("pages/annotate.py", label="Annotate a kept selection", icon=":material/arrow_forward:")


def _about(selection: SelectionRecord) -> str:
    when = datetime.fromisoformat(selection.created).strftime("%-d %B %Y, %H:%M UTC")
    more = [f"seed {selection.seed}"]
    if like := selection.options.get("like"):
        more.append(f"languages as {STRATEGIES[like].title}")
    if labelled := selection.options.get("labelled"):
        more.append(f"{words.rows(labelled)} labelled before")
    title = STRATEGIES[selection.strategy].title if selection.strategy in STRATEGIES else selection.strategy
    details = words.plain(" · ".join([when, *more]))
    return f"**{words.plain(title)}** · {selection.budget:,} points  \n:small[{details}]"


def _remove(selection: SelectionRecord) -> None:
    with st.popover("", icon=":material/delete:", help="Remove", type="tertiary"):
        st.markdown("Remove this kept selection? Labels that were given stay.")
        if st.button("Remove", key=f"remove_{selection.id}", type="primary"):
            remove(selection)
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
