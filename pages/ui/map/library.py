"""The components of the map (``component/``): arrays, map, hover texts."""

from pathlib import Path

import streamlit as st

_HERE = Path(__file__).parent / "component"
# One module: a component has a single script.
_PARTS = (
    *("view.js", "marks.js", "legend.js", "picture.js", "outline.js", "points.js"),
    *("panes.js", "tip.js", "map.js"),
)


def _read(*names: str) -> str:
    return "\n".join((_HERE / name).read_text(encoding="utf-8") for name in names)


# The library comes with the coordinates, which are sent once, so messages about colours stay small.
coordinates = st.components.v2.component("demux_map_coordinates", js=_read("scatterplot.js", "arrays.js"))
array = st.components.v2.component("demux_map_array", js=_read("arrays.js"))
chart = st.components.v2.component(
    "demux_map", html=_read("map.html"), css=_read("map.css"), js=_read(*_PARTS)
)
hover = st.components.v2.component("demux_map_hover", js=_read("hover.js"))
