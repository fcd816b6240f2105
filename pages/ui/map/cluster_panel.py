"""The clusters of the map: what they are about, what strategies chose of them, and striking one out."""

import streamlit as st

from demux_core.analysis.clusters import Clusters
from demux_core.explain.cluster_tables import cluster_table
from demux_core.explain.map_points import PointRows, chosen_first, first_points, read_points
from demux_core.explain.map_sentences import CLUSTERS
from demux_core.strategies.display import strategy_title
from demux_core.workflows.limits import struck_rows
from pages.ui.map import tables, use_points
from pages.ui.map.scene import Scene
from pages.ui.shared import cluster_cache, strike_out, wording

_MOST_TEXTS = 100
_ROW = 35  # pixels: the table is read whole, without scrolling
_COLUMNS = {
    "name": st.column_config.TextColumn("Cluster", width=320),
    "pool": st.column_config.NumberColumn("Pool texts", format="localized"),
    "target": st.column_config.NumberColumn("Target texts", format="localized"),
    "struck": st.column_config.NumberColumn("Struck out", format="localized"),
}


def show(scene: Scene) -> None:
    """Show the clusters; the texts of the one that is chosen can be read, annotated and struck out."""
    clusters = cluster_cache.clusters(scene.prepared)
    if clusters is None:
        return
    struck = struck_rows(scene.project, scene.prepared)
    counted = {**scene.picked, **({"struck": struck} if struck else {})}
    titles = {
        name: st.column_config.NumberColumn(
            strategy_title(name), help="How many texts of the cluster it chose."
        )
        for name in scene.picked
    }
    table = cluster_table(clusters, counted)
    chosen = st.dataframe(
        table,
        key=f"clusters_{scene.prepared.key[:12]}",
        on_select="rerun",
        selection_mode="single-row",
        hide_index=True,
        column_order=["name", "pool", "target", *counted],
        column_config=_COLUMNS | titles,
        height=_ROW * (len(table) + 1) + 3,
    ).selection.rows
    st.caption(f"{CLUSTERS} Choose a row to read its texts or to strike it out.")
    if chosen:
        _cluster(scene, (clusters, chosen[0]))


def _cluster(scene: Scene, of: tuple[Clusters, int]) -> None:
    clusters, place = of
    whole = PointRows(tuple(clusters.pool_rows(place)), tuple(clusters.target_rows(place)))
    line = st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute")
    line.markdown(
        f"**{wording.escape(clusters.names[place])}** "
        f"({len(whole.pool):,} pool, {len(whole.target):,} target)"
    )
    with line.container(horizontal=True, width="content"):
        if whole.pool:
            use_points.offer(scene.project, scene.prepared, whole.pool, "cluster")
            strike_out.offer_cluster(scene.project, scene.prepared, of, "cluster")
    first = first_points(chosen_first(whole, scene.picked), _MOST_TEXTS)
    read = read_points(scene.prepared.source, scene.prepared.target, first, scene.picked)
    tables.listed(scene, first, read, f"cluster_{place}")
    if len(first) < len(whole):
        st.caption(f"The first {len(first):,} of {len(whole):,} texts are listed.")
