"""Tables below the map: the points inside what was drawn, how far strategies agree."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st
from numpy.typing import NDArray

from demux_core.analysis.lasso import rows_inside
from demux_core.base import exports
from demux_core.explain import point_tables
from demux_core.strategies.display import strategy_title
from demux_core.workspace.prepared import PreparedProject
from demux_core.workspace.project import Project
from pages.ui.map.controls import Hits
from pages.ui.shared import prepared_project

Picked = Mapping[str, list[int]]
Rows = NDArray[np.int64]

JACCARD = (
    "Of all points that at least one of the two chose, the share that both chose: 100 % = the same points, "
    "0 % = none in common."
)
_COLUMNS = {
    "in": st.column_config.TextColumn("In", width=60),
    "text": st.column_config.TextColumn("Text", width=380),
    **{name: prepared_project.COLUMNS[name] for name in ("language", "margin", "uncertainty")},
    "chosen_by": st.column_config.TextColumn(
        "Chosen by", width=200, help="The strategies that chose the point, each with the rank it gave it."
    ),
    "id": prepared_project.COLUMNS["id"],
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
        help="The points that two random choices of these sizes have in common on average.",
    ),
    "jaccard": st.column_config.ProgressColumn(
        "Overlap (Jaccard)", format="percent", min_value=0, max_value=1, help=JACCARD
    ),
}


def inside(project: Project, run: PreparedProject, picked: Picked, drawn: Mapping[str, Any]) -> None:
    """Show the pool and target points inside what was drawn on the map, and offer them as a file."""
    rows = rows_inside(run.points, drawn)
    n = len(run.source)
    if len(rows):
        _points(project, run, picked, rows[rows < n], rows[rows >= n] - n, "inside")


def found(project: Project, run: PreparedProject, picked: Picked, hits: Hits) -> None:
    """Show the points that a search found, and offer them as a file."""
    if hits.pool or hits.target:
        pool, target = (np.array(rows, dtype=np.int64) for rows in (hits.pool, hits.target))
        _points(project, run, picked, pool, target, "found", hits.found)


def overlaps(pairs: pd.DataFrame) -> None:
    """Show how far each pair of strategies agrees."""
    titles = {name: [strategy_title(one) for one in pairs[name]] for name in ("first", "second")}
    st.dataframe(pairs.assign(**titles), hide_index=True, column_config=_PAIRS)


def _points(
    project: Project, run: PreparedProject, picked: Picked, pool: Rows, target: Rows, how: str, total: int = 0
) -> None:
    by = _chosen_by(picked)
    parts = [
        point_tables.points_table(run.source, pool).assign(
            chosen_by=[by.get(row, "") for row in pool.tolist()]
        ),
        point_tables.points_table(run.target, target).assign(chosen_by=""),
    ]
    for part, place in zip(parts, ("pool", "target"), strict=True):
        part.insert(0, "in", place)
    table = pd.concat([part for part in parts if len(part)], ignore_index=True)
    line = st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute")
    n = len(table)
    count = f"The first {n:,} of {total:,}" if total > n else f"{n:,}"
    line.markdown(
        f"**{count} {'point' if n == 1 else 'points'} {how}** ({len(pool):,} pool, {len(target):,} target)"
    )
    line.download_button(
        "Download CSV",
        exports.to_csv(table).encode("utf-8-sig"),  # the mark tells spreadsheets that it is UTF-8
        f"{project.slug}-points-{how}.csv",
        "text/csv",
        icon=":material/download:",
        on_click="ignore",
        key=f"download_{how}",
    )
    empty = [name for name in ("margin", "uncertainty") if name in table and table[name].isna().all()]
    shown = [name for name in _COLUMNS if name in table and name not in empty]
    st.dataframe(table, hide_index=True, column_order=shown, column_config=_COLUMNS)


def _chosen_by(picked: Picked) -> dict[int, str]:
    said: dict[int, list[str]] = {}
    for name, rows in picked.items():
        for rank, row in enumerate(rows, start=1):
            said.setdefault(row, []).append(f"{strategy_title(name)} {rank:,}")
    return {row: " · ".join(parts) for row, parts in said.items()}
