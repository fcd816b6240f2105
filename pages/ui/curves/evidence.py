"""Why the curves differ, and how certain that is."""

import pandas as pd
import streamlit as st

from demux_core.analysis.win_rates import MIN_COMPARISONS
from demux_core.base.errors import InputError
from demux_core.explain import curve_sentences, curve_tables, evidence_sentences
from demux_core.explain.glossary import explain
from demux_core.strategies import EN_FT
from demux_core.strategies.display import baselines, copies_mix, in_order, strategy_title
from demux_core.workspace.prepared import is_prepared
from demux_core.workspace.project import Project
from pages.ui.curves import chosen_languages, result_choice
from pages.ui.curves.result_choice import ChosenResults
from pages.ui.curves.result_names import learner_line, name_of
from pages.ui.shared import access, prepared_cache, results_cache, wording

_ALL = "all"  # the experiments together
_INTERVAL_OF_ALL = "allows for other targets (such as yours), other seeds and other test rows"
_INTERVAL_OF_ONE = "allows for other seeds and other test rows, as on Curves and in the report"


def show(results: ChosenResults, project: Project | None) -> None:
    """Show whose scores they are, and every analysis that the chosen results allow."""
    learner_line(results.frame, results.learner)
    _wins(results)
    if results.records:
        _differences(results)
        _points(results)
        chosen_languages.show(results, project)
    else:
        st.info(
            "These results contain only scores. Intervals over test rows and language mixes are available "
            "for the experiments of a project.",
            icon=":material/info:",
        )
    _premise(project)


def _wins(results: ChosenResults) -> None:
    st.subheader("Over all targets and budgets", anchor=False)
    if (wins := results_cache.wins(results.key, results.scope)) and wins.enough:
        st.markdown(curve_sentences.win_rate_sentence(wins))
        st.table(curve_tables.win_rate_table(wins), hide_index=True, width="content")
        if reason := curve_sentences.no_interval_sentence(wins):
            st.caption(reason)
    else:
        st.caption(
            "Win rates need a DeMuX strategy and a baseline with the same seeds in at least "
            f"{MIN_COMPARISONS} comparisons (one target at one budget)."
        )


@access.fragment()
def _differences(results: ChosenResults) -> None:
    st.subheader("Over seeds and test rows", anchor=False)
    records = results.records.get(results.current, ())
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
        key=f"evidence_baseline_{results.name}",
        label_visibility="collapsed",
    )
    table = result_choice.differences_from(results, baseline)
    experiment = results.current
    if (table["experiment"] == _ALL).any():
        experiment = line.segmented_control(
            "Of",
            [results.current, _ALL],
            default=_ALL,
            required=True,
            format_func=lambda name: "All targets together" if name == _ALL else name,
            key=f"evidence_of_{results.name}",
            label_visibility="collapsed",
        )
    st.markdown(evidence_sentences.differences_sentence(table, experiment, baseline))
    st.table(evidence_sentences.readable_differences(table, experiment), hide_index=True)
    metric = wording.escape(name_of(records[0].metric or "score"))
    covers = _INTERVAL_OF_ALL if experiment == _ALL else _INTERVAL_OF_ONE
    st.caption(
        f"{metric} points above or below {strategy_title(baseline)}, with a 95% interval that {covers}. "
        "\\* marks intervals that exclude 0.",
        help=f"95% interval: {explain('95% interval')}",
    )


def _points(results: ChosenResults) -> None:
    st.subheader("The texts, or only their languages?", anchor=False)
    finished = {record.cell.strategy for record in results.records.get(results.current, ())}
    controls = in_order(filter(copies_mix, finished))
    if results.like is None or results.like not in finished or not controls:
        st.caption(
            "SAME-DISTRIBUTION answers this: it draws random texts with the language counts of a DeMuX "
            "strategy. Include it in the next experiment."
        )
        return
    table = result_choice.differences_from(results, controls[0])
    copied = table[table["strategy"] == results.like]
    experiment = _ALL if (copied["experiment"] == _ALL).any() else results.current
    st.markdown(evidence_sentences.points_sentence(table, experiment, results.like))
    st.table(evidence_sentences.readable_differences(copied, experiment), hide_index=True)


def _premise(project: Project | None) -> None:
    st.subheader("Does uncertainty carry over to the target?", anchor=False)
    if project is None or not is_prepared(project):
        st.caption(
            "KNN-UNCERTAINTY assumes that it does. Prepare a project to test the assumption on its data."
        )
        return
    try:
        table: pd.DataFrame = results_cache.correlation(prepared_cache.prepared_project(project))
    except InputError as error:
        st.caption(f"Not known for this project: {wording.escape(str(error))}.")
        return
    st.markdown(evidence_sentences.premise_sentence(table))
    st.table(evidence_sentences.premise_table(table), hide_index=True, width="content")
    st.caption(
        f"For the prepared project {wording.escape(project.name)}: Pearson correlation between each target "
        "text's uncertainty and the mean uncertainty of its nearest pool texts, according to the model "
        "that the project was prepared with."
    )
