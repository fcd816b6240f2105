"""What the labels cost: the cost of every strategy's selection, and what an amount of money buys."""

from collections.abc import Mapping

import streamlit as st

from demux_core.explain.costs import PLUS, Prices, cost_table
from demux_core.explain.price_tables import leaves_labels_out, readable_costs
from demux_core.explain.spending import affordable, affordable_text
from demux_core.modelling.presentation import languages_of, words_of
from demux_core.strategies import Selection
from demux_core.strategies.display import strategy_title
from demux_core.workflows.prices import project_prices
from demux_core.workspace.prepared import PreparedProject
from demux_core.workspace.project import Project
from pages.ui.selection import prices_form

_AMOUNT = 500.0


def cost(project: Project, prepared: PreparedProject, selections: Mapping[str, Selection]) -> None:
    """Show what every strategy's selection costs and what an amount buys, and let the prices be set."""
    results = st.container()
    stored = project_prices(project)
    with st.expander("Prices and minutes", expanded=stored == Prices(), key="prices"):
        prices = prices_form.prices(project, prepared, stored)
    with results:
        if prices == Prices():
            st.caption("Enter a price or the minutes per label below to see the cost of each selection.")
        else:
            _results(selections, prices)


def _results(selections: Mapping[str, Selection], prices: Prices) -> None:
    languages = {strategy_title(name): languages_of(s.pool, s.rows) for name, s in selections.items()}
    words = {strategy_title(name): words_of(s.pool, s.rows) for name, s in selections.items()}
    costs = cost_table(languages, prices, words)
    table = readable_costs(costs, prices)
    table.insert(2, "Words", [sum(words[title]) for title in table["Strategy"]])
    if prices.price is not None or prices.by_language:
        amount = _amount(prices.currency)
        found = [
            affordable_text(affordable(amount, languages[title], prices, words[title]))
            for title in table["Strategy"]
        ]
        table.insert(len(table.columns), f"{amount:,.0f} {prices.currency} buys".replace("  ", " "), found)
    if leaves_labels_out(costs):
        st.caption(PLUS)
    counts = {name: st.column_config.NumberColumn(name, format="localized") for name in ("Texts", "Words")}
    st.dataframe(table, hide_index=True, column_config=counts)


def _amount(currency: str) -> float:
    return st.number_input(
        f"What does this amount buy? ({currency})" if currency else "What does this amount buy?",
        min_value=1.0,
        value=_AMOUNT,
        step=50.0,
        format="%.0f",
        key="amount",
        persist_state="session",
        width=260,
        help="The texts of each strategy are found in its order, the best first. To choose within an "
        "amount, set it under Limits.",
    )
