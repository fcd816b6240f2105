"""Tables below the map: the points inside what was drawn, how much strategies overlap."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any
from zlib import crc32

import pandas as pd
import streamlit as st

from demux_core.analysis.lasso import rows_inside
from demux_core.base import exports
from demux_core.explain.glossary import explain
from demux_core.explain.map_points import (
    PointRows,
    chosen_first,
    first_points,
    in_languages,
    read_points,
    split_rows,
)
from demux_core.strategies.display import strategy_title
from demux_core.workspace.project import Project
from pages.ui.map import use_points
from pages.ui.map.scene import Scene
from pages.ui.shared import access, excel, point_columns, point_story, row_heights, strike_out

Picked = Mapping[str, list[int]]

JACCARD = explain("Overlap (Jaccard)")
_TEXT_WIDTH = 370  # pixels: gloss and language beside it are whole at 1280
_MOST_LISTED = 5_000  # texts: a lasso around a million must not take as long to list
_COLUMNS = {
    "in": st.column_config.TextColumn("In", width=60),
    "text": st.column_config.TextColumn("Text", width=_TEXT_WIDTH),
    **{name: point_columns.COLUMNS[name] for name in ("gloss", "language", "margin", "uncertainty")},
    "chosen_by": st.column_config.TextColumn(
        "Chosen by", width=200, help="The strategies that chose the text, each with the rank it gave it."
    ),
    "id": point_columns.COLUMNS["id"],
}
_PAIRS = {
    "first": st.column_config.TextColumn("First"),
    "second": st.column_config.TextColumn("Second"),
    "only_first": st.column_config.NumberColumn("First only", format="localized"),
    "only_second": st.column_config.NumberColumn("Second only", format="localized"),
    "both": st.column_config.NumberColumn("Both", format="localized"),
    "by_chance": st.column_config.NumberColumn(
        "By chance",
        format="%.1f",
        help="The number of texts that two random selections of these sizes share on average.",
    ),
    "jaccard": st.column_config.ProgressColumn(
        "Overlap (Jaccard)", format="percent", min_value=0, max_value=1, help=JACCARD
    ),
}


def inside(scene: Scene, drawn: Mapping[str, Any]) -> None:
    """Show the pool and target texts inside what was drawn on the map, and offer them as a file."""
    rows = split_rows(rows_inside(scene.prepared.points, drawn), len(scene.prepared.source))
    if scene.languages:
        rows = in_languages(rows, scene.prepared.source, scene.languages)
    _points(scene, chosen_first(rows, scene.picked), "inside")


def found(scene: Scene, rows: PointRows, how: str) -> None:
    """Show the texts that a search matches, in its order, and offer them as a file."""
    _points(scene, rows, how)


def overlaps(pairs: pd.DataFrame) -> None:
    """Show the overlap of each pair of strategies."""
    titles = {column: [strategy_title(name) for name in pairs[column]] for column in ("first", "second")}
    st.dataframe(pairs.assign(**titles), hide_index=True, column_config=_PAIRS)


def _points(scene: Scene, rows: PointRows, how: str) -> None:
    if not (n := len(rows)):
        return
    project, prepared = scene.project, scene.prepared
    place = how.replace(" ", "_")
    first = first_points(rows, _MOST_LISTED)
    whole = partial(read_points, prepared.source, prepared.target, rows, scene.picked)
    count = f"The first {n:,} of {rows.total:,}" if rows.total > n else f"{n:,}"
    line = st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute")
    line.markdown(
        f"**{count} {'text' if n == 1 else 'texts'} {how}** "
        f"({len(rows.pool):,} pool, {len(rows.target):,} target)"
    )
    with line.container(horizontal=True, width="content"):
        if rows.pool:
            use_points.offer(project, prepared, rows.pool, place)
            strike_out.offer_rows(project, prepared, rows.pool, place)
        _download(project, whole, place)
    listed(scene, first, read_points(prepared.source, prepared.target, first, scene.picked), place)
    if len(first) < n:
        st.caption(f"The first {len(first):,} are listed. The downloads have all {n:,}.")


def listed(scene: Scene, rows: PointRows, table: pd.DataFrame, place: str) -> None:
    """Show the table of texts (``read_points``); a text that is chosen there shows its story."""
    table = point_columns.in_rows(table)
    unknown = [name for name in ("margin", "uncertainty") if name in table and table[name].isna().all()]
    shown = [name for name in _COLUMNS if name in table and name not in unknown]
    chosen = st.dataframe(
        table,
        key=f"{place}_{crc32(repr((rows, scene.plan)).encode())}",
        on_select="rerun",
        selection_mode="single-row",
        hide_index=True,
        row_height=row_heights.pixels(
            {_TEXT_WIDTH: table["text"], point_columns.GLOSS_WIDTH: table.get("gloss", ())}
        ),
        column_order=shown,
        column_config=_COLUMNS,
    ).selection.rows
    if chosen and chosen[0] < len(rows.pool):  # the pool's points come first
        row = rows.pool[chosen[0]]
        point_story.panel(scene.project, scene.prepared, row, scene.plan, f"{place}_{row}")


def _download(project: Project, table: Callable[[], pd.DataFrame], place: str) -> None:
    """Offer a table, which is made when the visitor asks for it: there may be many texts."""
    access.download_button(
        "Download CSV",
        # The byte order mark tells spreadsheets that it is UTF-8.
        lambda: exports.to_csv(table()).encode("utf-8-sig"),
        f"{project.slug}-texts-{place}.csv",
        "text/csv",
        key=f"download_{place}",
    )
    excel.button(table, f"{project.slug}-texts-{place}", place, "Download Excel")
