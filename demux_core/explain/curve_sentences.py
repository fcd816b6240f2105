"""Learning curves in words: which strategies win or lose."""

from collections.abc import Hashable, Mapping
from math import isnan, nan
from typing import Any

import pandas as pd

from demux_core.analysis.intervals import is_significant
from demux_core.analysis.win_rates import WinRates
from demux_core.base.plurals import counted
from demux_core.explain.glossary import explain
from demux_core.explain.number_format import format_interval, format_points, rounds_to_zero
from demux_core.strategies.display import (
    baselines,
    contenders,
    in_order,
    is_demux,
    strategy_title,
)

READING = (
    "Scores are means over seeds ± half their 95% interval, which the bands show. At most four lines stand "
    "out; the others are pale and come forward under the pointer. Differences are paired by seed; where the "
    "individual test rows are known, their interval also allows for other test rows. A difference is clear "
    f"where its interval excludes 0. EN-FT: {explain('EN-FT')} AULC: {explain('AULC')}"
)


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
