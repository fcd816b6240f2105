"""The views of the map: one map, a map for each strategy, the difference of two strategies."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from demux_core.analysis import overlap
from demux_core.charts import compare_charts, map_charts, point_colors
from demux_core.strategies import Selection
from demux_core.strategies.display import strategy_title
from demux_core.workflows.selection import labelled_rows
from demux_core.workspace.prepared import PreparedProject
from demux_core.workspace.project import Project
from pages.ui.map import colors, controls, tables
from pages.ui.shared import cache, state

if TYPE_CHECKING:
    import plotly.graph_objects as go

_CONFIG = {"scrollZoom": True, "displaylogo": False}
_SEARCH = 240  # pixels


@dataclass(frozen=True, eq=False)
class Scene:
    """A project's run, what each strategy chose of it (name -> rows), and whether the page is dark."""

    project: Project
    run: PreparedProject
    picked: Mapping[str, list[int]]
    dark: bool


@st.fragment
def show(view: str, project: Project, run: PreparedProject, chosen: Mapping[str, Selection]) -> None:
    """Show a view of the map; what is chosen or drawn in it reruns this part only."""
    picked = {name: selection.rows.tolist() for name, selection in chosen.items()}
    scene = Scene(project, run, picked, st.context.theme.type == "dark")
    if view != "map" and len(picked) < compare_charts.FEWEST:
        st.info("Choose at least two strategies above to compare them.", icon=":material/compare:")
    else:
        {"map": _one_map, "compare": _compare, "difference": _difference}[view](scene)
    state.write_address()


def _one_map(scene: Scene) -> None:
    line = st.container(horizontal=True)
    with line:
        colour = controls.colour(scene.run)
        search = st.container(width=_SEARCH)
        marks = controls.marked(list(scene.picked)) if colour != "strategy" else []
    hits = controls.hits(scene.run, search)
    if colour == "strategy":
        paint: point_colors.PointColors = point_colors.by_strategy(
            len(scene.run.source), scene.picked, scene.dark
        )
    else:
        paint = colors.points_by(colour, scene.project, scene.run)
    points = _points(scene, hits.pool)
    figure = _map(scene, points, {strategy_title(name): scene.picked[name] for name in marks}, paint, hits)
    _draw(scene, figure, "map", points, hits)


def _compare(scene: Scene) -> None:
    colour = controls.colour(scene.run)
    names = list(scene.picked)[: compare_charts.MOST]
    if len(scene.picked) > len(names):
        st.caption(f"The first {len(names)} of {len(scene.picked)} strategies are shown.")
    paint = None if colour == "strategy" else colors.points_by(colour, scene.project, scene.run)
    points = _points(scene)
    picked = {name: scene.picked[name] for name in names}
    _draw(scene, compare_charts.compare_figure(points, picked, paint, scene.dark), "compare", points)
    _overlaps(scene)


def _difference(scene: Scene) -> None:
    with st.container(horizontal=True):
        names = controls.pair(list(scene.picked))
        search = st.container(width=_SEARCH)
    hits = controls.hits(scene.run, search)
    found = overlap.overlap(*(scene.picked[name] for name in names))
    _numbers(names, found)
    paint = point_colors.by_difference(len(scene.run.source), names, found, scene.dark)
    points = _points(scene, hits.pool)
    _draw(scene, _map(scene, points, {}, paint, hits), "difference", points, hits)
    _overlaps(scene)


def _points(scene: Scene, found: Sequence[int] = ()) -> pd.DataFrame:
    by_hand = list(labelled_rows(scene.project, scene.run))
    return cache.map_frame(scene.run, [*scene.picked.values(), by_hand, found])


def _map(
    scene: Scene,
    points: pd.DataFrame,
    picked: Mapping[str, list[int]],
    paint: point_colors.PointColors,
    hits: controls.Hits,
) -> "go.Figure":
    of_target = points["target"]
    found = (points["row"].isin(hits.pool) & ~of_target) | (points["row"].isin(hits.target) & of_target)
    focus = None
    if hits.focus is not None:
        in_pool, row = hits.focus
        focus = int(points.index[(points["row"] == row) & (of_target != in_pool)][0])
    at = points.index[found].tolist()
    return map_charts.map_figure(points, paint, picked, scene.dark, map_charts.SearchHits(at, focus))


def _draw(
    scene: Scene,
    figure: "go.Figure",
    view: str,
    points: pd.DataFrame,
    hits: controls.Hits | None = None,
) -> None:
    event = st.plotly_chart(
        figure,
        key=f"{view}_{scene.run.key[:12]}",
        on_select="rerun",
        selection_mode=("lasso", "box"),
        config=_CONFIG,
    )
    drawn, total = int((~points["target"]).sum()), len(scene.run.source)
    sampled = f" The map shows {drawn:,} of {total:,} pool points." if drawn < total else ""
    st.caption(f"Near on the map is near in meaning. Draw a lasso to read the points inside.{sampled}")
    tables.inside(scene.project, scene.run, scene.picked, event.selection)
    if hits is not None:
        tables.found(scene.project, scene.run, scene.picked, hits)


def _numbers(names: tuple[str, str], found: overlap.Overlap) -> None:
    first, second = map(strategy_title, names)
    numbers = st.columns(4)
    numbers[0].metric(f"{first} only", f"{len(found.only_a):,}")
    numbers[1].metric(f"{second} only", f"{len(found.only_b):,}")
    numbers[2].metric("Both", f"{len(found.both):,}")
    numbers[3].metric("Overlap (Jaccard)", f"{found.jaccard:.0%}", help=tables.JACCARD)


def _overlaps(scene: Scene) -> None:
    st.subheader("How far the strategies agree", anchor=False)
    tables.overlaps(overlap.pairwise_overlaps(scene.picked, len(scene.run.source)))
