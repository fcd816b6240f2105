"""Curves: what annotated points buy, in one's own experiments, in ours and in the published ones."""

import streamlit as st

from demux_core.analysis.curves import aulc, curve, deltas
from demux_core.analysis.intervals import widen_by_test_rows
from demux_core.base import exports
from demux_core.charts import curve_charts
from demux_core.explain import curve_sentences
from demux_core.strategies import EN_FT, RANDOM
from demux_core.strategies.display import in_order, strategy_title
from pages.ui.curves import evidence, experiments, paper_tables, result_choice
from pages.ui.shared import results_cache, shell, state

VIEWS = ("Curves", "Evidence", "The paper's tables")
shell.require_shell()

st.title("Curves", anchor=False)
project = state.session().project
experiments.panel(project)
found = result_choice.choose_results(project)
experiments.status(project, found)
if not (found.frame["strategy"] != EN_FT).any():
    st.info("No strategy is finished so far; the curves grow here.", icon=":material/hourglass:")
    st.stop()
view = st.segmented_control(
    "View", VIEWS, default=VIEWS[0], required=True, key="curves_view", label_visibility="collapsed"
)


@st.fragment
def the_curves() -> None:
    """Draw the curves and read them at one budget; a change reruns this part only."""
    results, language = found.frame, found.language
    apart = widen_by_test_rows(deltas(results, language=language), result_choice.over_rows(found))
    table = curve_sentences.curve_table(curve(results, language), apart, aulc(results, language))
    names = in_order(table["strategy"])
    choices = [name for name in names if name != RANDOM]
    key = "_".join([found.name, language, *names])
    ticked = st.pills(
        "Strategies",
        choices,
        selection_mode="multi",
        default=choices,
        format_func=strategy_title,
        key=f"curves_strategies_{key}",
        help="RANDOM is always shown: what does not beat it is not worth its trouble.",
    )
    shown = table[table["strategy"].isin([*ticked, RANDOM])]
    if RANDOM not in names:
        st.warning("There is no RANDOM here: without it nobody can tell whether choosing pays.")
    if shown.empty:
        st.info("Choose at least one strategy to see its curve.", icon=":material/checklist:")
        return
    chart, budgets = st.container(), sorted(set(table.loc[table["strategy"] != EN_FT, "budget"].tolist()))
    at = curve_sentences.default_budget(table)
    if len(budgets) > 1:
        at = st.select_slider(
            "Read at", budgets, at, format_func="{:,} points".format, key=f"at_{key}_{budgets}"
        )
    dark = st.context.theme.type == "dark"
    figure = curve_charts.curve_figure(shown, result_choice.metric_title(results), at, dark)
    chart.plotly_chart(figure, key=f"curves_{key}", config={"displayModeBar": False})
    st.table(curve_sentences.reading_table(shown, at), hide_index=True)
    st.markdown("\n".join(f"- {sentence}" for sentence in curve_sentences.verdict_sentences(shown, at)))
    st.caption(curve_sentences.READING)
    csv = exports.to_csv(table).encode("utf-8-sig")
    st.download_button(
        "Download CSV", csv, "curves.csv", "text/csv", icon=":material/download:", on_click="ignore"
    )


if view == VIEWS[0]:
    the_curves()
    if (wins := results_cache.wins(found.key, found.scope)) and wins.enough:
        st.markdown(curve_sentences.win_rate_sentence(wins))
elif view == VIEWS[1]:
    evidence.show(found, project)
else:
    paper_tables.show()
