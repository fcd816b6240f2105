"""Sentences on coverage: how many target texts have a chosen text near them."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
import pandas as pd

from demux_core.analysis.coverage import Coverage
from demux_core.analysis.coverage_curves import ALL
from demux_core.analysis.target_groups import group_name
from demux_core.base.plurals import counted
from demux_core.strategies import RANDOM
from demux_core.strategies.display import strategy_title

# Mean rank correlation of coverage with score across strategies, the ends of its 95% interval, and the
# number of measured targets (``data/results/appendix.md``).
MEASURED = (0.09, 0.01, 0.17, 102)


def meaning(radius: float, reachable: float) -> str:
    """Say what near is, on a scale apart from Euclidean distances, and that coverage promises no score.

    Args:
        radius: the largest distance that is near.
        reachable: share of the target texts that have a pool text that near.
    """
    r, low, high, targets = MEASURED
    return (
        f"Near means a cosine distance of at most {radius:.3f}, where 0 is the same to the model and 1 is "
        f"unrelated; {reachable:.0%} of the target texts have a text of the pool that near. Coverage does "
        f"not predict the score: on {targets} measured targets, strategies that cover more score only "
        f"slightly higher (mean rank correlation {r:.2f}, 95% interval {low:.2f} to {high:.2f})."
    )


def coverage_sentence(curves: pd.DataFrame, strategy: str, budget: int, total: int) -> str:
    """``Of 72 target texts, 61 have a chosen text near them with COVER; with random texts, 44 to 52 have.``

    Args:
        curves: ``coverage_curve`` of several strategies, RANDOM among them.
        strategy: one of them.
        budget: a budget of the curves.
        total: number of target texts.
    """
    here = curves[(curves["budget"] == budget) & (curves["target_group"] == ALL)]
    sentence = (
        f"Of {counted(total, 'target text')}, {_number(here, strategy, total)} have a chosen text near "
        f"them with {strategy_title(strategy)}"
    )
    return (
        f"{sentence}."
        if strategy == RANDOM
        else (f"{sentence}; with random texts, {_number(here, RANDOM, total)} have.")
    )


def least_covered_sentence(
    curves: pd.DataFrame, strategy: str, budget: int, groups: Sequence[str], by: str
) -> str:
    """``With COVER, chosen texts are near 2 of the 7 target texts of insurance · card, the smallest share.``

    Args:
        curves: ``coverage_curve`` of the strategy.
        strategy: its name.
        budget: a budget of the curves.
        groups: ``target_groups`` of the target sample.
        by: what the groups are.

    Returns:
        Nothing where there is one group.
    """
    of = (curves["strategy"] == strategy) & (curves["budget"] == budget) & (curves["target_group"] != ALL)
    if not of.any():
        return ""
    least = curves[of].nsmallest(1, "coverage").iloc[0]
    total = Counter(groups)[least["target_group"]]
    name = group_name(least["target_group"], by)
    return (
        f"With {strategy_title(strategy)}, chosen texts are near {round(least['coverage'] * total):,} of the "
        f"{counted(total, 'target text')} of {name}, the smallest share."
    )


def missing_sentence(coverage: Coverage) -> str:
    """``Of the 11 others, 4 have a near text in the pool that is not chosen; for 7 the pool has none.``"""
    others = coverage.total - coverage.count
    near = int((coverage.reachable & ~coverage.covered).sum())
    if not others:
        return "Every target text has a chosen text near it."
    if near not in (0, others):
        have = "has" if near == 1 else "have"
        return (
            f"Of the {others:,} others, {near:,} {have} a near text in the pool that is not chosen; for "
            f"{others - near:,} the pool has none."
        )
    whose = "the other one" if others == 1 else f"the {others:,} others"
    if not near:
        return f"The pool has no near text for {whose}."
    texts, are = ("a near text", "it is") if others == 1 else ("near texts", "they are")
    return f"The pool has {texts} for {whose}, but {are} not chosen."


def _number(curves: pd.DataFrame, strategy: str, total: int) -> str:
    line = curves[curves["strategy"] == strategy].iloc[0]
    if np.isnan(line["low"]):
        return f"{round(line['coverage'] * total):,}"
    low, high = round(line["low"] * total), round(line["high"] * total)
    return f"{low:,}" if low == high else f"{low:,} to {high:,}"
