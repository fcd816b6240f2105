"""Learning curves as tables: for a file, and for reading at one budget."""

from math import isnan

import pandas as pd

from demux_core.analysis.win_rates import WinRates
from demux_core.explain.number_format import format_interval, format_points
from demux_core.strategies import EN_FT
from demux_core.strategies.display import in_order, references, strategy_title

_NO_INTERVAL = "no interval"  # where resampling never gives another share


def curve_table(curves: pd.DataFrame, apart: pd.DataFrame, areas: pd.DataFrame) -> pd.DataFrame:
    """The curves with differences and areas, one row a strategy and budget, as the page offers them as CSV.

    Args:
        curves: ``curves.curve``.
        apart: ``curves.deltas``, as they are or widened by ``intervals.widen_by_test_rows``.
        areas: ``curves.aulc``.

    Returns:
        strategy, budget, mean, low, high, n; for each reference vs_NAME, vs_NAME_low, vs_NAME_high and, where
        ``apart`` has it, vs_NAME_rows; aulc, aulc_low, aulc_high (the same at every budget of a strategy).
    """
    table = curves
    for other, differences in apart.groupby("against"):
        names = {"delta": f"vs_{other}", "low": f"vs_{other}_low", "high": f"vs_{other}_high"}
        names |= {"rows": f"vs_{other}_rows"}
        differences = differences.drop(columns=["against", "n"]).rename(columns=names)
        table = table.merge(differences, on=["strategy", "budget"], how="left")
    names = {"mean": "aulc", "low": "aulc_low", "high": "aulc_high"}
    return table.merge(areas.drop(columns="n").rename(columns=names), on="strategy", how="left")


def default_budget(table: pd.DataFrame) -> int:
    """The budget to show first: the middle one of those with the most strategies.

    Args:
        table: ``curve_table`` with at least one strategy besides EN-FT.
    """
    strategies = table[table["strategy"] != EN_FT].groupby("budget")["strategy"].nunique()
    budgets = strategies.index[strategies == strategies.max()].tolist()
    return int(budgets[len(budgets) // 2])


def reading_table(table: pd.DataFrame, budget: int) -> pd.DataFrame:
    """Every strategy at one budget, for reading: mean ± half the 95% interval, and the same of differences.

    Args:
        table: ``curve_table``.
        budget: one of its budgets; EN-FT is shown at each.
    """
    rows = table[(table["budget"] == budget) | (table["strategy"] == EN_FT)].set_index("strategy")
    rows = rows.loc[in_order(rows.index)]
    shown = pd.DataFrame({"Strategy": [strategy_title(name) for name in rows.index]})
    shown["Score"] = _spreads(rows["mean"], rows["high"])
    for other in [name for name in references() if f"vs_{name}" in rows]:
        shown[f"Against {strategy_title(other)}"] = _differences(rows, f"vs_{other}")
    shown["AULC"] = _spreads(rows["aulc"], rows["aulc_high"])
    return shown


def win_rate_table(wins: WinRates) -> pd.DataFrame:
    """Each strategy against each baseline, for reading: share of comparisons won and its interval."""
    shown = pd.DataFrame({"Strategy": [strategy_title(name) for name in wins.strategies]})
    for baseline in wins.baselines:
        pairs = wins.pairs[wins.pairs["baseline"] == baseline]
        shown[f"Wins against {strategy_title(baseline)}"] = [
            f"{share:.0%} ({f'{low:.0%} to {high:.0%}' if low < high else _NO_INTERVAL})"
            for share, low, high in zip(pairs["share"], pairs["low"], pairs["high"], strict=True)
        ]
    return shown


def _differences(rows: pd.DataFrame, name: str) -> list[str]:
    """Texts such as ``+1.2 ± 0.8``, or ``+1.2 (−0.1 to +2.9)`` where the interval allows for test rows."""
    shown = _spreads(rows[name], rows[f"{name}_high"], sign="+")
    if f"{name}_rows" not in rows:
        return shown
    parts = (rows[f"{name}{end}"] for end in ("", "_low", "_high", "_rows"))
    return [
        text if isnan(n) or isnan(low) else f"{format_points(delta, '+')} ({format_interval(low, high)})"
        for text, delta, low, high, n in zip(shown, *parts, strict=True)
    ]


def _spreads(means: "pd.Series[float]", highs: "pd.Series[float]", sign: str = "") -> list[str]:
    """Texts such as ``+1.2 ± 0.8``; empty where there is no mean."""
    texts = []
    for mean, high in zip(means, highs, strict=True):
        text = "" if isnan(mean) else format_points(mean, sign)
        texts.append(text if isnan(high) else f"{text} ± {high - mean:.1f}")
    return texts
