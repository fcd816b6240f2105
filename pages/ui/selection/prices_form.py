"""The prices of labels: in which currency, by text or by word, and per language."""

import pandas as pd
import streamlit as st

from demux_core.base.errors import InputError
from demux_core.explain.costs import Prices
from demux_core.explain.price_tables import price_table, rates_by_language
from demux_core.modelling.presentation import languages_of
from demux_core.workflows.prices import change_prices
from demux_core.workspace.prepared import PreparedProject
from demux_core.workspace.project import Project
from pages.ui.shared import editable_table, wording

_CURRENCIES = ["EUR", "USD", "GBP", "INR", "NPR", "KES", "NGN", "ZAR", "BRL", "CNY", "JPY"]
_RATE_HELP = "For every language without its own value in the table."
_UNITS = {False: "label", True: "word"}


def prices(project: Project, prepared: PreparedProject, stored: Prices) -> Prices:
    """Let the visitor set the prices, and return them."""
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
    now = stored if shown == before else change_prices(project, before, shown)
    st.session_state[f"{key}_before"] = shown
    if now != shown:
        st.session_state[f"{place}_turn"] = turn + 1
        st.rerun()
    return now


def _form(prepared: PreparedProject, stored: Prices, key: str) -> Prices:
    general, by_language = st.columns([2, 5], gap="medium")
    with general:
        currency = _currency(stored, f"{key}_currency")
        per_word = st.segmented_control(
            "Paid by the",
            list(_UNITS),
            default=stored.per_word,
            format_func=lambda per_word: _UNITS[per_word].capitalize(),
            required=True,
            key=f"{key}_unit",
            help="By the word, longer texts cost more. Words are what spaces separate, which counts badly in "
            "Chinese, Japanese and Thai.",
        )
        unit = _UNITS[bool(per_word)]
        price = _rate(f"Price per {unit}", stored.price, 0.01 if per_word else 0.05, f"{key}_price")
        minutes = _rate(f"Minutes per {unit}", stored.minutes, 0.05 if per_word else 0.5, f"{key}_minutes")
    with by_language:
        st.caption("Enter values for languages that differ. Empty cells take the values on the left.")
        table = _language_table(prepared, stored, f"{key}_table", unit)
    by_price = rates_by_language(table, "price", stored.by_language)
    by_minutes = rates_by_language(table, "minutes", stored.minutes_by_language)
    shown = Prices(currency, price, minutes, by_price, by_minutes, bool(per_word))
    # A currency alone is no price.
    return shown if price is not None or minutes is not None or by_price or by_minutes else Prices()


def _currency(stored: Prices, key: str) -> str:
    """Prices without a currency, which earlier versions stored, keep none until one is chosen."""
    offered = [*_CURRENCIES, *({stored.currency} - {"", *_CURRENCIES})]
    first = stored.currency or (_CURRENCIES[0] if stored == Prices() else None)
    chosen = st.selectbox(
        "Currency",
        offered,
        index=None if first is None else offered.index(first),
        accept_new_options=True,
        key=key,
        placeholder="Choose or type",
    )
    return (chosen or "").strip()


def _rate(label: str, value: float | None, step: float, key: str) -> float | None:
    return st.number_input(
        label, min_value=0.0, value=value, step=step, key=key, placeholder="not known", help=_RATE_HELP
    )


def _language_table(prepared: PreparedProject, stored: Prices, key: str, unit: str) -> pd.DataFrame:
    return editable_table.edit_table(
        key,
        lambda: price_table(languages_of(prepared.source), stored),
        column_config={
            "language": st.column_config.TextColumn("Language", disabled=True),
            "price": st.column_config.NumberColumn(f"Price per {unit}", min_value=0.0),
            "minutes": st.column_config.NumberColumn(f"Minutes per {unit}", min_value=0.0),
        },
        column_order=("language", "price", "minutes"),
    )
