"""The languages that the strategies of an experiment chose."""

from contextlib import suppress

import pandas as pd
import streamlit as st

from demux_core.analysis.language_mix import mix_by_round, selection_counts
from demux_core.base.errors import InputError
from demux_core.charts.colors import language_colors
from demux_core.charts.mix_charts import mix_figure
from demux_core.explain import evidence_sentences
from demux_core.strategies.display import in_order, is_ceiling, strategy_title
from demux_core.workspace.prepared import is_prepared
from demux_core.workspace.project import Project
from pages.ui.curves.result_choice import ChosenResults
from pages.ui.shared import access, cache, prepared_cache, wording


@access.fragment()
def show(results: ChosenResults, project: Project | None) -> None:
    """Show the languages at one round or budget; another one redraws this part only."""
    st.subheader("Languages that were chosen", anchor=False)
    mix = mix_by_round(selection_counts(results.records.get(results.current, ())))
    if mix.empty:
        st.caption("The results do not say which languages were chosen.")
        return
    number, budget = _step(results, mix)
    here = mix[(mix["round"] == number) & (mix["budget"] == budget)].rename(columns={"count": "rows"})
    ordered = pd.concat([here[here["strategy"] == name] for name in in_order(here["strategy"])])
    shown = ordered.assign(group=[strategy_title(name) for name in ordered["strategy"]])
    figure = mix_figure(shown, _colors(results, project, mix))
    st.plotly_chart(figure, key=f"evidence_mix_chart_{results.name}", config={"displayModeBar": False})
    st.caption("Means over seeds. GOLD draws from the target language itself.")


def _step(results: ChosenResults, mix: pd.DataFrame) -> tuple[int, int]:
    """The round and budget that the visitor chooses."""
    steps: list[tuple[int, int]] = sorted(set(zip(mix["round"], mix["budget"], strict=True)))
    several_rounds = len({number for number, _ in steps}) > 1
    at = evidence_sentences.default_step(mix)
    if len(steps) > 1:
        at = st.select_slider(
            "New texts of round" if several_rounds else "Chosen for",
            list(range(len(steps))),  # a pair would be taken for a range
            at,
            format_func=lambda i: f"{steps[i][0]}" if several_rounds else wording.count(steps[i][1], "text"),
            key=f"evidence_mix_{results.name}_{len(steps)}",
        )
    return steps[at]


def _colors(results: ChosenResults, project: Project | None, mix: pd.DataFrame) -> dict[str, str]:
    """The colours of the project's own languages where the results are its own, else those of the results."""
    if results.status is not None and project is not None and "pool" in project.uploads:
        if is_prepared(project):
            with suppress(InputError, OSError):  # what cannot be opened has no colors to keep
                return prepared_cache.colors(prepared_cache.prepared_project(project))
        return language_colors(cache.dataset(project, "pool").languages)
    counts = mix[~mix["strategy"].map(is_ceiling)].groupby("language")["count"].sum()
    ranked = counts.sort_values(ascending=False, kind="stable").index.tolist()
    return language_colors(ranked, ranked)
