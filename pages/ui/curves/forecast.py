"""How the curve of one strategy is expected to go on: score, next labels, when to stop."""

import streamlit as st

from demux_core.analysis.forecast import NoForecast
from demux_core.analysis.result_forecasts import forecast_of
from demux_core.charts.forecast_charts import forecast_figure
from demux_core.explain import forecast_sentences
from demux_core.strategies import EN_FT
from demux_core.strategies.display import in_order, strategy_title
from pages.ui.curves import result_names
from pages.ui.curves.result_choice import ChosenResults
from pages.ui.shared import access


@access.fragment()
def show(results: ChosenResults) -> None:
    """Offer the forecast of every strategy; a change reruns this part only, and nothing runs until opened."""
    box = st.expander(
        "Forecast: what more labels would bring",
        icon=":material/trending_up:",
        key="forecast",
        on_change="rerun",
    )
    if box.open:
        with box:
            _forecast(results)


def _forecast(results: ChosenResults) -> None:
    names = [name for name in in_order(results.frame["strategy"]) if name != EN_FT]
    key = f"forecast_{results.name}_{results.language}_{'_'.join(names)}"
    choose, ask = st.columns(2)
    strategy: str = choose.selectbox("Strategy", names, format_func=strategy_title, key=key)
    cells = results.records.get(results.current, ())
    found = forecast_of(results.frame, strategy, results.language, cells)
    if isinstance(found, NoForecast):
        st.info(found.reason, icon=":material/hourglass_empty:")
        return
    budget: int = ask.select_slider(
        "Expected at", found.ahead, format_func="{:,} labels".format, key=f"{key}_{found.last}"
    )
    metric = str(results.frame["metric"].iloc[0])
    st.markdown(
        f"**{forecast_sentences.score_sentence(found, budget, strategy, metric)}** "
        f"{forecast_sentences.advice_sentence(found)}"
    )
    title, dark = result_names.metric_title(results.frame), st.context.theme.type == "dark"
    figure = forecast_figure(found, strategy, title, budget, dark)
    st.plotly_chart(figure, key=f"chart_{key}_{strategy}", config={"displayModeBar": False})
    st.caption(forecast_sentences.READING)
