"""Curves: what annotated points buy, in one's own experiments and in the published ones."""

import streamlit as st

from demux_core import exports
from demux_core.charts import curve_charts, curve_words
from demux_core.results import EN_FT, own_results
from demux_core.results.curves import aulc, curve, deltas
from pages.ui import frame, measured, paper_tables, state

RANDOM = "random"
frame.require()

st.title("Curves", anchor=False)
project = state.session().project
own = {} if project is None else own_results(project.folder)
if not own:
    measured.how_to_run(project)
scope, results, language = measured.chosen(own)
curves = curve(results, language)
table = curve_words.numbers(curves, deltas(results, language=language), aulc(results, language))
budgets = sorted(set(curves.loc[curves["strategy"] != EN_FT, "budget"].tolist()))
if not budgets:
    st.info("Only the starting model is finished so far; come back in a while.", icon=":material/hourglass:")
    st.stop()
view = "_".join(map(str, measured.key_of(results))) + language


@st.fragment
def the_curves() -> None:
    """Draw the curves and read them at one budget; a change reruns this part only."""
    names = curve_charts.in_order(curves["strategy"])
    choices = [name for name in names if name != RANDOM]
    ticked = st.pills(
        "Strategies",
        choices,
        selection_mode="multi",
        default=choices,
        format_func=curve_charts.strategy_title,
        key=f"curves_strategies_{view}",
        help="RANDOM is always shown: what does not beat it is not worth its trouble.",
    )
    shown = table[table["strategy"].isin([*ticked, RANDOM])]
    if RANDOM not in names:
        st.warning("There is no RANDOM here: without it nobody can tell whether choosing pays.")
    if shown.empty:
        st.info("Choose at least one strategy to see its curve.", icon=":material/checklist:")
        return
    chart = st.container()
    at = budgets[len(budgets) // 2]
    if len(budgets) > 1:
        at = st.select_slider("Read at", budgets, at, format_func="{:,} points".format, key=f"at_{view}")
    metric = measured.NAMES.get(results["metric"].iloc[0], results["metric"].iloc[0])
    dark = st.context.theme.type == "dark"
    figure = curve_charts.curve_figure(shown, metric, at, dark)
    chart.plotly_chart(figure, key=f"curves_{view}", config={"displayModeBar": False})
    st.table(curve_words.reading(shown, at), hide_index=True)
    st.markdown("\n".join(f"- {sentence}" for sentence in curve_words.verdicts(shown, at)))
    st.caption(
        "Means over seeds ± half the 95% interval, which the bands show too. Deltas are paired by seed; one "
        "is not clear where its interval includes 0. AULC: mean height of the whole curve, every doubling of "
        "the budget alike."
    )


the_curves()
st.download_button(
    "Download CSV",
    exports.to_csv(table).encode("utf-8-sig"),
    "curves.csv",
    "text/csv",
    icon=":material/download:",
    on_click="ignore",
)

if found := measured.wins_of(measured.key_of(scope), scope):
    st.subheader("Over all targets and budgets", anchor=False)
    st.markdown(curve_words.wins_sentence(found))
    st.table(curve_words.pairs_table(found), hide_index=True, width="content")

st.subheader("The paper's tables", anchor=False)
paper_tables.show()
