"""The paper's tables, as recomputed from its figures."""

from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from demux_core.analysis import paper
from demux_core.explain import paper_sentences
from demux_core.explain.number_format import format_points
from demux_core.strategies.display import strategy_title
from pages.ui.curves.result_names import name_of

_HEADER, _ROW = 38, 35  # pixels
_FINAL = "Five rounds (tables 3-6)"
_SAME_MIX = "Same language mix (table 10)"
_LOW_BUDGET = "Small budgets (table 11)"


def show() -> None:
    """Show one of the paper's tables, chosen by the visitor, and what it shows."""
    name = st.segmented_control(
        "Table",
        (_FINAL, _SAME_MIX, _LOW_BUDGET),
        default=_FINAL,
        required=True,
        key="paper_table",
        label_visibility="collapsed",
    )
    table, sentence = {_FINAL: _final, _SAME_MIX: _same_mix, _LOW_BUDGET: _low_budget}[name]()
    st.markdown(sentence)
    table["dataset"] = [name_of(dataset).split(" (")[0] for dataset in table["dataset"]]
    titles = {str(column): paper_sentences.column_title(str(column)) for column in table}
    st.dataframe(
        table.style.format(_written(table), na_rep=""),
        hide_index=True,
        column_config=titles,
        height=_HEADER + _ROW * len(table),
        placeholder="",
    )
    st.caption(paper_sentences.again_sentence())


def _final() -> tuple[pd.DataFrame, str]:
    table = paper.final_tables()
    sentence = paper_sentences.final_sentence(table)
    table["target_config"] = table["target_config"].str.upper()
    return table.drop(columns=["printed_vs_egalitarian", "printed_vs_gold"]), sentence


def _same_mix() -> tuple[pd.DataFrame, str]:
    table = paper.same_distribution()
    return table, paper_sentences.same_distribution_sentence(table)


def _low_budget() -> tuple[pd.DataFrame, str]:
    table = paper.low_budget()
    sentence = paper_sentences.low_budget_sentence(table)
    table["strategy"] = table["strategy"].map(strategy_title)
    return table.drop(columns="agrees"), sentence


def _written(table: pd.DataFrame) -> dict[Any, Any]:
    """How the numbers of each column are written: scores, and differences with their sign."""
    return {
        column: partial(format_points, sign="+" if column == "delta" or column.startswith("vs_") else "")
        for column in table.columns[table.dtypes.map(lambda kind: kind.kind == "f")]
    }
