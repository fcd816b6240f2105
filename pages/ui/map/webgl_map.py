"""The map as a component that draws every point of a pool (``component/``), where the browser has WebGL."""

from collections.abc import Mapping, Sequence
from typing import Any
from zlib import crc32

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from demux_core.charts import live_map
from demux_core.charts.point_colors import PointColors
from demux_core.explain.map_points import point_lines
from demux_core.strategies.display import strategy_title
from demux_core.workspace.prepared import PreparedProject
from pages.ui.map import library, looks, webgl_cache
from pages.ui.map.scene import Drawing, Matches, Scene
from pages.ui.shared import access

_WITHOUT = "map_without_webgl"


def can_draw() -> bool:
    """Whether the browser has WebGL with float textures, as far as it is known."""
    return not st.session_state.get(_WITHOUT)


def send_points(prepared: PreparedProject) -> None:
    """Send where the points are and, of few, what they say, if the map is drawn here.

    The page calls this outside the fragment that draws the map, so that a filter does not send them again.
    """
    if not can_draw():
        return
    key, texts = prepared.key[:12], webgl_cache.texts(prepared)
    with st.container(gap=None):  # nothing of it is seen
        library.coordinates(key=f"map_points_{key}", data=webgl_cache.points(prepared).array.data)
        if texts is not None:
            library.array(key=f"map_texts_{key}", data=texts.data)


def show(scene: Scene, drawing: Drawing) -> Mapping[str, Any]:
    """Draw one map; return the outlines that the visitor drew on it, as ``rows_inside`` takes them."""
    languages = webgl_cache.languages(scene.prepared)
    shown = [languages.codes.index(code) for code in scene.languages]
    are_shown = languages.are_in(shown) if shown else None
    look = {**looks.one(scene, drawing, are_shown), "focus": _focus(scene, drawing, are_shown)}
    return _draw(scene, drawing, look, shown)


def compare(
    scene: Scene, strategies: Sequence[str], color_by: str, colors: PointColors | None
) -> Mapping[str, Any]:
    """Draw a map for each strategy, all with one view; return the outlines that the visitor drew.

    Args:
        scene: what to draw.
        strategies: their names.
        color_by: what the colours mean.
        colors: of the chosen texts; without them each strategy has its own.
    """
    picked = {strategy_title(name): scene.picked[name] for name in strategies}
    coloring = live_map.background(len(scene.prepared.source)) if colors is None else colors
    drawing = Drawing("compare", color_by, coloring, Matches(), picked)
    look = looks.several(scene, drawing, strategies, own_colors=colors is None)
    return _draw(scene, drawing, {**look, "focus": None})


def _draw(
    scene: Scene, drawing: Drawing, look: Mapping[str, Any], shown: Sequence[int] = ()
) -> Mapping[str, Any]:
    """``shown`` are the places of the languages that are, empty for all."""
    prepared = scene.prepared
    points, languages = webgl_cache.points(prepared), webgl_cache.languages(prepared)
    codes = webgl_cache.color_codes(prepared, drawing.color_by, drawing.colors)
    chart = f"{drawing.view}_{prepared.key[:12]}"
    about = f"{prepared.shown} {crc32(repr((drawing.picked, drawing.clusters is None)).encode())}"
    message = {
        "chart": chart,
        "points": points.array.key,
        "languages": languages.array.key,
        "codes": codes.key,
        "low": points.low,
        "span": points.span,
        "pool": len(prepared.source),
        "most": len(languages.codes),
        "shown": list(shown) or None,
        "about": about,
        "said": _said(scene, drawing),
        **look,
    }
    result = library.chart(
        key=chart, data=message, on_drawn_change=lambda: None, on_failed_change=_do_without
    )
    with st.container(gap=None):  # nothing of it is seen
        library.array(key=f"{chart}_codes", data=codes.data)
        if shown and codes.key != languages.array.key:
            library.array(key=f"{chart}_languages", data=languages.array.data)
        _hover(scene, drawing, chart, about)
    return result.drawn or {}


@access.callback
def _do_without() -> None:
    st.session_state[_WITHOUT] = True


def _said(scene: Scene, drawing: Drawing) -> dict[str, Any] | None:
    """What points say beside the lines that were sent with them; None where the server is asked for all."""
    if (texts := webgl_cache.texts(scene.prepared)) is None:
        return None
    clusters = None
    if drawing.clusters is not None:
        of = [*drawing.clusters.of_pool.tolist(), *drawing.clusters.of_target.tolist()]
        clusters = {"names": drawing.clusters.names, "of": of}
    return {"texts": texts.key, "picked": list(drawing.picked.items()), "clusters": clusters}


def _focus(scene: Scene, drawing: Drawing, shown: NDArray[np.bool_] | None) -> dict[str, Any] | None:
    if drawing.matches.focus is None:
        return None
    in_pool, row = drawing.matches.focus
    if in_pool and shown is not None and not shown[row]:
        return None  # its language is hidden
    place = row if in_pool else len(scene.prepared.source) + row
    return {"row": place, "lines": _lines(scene, drawing, place)}


@access.fragment()
def _hover(scene: Scene, drawing: Drawing, chart: str, about: str) -> None:
    """Answer what the point under the pointer is; this part runs alone, and sends one answer."""
    key = f"{chart}_hover"
    asked = (st.session_state.get(key) or {}).get("asked")
    answer = None
    if asked and asked.get("about") == about and _is_row(scene, asked.get("row")):
        answer = {**asked, "lines": _lines(scene, drawing, asked["row"])}
    library.hover(key=key, data={"chart": chart, "answer": answer}, on_asked_change=lambda: None)


def _is_row(scene: Scene, row: object) -> bool:
    return isinstance(row, int) and 0 <= row < len(scene.prepared.points)


def _lines(scene: Scene, drawing: Drawing, place: int) -> list[tuple[str, str]]:
    return point_lines(scene.prepared.source, scene.prepared.target, place, drawing.picked, drawing.clusters)
