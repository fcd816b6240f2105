"""What the curves say: the reading at a budget, who wins and who loses, in words and in one table."""

from collections.abc import Hashable, Mapping
from math import isnan, nan
from typing import Any

import pandas as pd

from demux_core.analysis.intervals import is_significant
from demux_core.analysis.win_rates import WinRates
from demux_core.strategies import EN_FT
from demux_core.strategies.display import baselines, contenders, in_order, references, strategy_title

READING = (
    "Means over seeds ± half their 95 % interval, which the bands show too (of more than four strategies "
    "RANDOM's alone: choose fewer to see theirs). Differences are paired by seed; where the test's rows are "
    "known, the interval also covers drawing other rows. One is clear where its interval leaves out 0. AULC: "
    "mean height of the whole curve, every doubling of the budget alike."
)
_SMALL = 0.05  # less is 0.0 in print


def curve_table(curves: pd.DataFrame, apart: pd.DataFrame, areas: pd.DataFrame) -> pd.DataFrame:
    """The curves with deltas and areas beside them, as they are downloaded.

    Args:
        curves: ``curves.curve``.
        apart: ``curves.deltas``, or these ``intervals.widen_by_test_rows``.
        areas: ``curves.aulc``.

    Returns:
        strategy, budget, mean, low, high, n; for each reference vs_NAME, vs_NAME_low, vs_NAME_high and, where
        ``apart`` has it, vs_NAME_rows; aulc, aulc_low, aulc_high (the same at every budget of a strategy).
    """
    table = curves
    for other, part in apart.groupby("against"):
        names = {"delta": f"vs_{other}", "low": f"vs_{other}_low", "high": f"vs_{other}_high"}
        names |= {"rows": f"vs_{other}_rows"}
        part = part.drop(columns=["against", "n"]).rename(columns=names)
        table = table.merge(part, on=["strategy", "budget"], how="left")
    names = {"mean": "aulc", "low": "aulc_low", "high": "aulc_high"}
    return table.merge(areas.drop(columns="n").rename(columns=names), on="strategy", how="left")


def default_budget(table: pd.DataFrame) -> int:
    """The budget to begin with: of those with the most strategies, the middle one.

    Args:
        table: ``numbers``, with more than EN-FT in it.
    """
    there = table[table["strategy"] != EN_FT].groupby("budget")["strategy"].nunique()
    most = there.index[there == there.max()].tolist()
    return int(most[len(most) // 2])


def reading_table(table: pd.DataFrame, budget: int) -> pd.DataFrame:
    """Every strategy at one budget, in words: mean ± half the 95 % interval, and the deltas likewise.

    Args:
        table: ``numbers``.
        budget: one of its budgets; EN-FT is there at any.
    """
    here = table[(table["budget"] == budget) | (table["strategy"] == EN_FT)].set_index("strategy")
    here = here.loc[in_order(here.index)]
    shown = pd.DataFrame({"Strategy": [strategy_title(name) for name in here.index]})
    shown["Score"] = _spreads(here["mean"], here["high"])
    for other in [name for name in references() if f"vs_{name}" in here]:
        shown[f"Against {strategy_title(other)}"] = _differences(here, f"vs_{other}")
    shown["AULC"] = _spreads(here["aulc"], here["aulc_high"])
    return shown


def verdict_sentences(table: pd.DataFrame, budget: int) -> list[str]:
    """One sentence for each DeMuX strategy of ``numbers``: how it fares against RANDOM and EGALITARIAN."""
    here = table[(table["budget"] == budget) & table["strategy"].isin(contenders())].set_index("strategy")
    sentences = []
    rows: dict[Hashable, dict[Any, Any]] = here.to_dict("index")
    for name in in_order(here.index):
        row = rows[name]
        parts = [
            _against(other, row)
            for other in baselines(usual_only=True)
            if not isnan(row.get(f"vs_{other}", nan))
        ]
        if parts:
            sentences.append(f"{strategy_title(name)} {'; it '.join(parts)}.")
    return sentences


def format_points(value: float, sign: str = "") -> str:
    """A number of points with one digit and a true minus sign; what rounds to nothing has no sign."""
    return f"{value:{sign}.1f}".replace("-", "−") if abs(value) >= _SMALL else "0.0"


def format_interval(low: float, high: float) -> str:
    """The ends of the interval of a difference, such as ``−0.8 to +10.0``."""
    return f"{format_points(low, '+')} to {format_points(high, '+')}"


def win_rate_sentence(found: WinRates) -> str:
    """The share of cells won, its interval, and the share that proves nothing."""
    best, base = len(found.strategies), len(found.baselines)
    more = " and there are more of them" if best > base else ""
    thin = " One target is thin evidence." if found.targets == 1 else ""
    return (
        f"Of {found.cells:,} comparisons ({_count(found.targets, 'target')}, every budget), the best of "
        f"{_count(best, 'DeMuX strategy')} wins {found.share:.0%} against the best of "
        f"{_count(base, 'baseline')} (95% interval {found.low:.0%} to {found.high:.0%}). Equally good "
        f"strategies would reach {found.chance:.0%}, because the best is picked afterwards{more}.{thin}"
    )


def win_rate_table(found: WinRates) -> pd.DataFrame:
    """Each strategy against each baseline: share of comparisons won and its interval, in words."""
    pairs = found.pairs
    shown = pd.DataFrame({"Strategy": [strategy_title(name) for name in found.strategies]})
    for baseline in found.baselines:
        part = pairs[pairs["baseline"] == baseline]
        shown[f"Wins against {strategy_title(baseline)}"] = [
            f"{share:.0%} ({low:.0%} to {high:.0%})"
            for share, low, high in zip(part["share"], part["low"], part["high"], strict=True)
        ]
    return shown


def _count(n: int, what: str) -> str:
    many = what.removesuffix("y") + "ies" if what.endswith("y") else what + "s"
    return f"{n:,} {what if n == 1 else many}"


def _against(other: str, row: Mapping[Any, Any]) -> str:
    delta, low, high = (row[f"vs_{other}{end}"] for end in ("", "_low", "_high"))
    title, size = strategy_title(other), f"{abs(delta):.1f}"
    if abs(delta) < _SMALL:
        return f"equals {title}"
    if isnan(low):
        return f"is {size} {'above' if delta > 0 else 'below'} {title} (one seed, no interval): not clear"
    over = " over seeds" if isnan(row.get(f"vs_{other}_rows", nan)) else ""
    said = f"(95 % interval{over} {format_interval(low, high)})"
    if is_significant(low, high):
        return f"{'beats' if delta > 0 else 'loses to'} {title} by {size} {said}"
    return f"is {size} {'above' if delta > 0 else 'below'} {title} {said}: not clear"


def _differences(here: pd.DataFrame, name: str) -> list[str]:
    """Texts such as ``+1.2 ± 0.8``, or ``+1.2 (−0.1 to +2.9)`` where test rows are in the interval."""
    shown = _spreads(here[name], here[f"{name}_high"], sign="+")
    if f"{name}_rows" not in here:
        return shown
    parts = (here[f"{name}{end}"] for end in ("", "_low", "_high", "_rows"))
    return [
        text if isnan(rows) or isnan(low) else f"{format_points(delta, '+')} ({format_interval(low, high)})"
        for text, delta, low, high, rows in zip(shown, *parts, strict=True)
    ]


def _spreads(means: "pd.Series[float]", highs: "pd.Series[float]", sign: str = "") -> list[str]:
    """Texts such as ``+1.2 ± 0.8``; empty where there is no mean."""
    texts = []
    for mean, high in zip(means, highs, strict=True):
        text = "" if isnan(mean) else format_points(mean, sign)
        texts.append(text if isnan(high) else f"{text} ± {high - mean:.1f}")
    return texts
