"""What the map looks like, as the component takes it: colours, marks and legend of one map or several."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from demux_core.base.plurals import counted
from demux_core.charts import live_map
from demux_core.charts.live_map import Mark
from demux_core.charts.map_charts import TARGET
from demux_core.charts.point_colors import INK, INK_ON_DARK
from demux_core.strategies.display import strategy_color, strategy_title
from pages.ui.map import webgl_cache
from pages.ui.map.scene import Drawing, Scene

_KEYS = (
    "The arrow keys move it, + and - zoom, 0 shows all of it. N and P read the next and the previous marked "
    "text. Enter lists the texts in view, Escape clears what is drawn."
)


def one(scene: Scene, drawing: Drawing, shown: NDArray[np.bool_] | None) -> dict[str, Any]:
    """Return the look of one map.

    Args:
        scene: what is drawn.
        drawing: how.
        shown: (n,) whether a pool row is drawn; None for all.
    """
    table = webgl_cache.color_table(scene.prepared, drawing.color_by, drawing.colors, scene.dark)
    entries = live_map.legend_entries(drawing.colors, shown)
    marks = [mark.message() for mark in _marks(scene, drawing, shown)]
    named = {entry["name"] for entry in entries}
    added = [{**mark, "rows": None} for mark in marks if mark["name"] not in named]
    return {
        **table,
        "chosen": None,
        "entries": entries + added,
        "panels": [{"title": "", "note": "", "marks": marks}],
        **_whole(scene),
    }


def several(scene: Scene, drawing: Drawing, strategies: Sequence[str], own_colors: bool) -> dict[str, Any]:
    """Return the look of a map for each strategy: its chosen texts in colour, the others behind them.

    Args:
        scene: what is drawn.
        drawing: how; its colours are those of the chosen texts.
        strategies: their names.
        own_colors: whether chosen texts have the colour of their strategy instead.
    """
    pool, target = len(scene.prepared.source), len(scene.prepared.target)
    table = webgl_cache.color_table(scene.prepared, drawing.color_by, drawing.colors, scene.dark)
    sample = live_map.target_mark(pool, target, small=True).message()
    panels = []
    for name in strategies:
        color = strategy_color(name) if own_colors else None
        mark = live_map.chosen_mark(strategy_title(name), scene.picked[name], color, scene.dark)
        note = counted(len(mark.rows), "text")
        panels.append({"title": mark.name, "note": note, "marks": [mark.message(), sample]})
    entries = [] if own_colors else _colors_of(drawing, pool)
    return {
        **live_map.as_background(table),
        "chosen": None if own_colors else {name: table[name] for name in ("colors", "entry_of")},
        "entries": [*entries, live_map.background_entry(pool), {**sample, "rows": None}],
        "panels": panels,
        **_whole(scene),
    }


def _whole(scene: Scene) -> dict[str, Any]:
    pool, target = len(scene.prepared.source), len(scene.prepared.target)
    return {
        "target": TARGET,
        "ink": INK_ON_DARK if scene.dark else INK,
        "file": f"{scene.project.slug}-map.png",
        "label": f"Map of {pool:,} pool texts and {target:,} target texts. {_KEYS}",
    }


def _colors_of(drawing: Drawing, pool: int) -> list[dict[str, Any]]:
    """The entries of what was chosen, without numbers: each map has its own."""
    chosen = np.zeros(pool, dtype=bool)
    for rows in drawing.picked.values():
        chosen[list(rows)] = True
    entries = live_map.legend_entries(drawing.colors, chosen)
    return [{name: value for name, value in entry.items() if name != "count"} for entry in entries]


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
