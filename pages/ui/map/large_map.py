"""The map of a large pool: a component that draws every point of it (``component/``)."""

from collections.abc import Mapping, Sequence
from typing import Any
from zlib import crc32

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from demux_core.charts import live_map
from demux_core.charts.live_map import Mark
from demux_core.charts.map_charts import TARGET
from demux_core.charts.point_colors import INK, INK_ON_DARK
from demux_core.explain.map_points import point_lines
from demux_core.workspace.prepared import PreparedProject
from pages.ui.map import large_cache, library
from pages.ui.map.scene import Drawing, Scene
from pages.ui.shared import access

FROM = 20_000  # pool texts: smaller maps are Plotly's
_WITHOUT = "map_without_webgl"


def is_for(prepared: PreparedProject) -> bool:
    """Whether the project has so many points, and the browser can draw them (WebGL with float textures)."""
    return len(prepared.source) > FROM and not st.session_state.get(_WITHOUT)


def send_points(prepared: PreparedProject) -> None:
    """Send where the points are, if the map is drawn here.

    The page calls this outside the fragment that draws the map, so that a filter does not send them again.
    """
    if is_for(prepared):
        coordinates = large_cache.points(prepared).array
        with st.container(gap=None):  # nothing of it is seen
            library.coordinates(key=f"map_points_{prepared.key[:12]}", data=coordinates.data)


def show(scene: Scene, drawing: Drawing) -> Mapping[str, Any]:
    """Draw the map; return the outlines that the visitor drew on it, as ``rows_inside`` takes them."""
    prepared = scene.prepared
    points, languages = large_cache.points(prepared), large_cache.languages(prepared)
    codes = large_cache.color_codes(prepared, drawing.color_by, drawing.colors)
    chart = f"{drawing.view}_{prepared.key[:12]}"
    shown = [languages.codes.index(code) for code in scene.languages]
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
        "shown": shown or None,
        "about": about,
        **_look(scene, drawing, languages.are_in(shown) if shown else None),
    }
    result = library.chart(
        key=chart, data=message, on_drawn_change=lambda: None, on_failed_change=_do_without
    )
    with st.container(gap=None):  # nothing of it is seen
        library.codes(key=f"{chart}_codes", data=codes.data)
        if shown and codes.key != languages.array.key:
            library.codes(key=f"{chart}_languages", data=languages.array.data)
        _hover(scene, drawing, chart, about)
    return result.drawn or {}


@access.callback
def _do_without() -> None:
    st.session_state[_WITHOUT] = True


def _look(scene: Scene, drawing: Drawing, shown: NDArray[np.bool_] | None) -> dict[str, Any]:
    table = large_cache.color_table(scene.prepared, drawing.color_by, drawing.colors, scene.dark)
    entries = live_map.legend_entries(drawing.colors, shown)
    marks = _marks(scene, drawing, shown)
    named = {entry["name"] for entry in entries}
    looks = [mark.message() for mark in marks]
    added = [{**look, "rows": None} for look in looks if look["name"] not in named]
    pool, target = len(scene.prepared.source), len(scene.prepared.target)
    return {
        **table,
        "entries": entries + added,
        "marks": looks,
        "target": TARGET,
        "ink": INK_ON_DARK if scene.dark else INK,
        "focus": _focus(scene, drawing, shown),
        "file": f"{scene.project.slug}-map.png",
        "label": f"Map of {pool:,} pool texts and {target:,} target texts. The arrow keys move it, + and - "
        "zoom, 0 shows all of it. N and P read the next and the previous marked text. Enter lists the texts "
        "in view, Escape clears what is drawn.",
    }


def _marks(scene: Scene, drawing: Drawing, shown: NDArray[np.bool_] | None) -> list[Mark]:
    pool = len(scene.prepared.source)

    def seen(rows: Sequence[int]) -> list[int]:
        return [row for row in rows if shown is None or shown[row]]

    groups = live_map.group_marks(drawing.colors, scene.dark, shown)
    picked = {title: seen(rows) for title, rows in drawing.picked.items()}
    found = drawing.matches.points
    hits = [*seen(found.pool), *(pool + row for row in found.target)]
    left_out = []
    if drawing.left_out is not None:
        left_out = [live_map.left_out_mark(pool, drawing.left_out, scene.dark)]
    return [
        *groups,
        live_map.target_mark(pool, len(scene.prepared.target), small=bool(groups)),
        *left_out,
        *live_map.picked_marks(picked, scene.dark),
        *([live_map.hit_mark(hits, scene.dark)] if hits else []),
    ]


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
