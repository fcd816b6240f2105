"""The paper's tables, as recomputed from its figures."""

import pandas as pd
import streamlit as st

from demux_core.analysis import paper
from demux_core.strategies.display import strategy_title
from pages.ui.curves.result_choice import NAMES

_TABLES = ("Five rounds (tables 3-6)", "Same language mix (table 10)", "Small budgets (table 11)")
_SCORES = {
    "dataset": "Data",
    "model": "Model",
    "target_config": "Target",
    "en_ft": "EN-FT",
    "egalitarian": "EGALITARIAN",
    "random": "RANDOM",
    "demux": "DeMuX",
    "same_distribution": "SAME-DISTRIBUTION",
    "gold": "GOLD",
    "vs_egalitarian": "Δ EGALITARIAN",
    "vs_random": "Δ RANDOM",
    "vs_gold": "Δ GOLD",
    "delta": "Delta",
    "printed": "In the table",
    "runs": "Mean of the runs",
    "budget": "Budget",
    "strategy": "Strategy",
    "round": "Round",
}


def show() -> None:
    """Show one of the paper's tables, chosen by the visitor, and what it does not say."""
    which = st.segmented_control(
        "Table", _TABLES, default=_TABLES[0], required=True, key="paper_table", label_visibility="collapsed"
    )
    if which == _TABLES[2]:
        table, remark = _low_budget()
    elif which == _TABLES[1]:
        table, remark = _same_distribution()
    else:
        table, remark = _final()
    st.markdown(remark)
    table["dataset"] = table["dataset"].map(lambda name: NAMES[name].split(" (")[0])
    signed = ("vs_egalitarian", "vs_random", "vs_gold", "delta")
    config = {
        name: st.column_config.NumberColumn(title, format="%+.1f" if name in signed else "%.1f")
        if table[name].dtype.kind == "f"
        else title
        for name, title in _SCORES.items()
        if name in table
    }
    st.dataframe(table, hide_index=True, column_config=config, height=320, placeholder="")


def _final() -> tuple[pd.DataFrame, str]:
    table = paper.final_tables()
    won, known = int((table["vs_egalitarian"] > 0).sum()), table["vs_random"].notna()
    over_random = int((table["vs_random"] > 0).sum())
    remark = (
        f"The paper's best DeMuX strategy is above EGALITARIAN in {won} of {len(table)} rows. It is one "
        "strategy for each data set (UNCERTAINTY for TyDiQA). The paper leaves RANDOM out; the published "
        f"runs have it for TyDiQA, where DeMuX is above it in {over_random} of {known.sum()} rows. "
        "Δ: DeMuX less the other, computed from the scores. Targets of high, middle and low performance (HP, "
        "MP, LP), of one region (GEO), and a pool of low performance (LPP)."
    )
    table["target_config"] = table["target_config"].str.upper()
    return table.drop(columns=["printed_vs_egalitarian", "printed_vs_gold"]), remark


def _same_distribution() -> tuple[pd.DataFrame, str]:
    table = paper.same_distribution()
    won = int((table["delta"] > 0).sum())
    return table, (
        "Random points with the language counts that DeMuX chose: what is left is due to the points, not to "
        f"the languages. DeMuX is above in {won} of {len(table)} rounds."
    )


def _low_budget() -> tuple[pd.DataFrame, str]:
    table = paper.low_budget()
    compared = table["agrees"].notna()
    odd = table[compared & ~table["agrees"].fillna(True)]
    cells = "; ".join(
        f"{row['dataset'].upper()}, budget {row['budget']}, {strategy_title(row['strategy'])}: "
        f"{row['printed']:.1f} in the table, {row['runs']:.1f} in the runs"
        for row in odd.to_dict("records")
    )
    remark = (
        f"The means of the published runs equal the table in {compared.sum() - len(odd)} of {compared.sum()} "
        f"cells. Not equal: {cells}."
    )
    table["strategy"] = table["strategy"].map(strategy_title)
    return table.drop(columns="agrees"), remark
