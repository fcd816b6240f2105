"""Map: where the pool and the target sample lie, and which points a strategy chooses."""

import streamlit as st

from demux_core import charts
from demux_core.strategies import STRATEGIES
from pages.ui import controls, frame, prepared, resources, state

frame.require()

st.title("Map", anchor=False)
project, run = prepared.project_and_run()
strategies, budget, seed = controls.selection(run)
chosen = prepared.selections(run, strategies, budget, seed)
marked = st.pills(
    "Mark the points of",
    list(chosen),
    selection_mode="multi",
    default=list(chosen)[:1],
    format_func=lambda name: STRATEGIES[name].title,
    key="marked_" + "_".join(chosen),
)
state.publish()


@st.fragment
def the_map() -> None:
    """Draw the map; a lasso or box reruns this part only."""
    points = resources.map_frame(run, list(chosen.values()))
    picked = {STRATEGIES[name].title: chosen[name].rows.tolist() for name in marked}
    figure = charts.map_figure(points, resources.colors(run), picked, dark=st.context.theme.type == "dark")
    drawn, total = int((~points["target"]).sum()), len(run.source)
    sampled = f" The map shows {drawn:,} of {total:,} pool points." if drawn < total else ""
    event = st.plotly_chart(
        figure,
        key=f"map_{run.key[:12]}",
        on_select="rerun",
        selection_mode=("lasso", "box"),
        config={"scrollZoom": True, "displaylogo": False},
    )
    st.caption(f"Near on the map is near in meaning. Draw a lasso to read the points inside.{sampled}")
    prepared.points_inside(run, event.selection)


the_map()
