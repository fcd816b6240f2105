"""The language mix: of every strategy's selection beside the pool's and the target's, and over rounds."""

from collections.abc import Mapping

import streamlit as st

from demux_core.charts import round_charts
from demux_core.charts.mix_charts import Measure
from demux_core.experiments.manifests import learner
from demux_core.explain import mix_sentences, point_tables
from demux_core.explain.learner_sentences import titled
from demux_core.modelling.presentation import languages_of
from demux_core.strategies import Selection
from demux_core.strategies.display import in_order, strategy_title
from demux_core.workspace.experiments import list_experiments
from demux_core.workspace.prepared import PreparedProject
from demux_core.workspace.project import Project
from pages.ui.shared import prepared_cache, results_cache, screen, wording

_PLAIN = {"displayModeBar": False}
_MEASURES: dict[Measure, str] = {"share": "Shares", "rows": "Numbers"}


def mix(prepared: PreparedProject, selections: Mapping[str, Selection]) -> None:
    """Show the languages of each strategy's selection."""
    measure = _heading("Languages", "mix_measure")
    pool = languages_of(prepared.source)
    languages = {strategy_title(name): languages_of(s.pool, s.rows) for name, s in selections.items()}
    groups = {f"{title} ({len(codes):,})": codes for title, codes in languages.items()}
    if measure == "share":
        groups = {
            f"Source pool ({len(pool):,})": pool,
            **groups,
            f"Target sample ({len(prepared.target):,})": languages_of(prepared.target),
        }
    figure = prepared_cache.mix_figure(
        point_tables.language_mix(groups), prepared_cache.colors(prepared), measure
    )
    st.plotly_chart(screen.fitted(figure), key="mix", config=_PLAIN)
    if measure == "rows":
        st.caption(
            "The pool and the target sample are left out because they differ in size. Choose Shares to "
            "compare the selections with them."
        )
    _list([mix_sentences.mix_sentence(title, codes, pool) for title, codes in languages.items() if codes])


def over_rounds(project: Project, prepared: PreparedProject) -> None:
    """Show how the languages change over the rounds of the project's experiments, where there are any."""
    experiments = {e.name: e for e in list_experiments(project) if e.settings.get("rounds", 1) > 1}
    if not experiments:
        return
    measure = _heading("Languages over rounds", "rounds_measure")
    name = next(iter(experiments))
    if len(experiments) > 1:
        titles = {name: titled(name, learner(each.settings)) for name, each in experiments.items()}
        name = st.selectbox(
            "Experiment",
            list(experiments),
            format_func=titles.__getitem__,
            key=f"rounds_{project.slug}",
            width=320,
        )
    rounds = results_cache.mix_by_round(experiments[name])
    if rounds.empty:
        st.caption("The experiment has not chosen any texts yet.")
        return
    figure = round_charts.round_figure(rounds, prepared_cache.colors(prepared), measure)
    st.plotly_chart(screen.fitted(figure), key="mix_over_rounds", config=_PLAIN)
    _list([mix_sentences.round_sentence(rounds, strategy) for strategy in in_order(rounds["strategy"])])


def _list(sentences: list[str]) -> None:
    st.markdown("\n".join(f"- {wording.escape(sentence)}" for sentence in sentences))


def _heading(title: str, key: str) -> Measure:
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.subheader(title, anchor=False)
        measures: list[Measure] = list(_MEASURES)
        return st.segmented_control(
            "Show",
            measures,
            default=measures[0],
            format_func=lambda measure: _MEASURES[measure],
            required=True,
            key=key,
            label_visibility="collapsed",
        )
