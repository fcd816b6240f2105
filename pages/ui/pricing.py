"""What the labels cost: prices per language, and what every strategy's choice comes to."""

from collections import Counter
from collections.abc import Mapping

import pandas as pd
import streamlit as st

from demux_core.charts import tables
from demux_core.costs import PLUS, Prices, cost_table, money, working_time
from demux_core.errors import InputError
from demux_core.languages import language_name
from demux_core.projects import Project, put_setting
from demux_core.projects.runs import Run
from demux_core.strategies import STRATEGIES, Selection
from pages.ui import editing, words

_SETTING = "prices"


def cost(project: Project, run: Run, chosen: Mapping[str, Selection]) -> None:
    """Let the visitor give prices, and show what every strategy's choice costs."""
    results = st.container()
    stored = Prices.from_json(project.settings.get(_SETTING))
    with st.expander("Prices and minutes per label", expanded=stored == Prices(), key="prices"):
        prices = _prices(project, run, stored)
    groups = {STRATEGIES[name].title: tables.languages_of(s.pool, s.rows) for name, s in chosen.items()}
    with results:
        if prices == Prices():
            st.caption("Say below what a label costs, to see what each strategy's choice comes to.")
        else:
            _results(cost_table(groups, prices), prices)


def _prices(project: Project, run: Run, stored: Prices) -> Prices:
    key = f"prices_{project.slug}_{run.key[:8]}"
    general, by_language = st.columns([2, 5], gap="medium")
    with general:
        currency = st.text_input(
            "Currency", stored.currency, max_chars=12, placeholder="EUR", key=f"{key}_currency"
        )
        price = st.number_input(
            "Price per label", min_value=0.0, value=stored.price, step=0.05, key=f"{key}_price",
            placeholder="not known", help="In every language for which the table says nothing else.",
        )  # fmt: skip
        minutes = st.number_input(
            "Minutes per label", min_value=0.0, value=stored.minutes, step=0.5, key=f"{key}_minutes",
            placeholder="not known", help="In every language for which the table says nothing else.",
        )  # fmt: skip
    with by_language:
        st.caption("Languages that differ; what is left empty costs and takes as on the left.")
        table = editing.table(
            f"{key}_table",
            lambda: _table(run, stored),
            column_config={
                "language": st.column_config.TextColumn("Language", disabled=True),
                "price": st.column_config.NumberColumn("Price per label", min_value=0.0),
                "minutes": st.column_config.NumberColumn("Minutes per label", min_value=0.0),
            },
            column_order=("language", "price", "minutes"),
        )
    try:
        prices = Prices(currency.strip(), price, minutes, _given(table, "price"), _given(table, "minutes"))
    except InputError as error:
        st.error(words.plain(str(error)), icon=":material/error:")
        return stored
    # Only what was changed here is kept: another visitor may have changed the prices meanwhile.
    before = st.session_state.setdefault(f"{key}_before", stored)
    if prices != before:
        put_setting(project, _SETTING, prices.to_json())
        st.session_state[f"{key}_before"] = prices
    return prices


def _table(run: Run, stored: Prices) -> pd.DataFrame:
    codes = [*tables.languages_of(run.source), *([] if run.gold is None else tables.languages_of(run.gold))]
    ordered = [code for code, _ in sorted(Counter(codes).items(), key=lambda item: (-item[1], item[0]))]
    return pd.DataFrame(
        {
            "code": ordered,
            "language": [language_name(code) for code in ordered],
            "price": [stored.by_language.get(code) for code in ordered],
            "minutes": [stored.minutes_by_language.get(code) for code in ordered],
        }
    ).astype({"price": float, "minutes": float})


def _given(table: pd.DataFrame, column: str) -> dict[str, float]:
    given = table[table[column].notna()]
    return dict(zip(given["code"], given[column].astype(float).tolist(), strict=True))


def _results(costs: pd.DataFrame, prices: Prices) -> None:
    shown = pd.DataFrame(
        {
            "Strategy": costs["group"],
            "Points": costs["points"],
            "Cost": [
                "not known" if pd.isna(amount) else f"{money(amount, prices.currency)}{' +' if open_ else ''}"
                for amount, open_ in zip(costs["cost"], costs["no_price"], strict=True)
            ],
            "Work": [
                "not known" if pd.isna(hours) else f"{working_time(hours)}{' +' if open_ else ''}"
                for hours, open_ in zip(costs["hours"], costs["no_minutes"], strict=True)
            ],
            "Without a price": _left_out(costs["no_price"], costs["without_price"]),
            "Without minutes": _left_out(costs["no_minutes"], costs["without_minutes"]),
        }
    )
    open_cost, open_work = (
        bool((costs[missing].gt(0) & costs[sum_].notna()).any())
        for missing, sum_ in (("no_price", "cost"), ("no_minutes", "hours"))
    )
    if not costs["no_price"].any():
        shown = shown.drop(columns="Without a price")
    if not open_work:
        shown = shown.drop(columns="Without minutes")
    if open_cost or open_work:
        st.caption(PLUS)
    st.dataframe(
        shown,
        hide_index=True,
        column_config={"Points": st.column_config.NumberColumn("Points", format="localized")},
    )


def _left_out(counts: "pd.Series[int]", codes: "pd.Series[list[str]]") -> list[str]:
    return [
        f"{n:,} points: {', '.join(map(language_name, some))}" if n else ""
        for n, some in zip(counts, codes, strict=True)
    ]
