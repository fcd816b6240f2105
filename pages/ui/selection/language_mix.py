"""The language mix: of what every strategy chooses, beside the pool's and the target's, and over rounds."""

from collections.abc import Mapping

import streamlit as st

from demux_core.charts import round_charts
from demux_core.explain import mix_sentences, point_tables
from demux_core.modelling.presentation import languages_of
from demux_core.strategies import STRATEGIES, Selection
from demux_core.strategies.display import in_order
from demux_core.workspace.experiments import list_experiments
from demux_core.workspace.prepared import PreparedProject
from demux_core.workspace.project import Project
from pages.ui.shared import cache, results_cache, wording

_PLAIN = {"displayModeBar": False}
_MEASURES = {"share": "Shares", "rows": "Numbers"}


def mix(run: PreparedProject, chosen: Mapping[str, Selection]) -> None:
    """Show the languages of what each strategy chooses."""
    measure = _heading("Languages", "mix_measure")
    pool = languages_of(run.source)
    picked = {name: languages_of(s.pool, s.rows) for name, s in chosen.items()}
    groups = {f"{STRATEGIES[name].title} ({len(codes):,})": codes for name, codes in picked.items()}
    target = f"Target sample ({len(run.target):,})"
    if measure == "share":
        groups = {
            f"Source pool ({len(pool):,})": pool,
            **groups,
            target: languages_of(run.target),
        }
    figure = cache.mix_figure(point_tables.language_mix(groups), cache.colors(run), measure)
    st.plotly_chart(figure, key="mix", config=_PLAIN)
    if measure == "rows":
        st.caption("The pool and the target sample are of another size: compare with them under Shares.")
    sentences = [
        mix_sentences.mix_sentence(STRATEGIES[name].title, codes, pool)
        for name, codes in picked.items()
        if codes
    ]
    st.markdown("\n".join(f"- {wording.escape(sentence)}" for sentence in sentences))


def over_rounds(project: Project, run: PreparedProject) -> None:
    """Show how the languages change over the rounds of the project's experiments, where there are any."""
    experiments = {e.name: e for e in list_experiments(project) if e.settings.get("rounds", 1) > 1}
    if not experiments:
        return
    measure = _heading("Languages over rounds", "rounds_measure")
    name = next(iter(experiments))
    if len(experiments) > 1:
        name = st.selectbox("Experiment", list(experiments), key=f"rounds_{project.slug}", width=320)
    rounds = results_cache.mix_by_round(experiments[name])
    if rounds.empty:
        st.caption("The experiment has not chosen any points yet.")
        return
    figure = round_charts.round_figure(rounds, cache.colors(run), measure)
    st.plotly_chart(figure, key="mix_over_rounds", config=_PLAIN)
    sentences = [mix_sentences.round_sentence(rounds, strategy) for strategy in in_order(rounds["strategy"])]
    st.markdown("\n".join(f"- {wording.escape(sentence)}" for sentence in sentences))


def _heading(title: str, key: str) -> str:
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.subheader(title, anchor=False)
        return st.segmented_control(
            "Show",
            list(_MEASURES),
            default="share",
            format_func=_MEASURES.get,
            required=True,
            key=key,
            label_visibility="collapsed",
        )
