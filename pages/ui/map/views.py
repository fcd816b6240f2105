"""The views of the map: one map, a map for each strategy, the difference of two strategies."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import streamlit as st

from demux_core.analysis import overlap
from demux_core.charts import compare_charts, point_colors
from demux_core.explain import map_sentences
from demux_core.strategies import Selection
from demux_core.strategies.display import strategy_title
from demux_core.workflows.selection import SelectionPlan, labelled_rows
from demux_core.workspace.prepared import PreparedProject
from demux_core.workspace.project import Project
from pages.ui.map import cluster_panel, colors, controls, plotly_map, tables, webgl_map
from pages.ui.map.scene import Drawing, Scene
from pages.ui.map.search import search
from pages.ui.shared import access, cluster_cache, coverage_cache, prepared_cache, screen, state

_HOW = (
    "Draw a lasso to read the texts inside. In the legend, click a colour to hide it with its rings, "
    "double-click to see it alone."
)
_SEARCH_WIDTH = 240  # pixels


@access.fragment()
def show(
    view: str,
    project: Project,
    prepared: PreparedProject,
    selections: Mapping[str, Selection],
    plan: SelectionPlan,
) -> None:
    """Show a view of the map; what is chosen or drawn in it reruns this part only."""
    picked = {name: selection.rows.tolist() for name, selection in selections.items()}
    scene = Scene(project, prepared, picked, plan, st.context.theme.type == "dark")
    if view != "map" and len(picked) < compare_charts.FEWEST:
        st.info("Choose at least two strategies above to compare them.", icon=":material/compare:")
    else:
        {"map": _one_map, "compare": _compare, "difference": _difference}[view](scene)
    state.write_address()


def _one_map(scene: Scene) -> None:
    settings, content = screen.settings_and_content()
    line = settings.container(horizontal=True)
    with line:
        color_by = controls.color_by(scene.prepared)
        scene = replace(scene, languages=controls.languages(scene.prepared))
        search_place = st.container(width=_SEARCH_WIDTH)
        marks = controls.marked(list(scene.picked)) if color_by != "strategy" else []
        left_out = controls.left_out(marks or list(scene.picked))
    with settings:
        matches = search(scene.project, scene.prepared, search_place, line)
    if color_by == "strategy":
        coloring: point_colors.PointColors = point_colors.by_strategy(
            len(scene.prepared.source), scene.picked, scene.dark
        )
    else:
        coloring = colors.points_by(color_by, scene.project, scene.prepared)
    picked = {strategy_title(name): scene.picked[name] for name in marks}
    clusters = cluster_cache.clusters(scene.prepared) if color_by == "cluster" else None
    drawing = Drawing("map", color_by, coloring, matches, picked, _left_out(scene, left_out), clusters)
    with content:
        _draw(scene, drawing)
        if color_by == "cluster":
            cluster_panel.show(scene)


def _compare(scene: Scene) -> None:
    color_by = controls.color_by(scene.prepared)
    names = list(scene.picked)[: compare_charts.MOST]
    if len(scene.picked) > len(names):
        st.caption(f"The first {len(names)} of {len(scene.picked)} strategies are shown.")
    coloring = None if color_by == "strategy" else colors.points_by(color_by, scene.project, scene.prepared)
    if webgl_map.can_draw():
        drawn, shown = webgl_map.compare(scene, names, color_by, coloring), len(scene.prepared.source)
    else:
        drawn, shown = plotly_map.compare(scene, names, coloring)
    _read(scene, drawn, shown)
    _overlaps(scene)


def _difference(scene: Scene) -> None:
    line = st.container(horizontal=True)
    with line:
        names = controls.pair(list(scene.picked))
        search_place = st.container(width=_SEARCH_WIDTH)
    matches = search(scene.project, scene.prepared, search_place, line)
    shared = overlap.overlap(*(scene.picked[name] for name in names))
    _numbers(names, shared)
    coloring = point_colors.by_difference(len(scene.prepared.source), names, shared, scene.dark)
    _draw(scene, Drawing("difference", "difference", coloring, matches))
    _overlaps(scene)


def _left_out(scene: Scene, strategy: str | None) -> list[int] | None:
    """The target rows that have no text near them among those that the strategy chose."""
    if strategy is None:
        return None
    labelled = labelled_rows(scene.project, scene.prepared)
    rows: list[int] = coverage_cache.coverage(
        scene.prepared, [*labelled, *scene.picked[strategy]]
    ).left_out.tolist()
    return rows


def _draw(scene: Scene, drawing: Drawing) -> None:
    if webgl_map.can_draw():
        drawn, shown = webgl_map.show(scene, drawing), len(scene.prepared.source)
    else:
        drawn, shown = plotly_map.show(scene, drawing)
    _read(scene, drawn, shown)
    how = "nearest in meaning" if drawing.matches.by_meaning else "found"
    tables.found(scene, drawing.matches.points, how)


def _read(scene: Scene, drawn: Mapping[str, Any], shown: int) -> None:
    """Say what the map means, and list the texts inside what was drawn on it; ``shown`` counts pool texts."""
    total = len(scene.prepared.source)
    sampled = f"The map shows {shown:,} of {total:,} pool texts." if shown < total else ""
    meaning = map_sentences.nearness_sentence(prepared_cache.map_nearness(scene.prepared))
    st.caption(" ".join(filter(None, [meaning, _HOW, sampled])))
    tables.inside(scene, drawn)


def _numbers(names: tuple[str, str], shared: overlap.Overlap) -> None:
    first, second = map(strategy_title, names)
    numbers = st.columns(4)
    numbers[0].metric(f"{first} only", f"{len(shared.only_a):,}")
    numbers[1].metric(f"{second} only", f"{len(shared.only_b):,}")
    numbers[2].metric("Both", f"{len(shared.both):,}")
    numbers[3].metric("Overlap (Jaccard)", f"{shared.jaccard:.0%}", help=tables.JACCARD)


def _overlaps(scene: Scene) -> None:
    st.subheader("How much the strategies overlap", anchor=False)
    tables.overlaps(overlap.pairwise_overlaps(scene.picked, len(scene.prepared.source)))
