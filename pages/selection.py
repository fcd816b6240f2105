"""Selection: what each strategy chooses, side by side, and the chosen points to take along."""

import streamlit as st

from demux_core import charts
from demux_core.charts import tables
from demux_core.strategies import STRATEGIES
from pages.ui import controls, frame, prepared, resources, state, words

frame.require()

st.title("Selection", anchor=False)
project, run = prepared.project_and_run()
strategies, budget, seed = controls.selection(run)
chosen = prepared.selections(run, strategies, budget, seed)
state.publish()
if not chosen:
    st.info("Choose at least one strategy to see what it picks.", icon=":material/checklist:")
    st.stop()

st.subheader("Languages", anchor=False)
pool = tables.languages_of(run.source)
groups = {f"Source pool ({len(pool):,})": pool}
groups |= {
    f"{STRATEGIES[name].title} ({len(s.rows):,})": tables.languages_of(s.pool, s.rows)
    for name, s in chosen.items()
}
if run.target.languages is not None:
    groups[f"Target sample ({len(run.target):,})"] = tables.languages_of(run.target)
st.plotly_chart(
    charts.mix_figure(tables.language_mix(groups), resources.colors(run)),
    key="mix",
    config={"displayModeBar": False},
)
sentences = [
    tables.mix_sentence(STRATEGIES[name].title, tables.languages_of(picked.pool, picked.rows), pool)
    for name, picked in chosen.items()
]
st.markdown("\n".join(f"- {words.plain(sentence)}" for sentence in sentences))

st.subheader("Chosen points", anchor=False)
prepared.chosen_points(run, project, chosen)
