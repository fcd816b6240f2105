"""Learning curves in words: the table of scores at a budget, and which strategies win or lose."""

from collections.abc import Hashable, Mapping
from math import isnan, nan
from typing import Any

import pandas as pd

from demux_core.analysis.intervals import is_significant
from demux_core.analysis.win_rates import WinRates
from demux_core.base.plurals import counted
from demux_core.explain.glossary import explain
from demux_core.explain.number_format import format_interval, format_points, rounds_to_zero
from demux_core.strategies import EN_FT
from demux_core.strategies.display import (
    baselines,
    contenders,
    in_order,
    is_demux,
    references,
    strategy_title,
)

READING = (
    "Scores are means over seeds ± half their 95% interval, which the bands show. At most four lines stand "
    "out; the others are pale and come forward under the pointer. Differences are paired by seed; where the "
    "individual test rows are known, their interval also allows for other test rows. A difference is clear "
    f"where its interval excludes 0. EN-FT: {explain('EN-FT')} AULC: {explain('AULC')}"
)
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


def verdict_sentences(table: pd.DataFrame, budget: int) -> list[str]:
    """One sentence for each contender at a budget of ``curve_table``: how it does against the baselines."""
    contending = table[(table["budget"] == budget) & table["strategy"].isin(contenders())]
    rows: dict[Hashable, dict[Any, Any]] = contending.set_index("strategy").to_dict("index")
    sentences = []
    for name in in_order(contending["strategy"]):
        row = rows[name]
        verdicts = [
            _verdict(other, row)
            for other in baselines(usual_only=True)
            if not isnan(row.get(f"vs_{other}", nan))
        ]
        if verdicts:
            sentences.append(f"{strategy_title(name)} {'; it '.join(verdicts)}.")
    return sentences


def win_rate_sentence(wins: WinRates) -> str:
    """The share of comparisons won, its interval, and the share that chance alone would give."""
    contending, base = len(wins.strategies), len(wins.baselines)
    reason = ""
    if contending != base:
        quantity = "more" if contending > base else "fewer"
        reason = f", because the best is picked in hindsight from {quantity} strategies"
    noun = "DeMuX strategy" if all(is_demux(name) for name in wins.strategies) else "strategy"
    weak = " One target is weak evidence." if wins.targets == 1 else ""
    interval = f"95% interval {wins.low:.0%} to {wins.high:.0%}"
    if wins.low == wins.high:
        interval = "no interval, because all of them end alike"
    return (
        f"Of {wins.cells:,} comparisons ({counted(wins.targets, 'target')}, all budgets), the best of "
        f"{counted(contending, noun)} wins {wins.share:.0%} against the best of "
        f"{counted(base, 'baseline')} ({interval}). If all strategies were equally good, this share would "
        f"be {wins.chance:.0%}{reason}.{weak}"
    )


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


def no_interval_sentence(wins: WinRates) -> str:
    """Say why some shares of ``win_rate_table`` have no interval; empty where all have one."""
    if (wins.pairs["low"] < wins.pairs["high"]).all():
        return ""
    return "No interval: all comparisons of these two end alike, so the share is the same in every resample."


def _verdict(other: str, row: Mapping[Any, Any]) -> str:
    delta, low, high = (row[f"vs_{other}{end}"] for end in ("", "_low", "_high"))
    title, size = strategy_title(other), format_points(abs(delta))
    over = " over seeds" if isnan(row.get(f"vs_{other}_rows", nan)) else ""
    interval = f"95% interval{over} {format_interval(low, high)}"
    if rounds_to_zero(delta):
        return f"is level with {title} ({'one seed, no interval' if isnan(low) else interval})"
    if is_significant(low, high):
        return f"{'beats' if delta > 0 else 'loses to'} {title} by {size} ({interval})"
    evidence = "one seed, no interval" if isnan(low) else interval
    return f"is {size} {'above' if delta > 0 else 'below'} {title}, but not clearly ({evidence})"


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
