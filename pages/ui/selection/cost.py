"""What the labels cost: prices per language, and what every strategy's choice comes to."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from demux_core.base.errors import InputError
from demux_core.base.languages import language_name
from demux_core.explain.costs import PLUS, Prices, cost_table, money, working_time
from demux_core.modelling.presentation import languages_of
from demux_core.strategies import STRATEGIES, Selection
from demux_core.workspace.prepared import PreparedProject
from demux_core.workspace.project import Project, put_setting, reload_project
from pages.ui.shared import editable_table, wording

_SETTING = "prices"


def cost(project: Project, run: PreparedProject, chosen: Mapping[str, Selection]) -> None:
    """Let the visitor give prices, and show what every strategy's choice costs."""
    results = st.container()
    stored = Prices.from_json(project.settings.get(_SETTING))
    with st.expander("Prices and minutes per label", expanded=stored == Prices(), key="prices"):
        prices = _prices(project, run, stored)
    groups = {STRATEGIES[name].title: languages_of(s.pool, s.rows) for name, s in chosen.items()}
    with results:
        if prices == Prices():
            st.caption("Say below what a label costs, to see what each strategy's choice comes to.")
        else:
            _results(cost_table(groups, prices), prices)


def _prices(project: Project, run: PreparedProject, stored: Prices) -> Prices:
    place = f"prices_{project.slug}_{run.key[:8]}"
    # A widget keeps what it shows, so others take its place where the prices were changed elsewhere.
    turn = st.session_state.get(f"{place}_turn", 0)
    key = f"{place}_{turn}" if turn else place
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
        table = editable_table.edit_table(
            f"{key}_table",
            lambda: _table(run, stored),
            column_config={
                "language": st.column_config.TextColumn("Language", disabled=True),
                "price": st.column_config.NumberColumn("Price per label", min_value=0.0),
                "minutes": st.column_config.NumberColumn("Minutes per label", min_value=0.0),
            },
            column_order=("language", "price", "minutes"),
        )
    rates = _given(table, "price", stored.by_language), _given(table, "minutes", stored.minutes_by_language)
    try:
        shown = Prices(currency.strip(), price, minutes, *rates)
    except InputError as error:
        st.error(wording.escape(str(error)), icon=":material/error:")
        return stored
    prices = _keep(project, stored, st.session_state.get(f"{key}_before", stored), shown)
    st.session_state[f"{key}_before"] = shown
    if prices != shown:
        st.session_state[f"{place}_turn"] = turn + 1
        st.rerun()
    return prices


def _keep(project: Project, stored: Prices, before: Prices, shown: Prices) -> Prices:
    """Keep only what was changed here: another visitor may have changed the other prices meanwhile."""
    if shown == before:
        return stored
    now = Prices.from_json(reload_project(project.slug).settings.get(_SETTING))
    prices = Prices(**_merged(now.to_json(), before.to_json(), shown.to_json()))
    if prices != now:
        put_setting(project, _SETTING, prices.to_json())
    return prices


def _merged(now: Mapping[str, Any], before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """``now`` with what differs between ``before`` and ``after``, within mappings, too."""
    merged = {**now}
    for name in before.keys() | after.keys():
        old, new = before.get(name), after.get(name)
        if isinstance(old, Mapping):
            merged[name] = _merged(now[name], old, new)
        elif old != new:
            merged[name] = new
    return {name: value for name, value in merged.items() if value is not None}


def _table(run: PreparedProject, stored: Prices) -> pd.DataFrame:
    codes = [
        *languages_of(run.source),
        *([] if run.gold is None else languages_of(run.gold)),
    ]
    ordered = [code for code, _ in sorted(Counter(codes).items(), key=lambda item: (-item[1], item[0]))]
    return pd.DataFrame(
        {
            "code": ordered,
            "language": [language_name(code) for code in ordered],
            "price": [stored.by_language.get(code) for code in ordered],
            "minutes": [stored.minutes_by_language.get(code) for code in ordered],
        }
    ).astype({"price": float, "minutes": float})


def _given(table: pd.DataFrame, column: str, stored: Mapping[str, float]) -> dict[str, float]:
    """What the table says, and what is stored for languages that it does not show."""
    given = table[table[column].notna()]
    hidden = {code: rate for code, rate in stored.items() if code not in set(table["code"])}
    return hidden | dict(zip(given["code"], given[column].astype(float).tolist(), strict=True))


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
