"""The learning curves, read at one budget."""

import pandas as pd
import streamlit as st

from demux_core.analysis.curves import aulc, curve, deltas
from demux_core.analysis.intervals import widen_by_test_rows
from demux_core.base import exports
from demux_core.charts import curve_charts
from demux_core.explain import curve_sentences, curve_tables, learner_sentences
from demux_core.strategies import EN_FT, RANDOM
from demux_core.strategies.display import in_order, strategy_title
from pages.ui.curves import forecast, hovering, result_choice, result_names
from pages.ui.curves.result_choice import ChosenResults
from pages.ui.shared import access, excel, results_cache, screen

_SHOWN, _HIDDEN = "curves_shown", "curves_hidden"


def show(results: ChosenResults) -> None:
    """Show whose scores they are, the curves, the table at one budget, and who wins over all targets."""
    result_names.learner_line(results.frame, results.learner)
    _curves(results)
    forecast.show(results)
    if (wins := results_cache.wins(results.key, results.scope)) and wins.enough:
        st.markdown(curve_sentences.win_rate_sentence(wins))


@access.fragment()
def _curves(results: ChosenResults) -> None:
    """Draw the curves and read them at one budget; a change reruns this part only."""
    table = _table(results)
    names = in_order(table["strategy"])
    key = "_".join([results.name, results.language, *names])
    shown = table[table["strategy"].isin([*_ticked([n for n in names if n != RANDOM]), RANDOM])]
    if RANDOM not in names:
        st.warning("RANDOM is missing here; without it nobody can tell whether choosing texts pays off.")
    if shown.empty:
        st.info("Choose at least one strategy to see its curve.", icon=":material/checklist:")
        return
    place = hovering.place()
    budget = _budget(table, key)
    figure = curve_charts.curve_figure(
        shown,
        result_names.metric_title(results.frame),
        budget,
        st.context.theme.type == "dark",
        curve_charts.standing_out(shown, budget),
    )
    place.plotly_chart(screen.fitted(figure), key=f"curves_{key}", config={"displayModeBar": False})
    hovering.bring_forward()
    st.table(curve_tables.reading_table(shown, budget), hide_index=True)
    st.markdown("\n".join(f"- {text}" for text in curve_sentences.verdict_sentences(shown, budget)))
    st.caption(curve_sentences.READING)
    download = learner_sentences.with_learner(table, results.learner)
    csv = exports.to_csv(download).encode("utf-8-sig")
    access.download_button("Download CSV", csv, "curves.csv", "text/csv")
    excel.button(download, "curves", key, "Download Excel")


def _ticked(names: list[str]) -> list[str]:
    """The strategies to show: all but those that the visitor took away, here or on an earlier visit."""

    def remember() -> None:
        unseen = set(st.session_state.get(_HIDDEN, ())) - set(names)
        st.session_state[_HIDDEN] = sorted(unseen | set(names) - set(st.session_state[_SHOWN]))

    st.session_state[_SHOWN] = [name for name in names if name not in st.session_state.get(_HIDDEN, ())]
    return st.pills(
        "Strategies",
        names,
        selection_mode="multi",
        format_func=strategy_title,
        key=_SHOWN,
        on_change=access.callback(remember),
        help="RANDOM is always shown, as the baseline that every strategy should beat.",
    )


def _table(results: ChosenResults) -> pd.DataFrame:
    frame, language = results.frame, results.language
    apart = widen_by_test_rows(deltas(frame, language=language), result_choice.shown_differences(results))
    return curve_tables.curve_table(curve(frame, language), apart, aulc(frame, language))


def _budget(table: pd.DataFrame, key: str) -> int:
    budgets: list[int] = sorted(set(table.loc[table["strategy"] != EN_FT, "budget"].tolist()))
    usual = curve_tables.default_budget(table)
    if len(budgets) < 2:
        return usual
    return st.select_slider(
        "Read at",
        budgets,
        usual,
        format_func="{:,} labels".format,
        key=f"at_{key}_{budgets}",
        persist_state="session",
    )
