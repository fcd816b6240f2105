"""What the labels cost: prices per language, and the cost of every strategy's selection."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from demux_core.base.errors import InputError
from demux_core.explain.costs import PLUS, Prices, cost_table
from demux_core.explain.price_tables import leaves_labels_out, price_table, rates_by_language, readable_costs
from demux_core.modelling.presentation import languages_of
from demux_core.strategies import Selection
from demux_core.strategies.display import strategy_title
from demux_core.workflows.prices import change_prices, project_prices
from demux_core.workspace.prepared import PreparedProject
from demux_core.workspace.project import Project
from pages.ui.shared import editable_table, wording

_RATE_HELP = "For every language without its own value in the table."


def cost(project: Project, prepared: PreparedProject, selections: Mapping[str, Selection]) -> None:
    """Let the visitor set prices, and show what every strategy's selection costs."""
    results = st.container()
    stored = project_prices(project)
    with st.expander("Prices and minutes per label", expanded=stored == Prices(), key="prices"):
        prices = _prices(project, prepared, stored)
    groups = {strategy_title(name): languages_of(s.pool, s.rows) for name, s in selections.items()}
    with results:
        if prices == Prices():
            st.caption("Enter a price or the minutes per label below to see the cost of each selection.")
        else:
            _results(cost_table(groups, prices), prices)


def _prices(project: Project, prepared: PreparedProject, stored: Prices) -> Prices:
    place = f"prices_{project.slug}_{prepared.key[:8]}"
    # A widget keeps what it shows, so others take its place where the prices were changed elsewhere.
    turn = st.session_state.get(f"{place}_turn", 0)
    key = f"{place}_{turn}" if turn else place
    try:
        shown = _form(prepared, stored, key)
    except InputError as error:
        st.error(wording.escape(str(error)), icon=":material/error:")
        return stored
    before = st.session_state.get(f"{key}_before", stored)
    prices = stored if shown == before else change_prices(project, before, shown)
    st.session_state[f"{key}_before"] = shown
    if prices != shown:
        st.session_state[f"{place}_turn"] = turn + 1
        st.rerun()
    return prices


def _form(prepared: PreparedProject, stored: Prices, key: str) -> Prices:
    general, by_language = st.columns([2, 5], gap="medium")
    with general:
        currency = st.text_input(
            "Currency", stored.currency, max_chars=12, placeholder="EUR", key=f"{key}_currency"
        )
        price = _rate("Price per label", stored.price, 0.05, f"{key}_price")
        minutes = _rate("Minutes per label", stored.minutes, 0.5, f"{key}_minutes")
    with by_language:
        st.caption("Enter values for languages that differ. Empty cells take the values on the left.")
        table = _language_table(prepared, stored, f"{key}_table")
    by_price = rates_by_language(table, "price", stored.by_language)
    by_minutes = rates_by_language(table, "minutes", stored.minutes_by_language)
    return Prices(currency.strip(), price, minutes, by_price, by_minutes)


def _rate(label: str, value: float | None, step: float, key: str) -> float | None:
    return st.number_input(
        label, min_value=0.0, value=value, step=step, key=key, placeholder="not known", help=_RATE_HELP
    )


def _language_table(prepared: PreparedProject, stored: Prices, key: str) -> pd.DataFrame:
    codes = [*languages_of(prepared.source), *([] if prepared.gold is None else languages_of(prepared.gold))]
    return editable_table.edit_table(
        key,
        lambda: price_table(codes, stored),
        column_config={
            "language": st.column_config.TextColumn("Language", disabled=True),
            "price": st.column_config.NumberColumn("Price per label", min_value=0.0),
            "minutes": st.column_config.NumberColumn("Minutes per label", min_value=0.0),
        },
        column_order=("language", "price", "minutes"),
    )


def _results(costs: pd.DataFrame, prices: Prices) -> None:
    if leaves_labels_out(costs):
        st.caption(PLUS)
    points = st.column_config.NumberColumn("Points", format="localized")
    st.dataframe(readable_costs(costs, prices), hide_index=True, column_config={"Points": points})
