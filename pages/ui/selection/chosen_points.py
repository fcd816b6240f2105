"""The chosen points with their reasons, to look into, to strike out, to save and to download."""

from collections.abc import Mapping
from zlib import crc32

import streamlit as st

from demux_core.base.languages import language_name
from demux_core.strategies import STRATEGIES, Selection
from demux_core.strategies.display import strategy_title
from demux_core.workflows.selection import SelectionPlan
from demux_core.workspace.prepared import PreparedProject
from demux_core.workspace.project import Project
from demux_core.workspace.saved_selections import save_selection
from pages.ui.selection import added_points, downloads, next_steps
from pages.ui.shared import point_columns, point_story, row_heights, strike_out, wording

# Pixels: with rank and language the width of the page at 1280. What must be read comes first.
_WIDTHS = {"text": 380, "reason": 266}
_WIDTHS_WITH_GLOSS = {"text": 244, "gloss": 196, "reason": 205}
_HEIGHT = 640
_COLUMNS = {
    "rank": st.column_config.NumberColumn("Rank", width=45, format="localized"),
    "text": st.column_config.TextColumn("Text"),
    "gloss": point_columns.COLUMNS["gloss"],
    "language": st.column_config.TextColumn("Language", width=94),
    "reason": st.column_config.TextColumn(
        "Why",
        help="Computed from the data for every text. Percentages compare the model's uncertainty about this "
        "text with its uncertainty about the rest of the pool; distances are Euclidean.",
    ),
    **{
        name: point_columns.COLUMNS[name]
        for name in ("nearest_target_gloss", "margin", "uncertainty", "distance", "nearest_target_text", "id")
    },
}


def points(
    project: Project, prepared: PreparedProject, selections: Mapping[str, Selection], plan: SelectionPlan
) -> str:
    """Show the points of one strategy, offer to save or download them, and return the strategy."""
    name = st.segmented_control(
        "Strategy",
        list(selections),
        default=next(iter(selections)),
        format_func=strategy_title,
        required=True,
        key="table_" + "_".join(selections),
        label_visibility="collapsed",
    )
    assert name is not None  # one is required
    table = added_points.table(prepared, selections[name], plan)
    languages = [language_name(code or "unknown") for code in table["language"]]
    widths = _WIDTHS_WITH_GLOSS if "gloss" in table else _WIDTHS
    listed = point_columns.in_rows(table)
    lines = row_heights.pixels({width: listed[column] for column, width in widths.items()})
    shown = f"points_{name}_{crc32(repr(plan).encode())}"
    # A table of other points is another one, in which nothing is chosen yet.
    event = st.dataframe(
        listed.assign(language=languages),
        key=shown,
        on_select="rerun",
        selection_mode="single-row",
        hide_index=True,
        column_order=[
            n
            for n in _COLUMNS
            if n in table and (n != "uncertainty" or ("margin" not in table and table[n].notna().any()))
        ],
        column_config=_COLUMNS | {column: _COLUMNS[column] | {"width": w} for column, w in widths.items()},
        row_height=lines,
        height=min(38 + lines * len(table), _HEIGHT),
    )
    if avoided := selections[name].avoided:
        were = "was" if avoided == 1 else "were"
        st.caption(f"{wording.count(avoided, 'near-duplicate')} {were} left out.")
    rows = event.selection.rows
    if rows and not STRATEGIES[name].uses_gold:
        row = prepared.source.ids.index(table["id"].iloc[rows[0]])  # of a point that was added, too
        point_story.panel(project, prepared, row, plan, f"{name}_{row}")
    elif not STRATEGIES[name].uses_gold:
        st.caption("Choose a row to see why it is there, and to strike it out.")
    strike_out.struck(project, prepared)
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button("Save this selection", key="keep", type="primary", icon=":material/bookmark_add:"):
            saved = save_selection(
                project, table, plan.seed, added_points.options(selections[name], table, plan)
            )
            next_steps.remember(saved, shown)
        downloads.buttons(table, f"{project.slug}-{name}-{len(table)}", "points", "Download ")
    next_steps.show(project, shown)
    return name
