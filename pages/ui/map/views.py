"""The views of the map: one map, a map for each strategy, the difference of two strategies."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from demux_core.analysis import overlap
from demux_core.charts import compare_charts, map_charts, point_colors
from demux_core.explain import map_sentences
from demux_core.strategies import Selection
from demux_core.strategies.display import strategy_title
from demux_core.workflows.selection import SelectionPlan, labelled_rows
from demux_core.workspace.prepared import PreparedProject
from demux_core.workspace.project import Project
from pages.ui.map import cluster_panel, colors, controls, keep_view, tables
from pages.ui.map.scene import Scene
from pages.ui.map.search import Matches, search
from pages.ui.shared import access, coverage_cache, prepared_cache, screen, state

if TYPE_CHECKING:
    import plotly.graph_objects as go

# The handles with which a lasso could be reshaped would look like chosen texts.
_CONFIG = {"scrollZoom": True, "displaylogo": False, "editSelection": False}
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
    points = _points(scene, matches.points.pool)
    if color_by == "cluster":
        points = cluster_panel.with_names(scene, points)
    figure = _map(
        scene, points, {strategy_title(name): scene.picked[name] for name in marks}, coloring, matches
    )
    if left_out is not None:
        labelled = labelled_rows(scene.project, scene.prepared)
        coverage = coverage_cache.coverage(scene.prepared, [*labelled, *scene.picked[left_out]])
        map_charts.mark_left_out(figure, points, coverage.left_out.tolist(), scene.dark)
    with content:
        _draw(scene, figure, "map", points, matches)
        if color_by == "cluster":
            cluster_panel.show(scene)


def _compare(scene: Scene) -> None:
    color_by = controls.color_by(scene.prepared)
    names = list(scene.picked)[: compare_charts.MOST]
    if len(scene.picked) > len(names):
        st.caption(f"The first {len(names)} of {len(scene.picked)} strategies are shown.")
    coloring = None if color_by == "strategy" else colors.points_by(color_by, scene.project, scene.prepared)
    points = _points(scene)
    picked = {name: scene.picked[name] for name in names}
    _draw(scene, compare_charts.compare_figure(points, picked, coloring, scene.dark), "compare", points)
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
    points = _points(scene, matches.points.pool)
    _draw(scene, _map(scene, points, {}, coloring, matches), "difference", points, matches)
    _overlaps(scene)


def _points(scene: Scene, matching: Sequence[int] = ()) -> pd.DataFrame:
    labelled = labelled_rows(scene.project, scene.prepared)
    points = prepared_cache.map_frame(scene.prepared, [*scene.picked.values(), labelled, matching])
    return points[points["target"] | points["language"].isin(scene.languages)] if scene.languages else points


def _map(
    scene: Scene,
    points: pd.DataFrame,
    picked: Mapping[str, list[int]],
    coloring: point_colors.PointColors,
    matches: Matches,
) -> "go.Figure":
    of_target, rows = points["target"], matches.points
    is_match = (points["row"].isin(rows.pool) & ~of_target) | (points["row"].isin(rows.target) & of_target)
    focus = None
    if matches.focus is not None:
        in_pool, row = matches.focus
        at = points.index[(points["row"] == row) & (of_target != in_pool)]
        focus = int(at[0]) if len(at) else None  # its language may be hidden
    hits = map_charts.SearchHits(points.index[is_match].tolist(), focus)
    return map_charts.map_figure(points, coloring, picked, scene.dark, hits)


def _draw(
    scene: Scene,
    figure: "go.Figure",
    view: str,
    points: pd.DataFrame,
    matches: Matches | None = None,
) -> None:
    chart = f"{view}_{scene.prepared.key[:12]}"
    keep_view.apply(figure, chart)
    with st.container(key=f"{chart}_box", gap=None):
        event = st.plotly_chart(
            screen.fitted(figure),
            key=chart,
            on_select="rerun",
            selection_mode=("lasso", "box"),
            config=_CONFIG,
        )
    keep_view.watch(chart)
    drawn, total = int((~points["target"]).sum()), len(scene.prepared.source)
    sampled = f"The map shows {drawn:,} of {total:,} pool texts." if drawn < total else ""
    meaning = map_sentences.nearness_sentence(prepared_cache.map_nearness(scene.prepared))
    st.caption(" ".join(filter(None, [meaning, _HOW, sampled])))
    tables.inside(scene, event.selection)
    if matches is not None:
        tables.found(scene, matches.points, "nearest in meaning" if matches.by_meaning else "found")


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
