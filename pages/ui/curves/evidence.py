"""Why the curves lie as they lie, and how sure that is."""

from contextlib import suppress

import pandas as pd
import streamlit as st

from demux_core.analysis.language_mix import mix_by_round, selection_counts
from demux_core.analysis.win_rates import MIN_COMPARISONS
from demux_core.base.errors import InputError
from demux_core.charts.colors import language_colors
from demux_core.charts.mix_charts import mix_figure
from demux_core.explain import curve_sentences, evidence_sentences
from demux_core.strategies import EN_FT
from demux_core.strategies.display import baselines, copies_mix, in_order, is_ceiling, strategy_title
from demux_core.workspace.prepared import is_prepared
from demux_core.workspace.project import Project
from pages.ui.curves import result_choice
from pages.ui.curves.result_choice import NAMES, ChosenResults
from pages.ui.shared import cache, results_cache, wording

_OF_ALL = (
    "that encloses the one over targets, as yours is none of them, and the one when seeds and test rows are "
    "drawn again"
)
_OF_ONE = (
    "that encloses the one over seeds and the one when seeds and test rows are drawn again, as Curves and "
    "Report have it"
)


def show(found: ChosenResults, project: Project | None) -> None:
    """Show every analysis that the chosen results allow."""
    _wins(found)
    if found.records:
        _differences(found)
        _points(found)
        _mix(found, project)
    else:
        st.info(
            "Only scores are known of these results. Intervals over test rows and language mixes need the "
            "cells, which experiments of this project have.",
            icon=":material/info:",
        )
    _premise(project)


def _wins(found: ChosenResults) -> None:
    st.subheader("Over all targets and budgets", anchor=False)
    if (counted := results_cache.wins(found.key, found.scope)) and counted.enough:
        st.markdown(curve_sentences.win_rate_sentence(counted))
        st.table(curve_sentences.win_rate_table(counted), hide_index=True, width="content")
    else:
        st.caption(
            "Win rates need a DeMuX strategy and a baseline with the same seeds in at least "
            f"{MIN_COMPARISONS} comparisons (one target at one budget)."
        )


@st.fragment
def _differences(found: ChosenResults) -> None:
    st.subheader("Over seeds and test rows", anchor=False)
    records = found.records.get(found.current, ())
    strategies = {record.cell.strategy for record in records}
    choices = [name for name in (*baselines(usual_only=True), EN_FT) if name in strategies]
    if not choices or len(strategies - {EN_FT}) < 2:
        st.caption("Differences need two strategies.")
        return
    line = st.container(horizontal=True, vertical_alignment="center")
    baseline = line.segmented_control(
        "Against",
        choices,
        default=choices[0],
        required=True,
        format_func=strategy_title,
        key=f"evidence_baseline_{found.name}",
        label_visibility="collapsed",
    )
    table = result_choice.differences(found, baseline)
    which = found.current
    if (table["experiment"] == "all").any():
        which = line.segmented_control(
            "Of",
            [found.current, "all"],
            default="all",
            required=True,
            format_func=lambda name: "All targets together" if name == "all" else name,
            key=f"evidence_of_{found.name}",
            label_visibility="collapsed",
        )
    st.markdown(evidence_sentences.differences_sentence(table, which, baseline))
    st.table(evidence_sentences.differences_table(table, which), hide_index=True)
    metric = NAMES.get(main := records[0].metric or "score", main)
    st.caption(
        f"Points of {wording.escape(metric)} above or below {strategy_title(baseline)}, with the 95% "
        f"interval {_OF_ALL if which == 'all' else _OF_ONE}; \\* where it leaves out 0."
    )


def _points(found: ChosenResults) -> None:
    st.subheader("The points, or only their languages?", anchor=False)
    done = {record.cell.strategy for record in found.records.get(found.current, ())}
    controls = in_order(filter(copies_mix, done))
    if found.like not in done or not controls:
        st.caption(
            "SAME-DISTRIBUTION answers this: random points with the language counts of a DeMuX strategy. "
            "Add it to the next experiment."
        )
        return
    table = result_choice.differences(found, controls[0])
    which = (
        "all" if ((table["experiment"] == "all") & (table["strategy"] == found.like)).any() else found.current
    )
    st.markdown(evidence_sentences.points_sentence(table, which, found.like))
    only = table[table["strategy"] == found.like]
    st.table(evidence_sentences.differences_table(only, which), hide_index=True)


@st.fragment
def _mix(found: ChosenResults, project: Project | None) -> None:
    st.subheader("Languages that were chosen", anchor=False)
    mix = mix_by_round(selection_counts(found.records.get(found.current, ())))
    if mix.empty:
        st.caption("The cells do not say which languages were chosen.")
        return
    steps = sorted(set(zip(mix["round"], mix["budget"], strict=True)))
    rounds = len({number for number, _ in steps}) > 1
    at = evidence_sentences.default_step(mix)
    if len(steps) > 1:
        at = st.select_slider(
            "New points of round" if rounds else "Chosen for",
            list(range(len(steps))),  # a pair would be taken for a range
            at,
            format_func=lambda i: f"{steps[i][0]}" if rounds else f"{steps[i][1]:,} points",
            key=f"evidence_mix_{found.name}_{len(steps)}",
        )
    here = mix[(mix["round"] == steps[at][0]) & (mix["budget"] == steps[at][1])]
    here = here.rename(columns={"count": "rows"})
    names = in_order(here["strategy"])
    ordered = pd.concat([here[here["strategy"] == name] for name in names])
    shown = ordered.assign(group=[strategy_title(name) for name in ordered["strategy"]])
    figure = mix_figure(shown, _colors(found, project, mix))
    st.plotly_chart(figure, key=f"evidence_mix_chart_{found.name}", config={"displayModeBar": False})
    st.caption("Means over seeds. GOLD is chosen from the target language itself.")


def _premise(project: Project | None) -> None:
    st.subheader("Does uncertainty carry over to the target?", anchor=False)
    if project is None or not is_prepared(project):
        st.caption("KNN-UNCERTAINTY trusts that it does. Prepare a project to see whether that holds for it.")
        return
    try:
        table = results_cache.correlation(cache.run(project))
    except InputError as error:
        st.caption(f"Not known for this project: {wording.escape(str(error))}.")
        return
    st.markdown(evidence_sentences.premise_sentence(table))
    st.table(evidence_sentences.premise_table(table), hide_index=True, width="content")
    st.caption(
        f"Of the prepared project {wording.escape(project.name)}: Pearson correlation of each target point's "
        "uncertainty with the mean of its nearest pool points, as the model of the prepared run sees them."
    )


def _colors(found: ChosenResults, project: Project | None, mix: pd.DataFrame) -> dict[str, str]:
    if found.standing is not None and project is not None and "pool" in project.uploads:
        if is_prepared(project):
            with suppress(InputError, OSError):  # a run that cannot be opened has no colours to keep
                return cache.colors(cache.run(project))
        return language_colors(cache.dataset(project, "pool").languages)
    counts = mix[~mix["strategy"].map(is_ceiling)].groupby("language")["count"].sum()
    ranked = counts.sort_values(ascending=False, kind="stable").index.tolist()
    return language_colors(ranked, ranked)
