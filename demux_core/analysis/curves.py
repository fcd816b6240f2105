"""Learning curves: score against the number of labelled texts, and differences between strategies."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from demux_core.analysis.intervals import half_width
from demux_core.base.errors import InputError
from demux_core.experiments.results_table import ALL, SETTING
from demux_core.strategies import EN_FT
from demux_core.strategies.display import references

_CELL = ["strategy", "budget", "seed"]


def curve(frame: pd.DataFrame, language: str = ALL) -> pd.DataFrame:
    """Mean and 95% interval (Student's t) over seeds.

    Args:
        frame: results (``load_results``) of one experiment, dataset, metric, model and target configuration.
        language: a target language, or ``all`` for their mean.

    Returns:
        strategy, budget, mean, low, high, n (seeds); low and high are NaN where n = 1.

    Raises:
        InputError: the results are of several experiments, or do not have the language.
    """
    return _interval(scores_by_cell(frame, language), ["strategy", "budget"])


def aulc(frame: pd.DataFrame, language: str = ALL) -> pd.DataFrame:
    """Area under each learning curve: its mean height, in points, over the logarithm of the budget.

    Trapezoids over log budget, divided by the width, so that every doubling counts alike; a single budget
    gives its score. Seeds that lack one of the budgets are left out: areas over different budgets do not
    compare. Budgets that only one of several strategies has do not count; where no others are left, the
    table is empty.

    Returns:
        strategy, mean, low, high, n (seeds), the highest mean first.
    """
    wide = scores_by_cell(frame, language).drop(EN_FT, level="strategy", errors="ignore").unstack("budget")
    has_budget = wide.notna().groupby(level="strategy").any()
    wide = wide.loc[:, has_budget.sum() > min(1, len(has_budget) - 1)].dropna()
    if not len(wide.columns):
        return pd.DataFrame(columns=["strategy", "mean", "low", "high", "n"])
    logs = np.log(wide.columns.to_numpy(np.float64))
    heights = wide.to_numpy()
    several = len(logs) > 1
    area = np.trapezoid(heights, logs, axis=1) / (logs[-1] - logs[0]) if several else heights.sum(axis=1)
    areas = pd.Series(area, index=wide.index)
    return _interval(areas, ["strategy"]).sort_values("mean", ascending=False, ignore_index=True)


def deltas(frame: pd.DataFrame, against: Sequence[str] | None = None, language: str = ALL) -> pd.DataFrame:
    """How far every strategy is above others at the same budget, paired by seed, with the 95% interval.

    Args:
        frame: as for ``curve``.
        against: the strategies to compare with; ``references`` unless given.
        language: as for ``curve``.

    Returns:
        strategy, budget, against, delta (points; negative where the strategy is lower), low, high, n (seeds).
    """
    wide = scores_by_cell(frame, language).drop(EN_FT, level="strategy", errors="ignore").unstack("strategy")
    parts = []
    for other in [name for name in (references() if against is None else against) if name in wide]:
        differences = pd.Series(wide.drop(columns=other).sub(wide[other], axis=0).stack().dropna())
        table = _interval(differences, ["strategy", "budget"])
        table.insert(2, "against", other)
        parts.append(table.rename(columns={"mean": "delta"}))
    columns = ["strategy", "budget", "against", "delta", "low", "high", "n"]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)


def scores_by_cell(frame: pd.DataFrame, language: str) -> "pd.Series[float]":
    """One score for each strategy, budget and seed."""
    for name in SETTING:
        if frame[name].nunique() > 1:
            raise InputError(
                f"a curve is of one {name}, got {', '.join(sorted(frame[name].unique()))}; choose one"
            )
    # Labels that are corrected and trained on again make two rounds with as many points: the later counts.
    frame = frame.sort_values("round", kind="stable").drop_duplicates(
        [*_CELL, "target_language"], keep="last"
    )
    scores = frame[frame["target_language"] == language].set_index(_CELL)["score"]
    if language != ALL:
        if scores.empty:
            choices = ", ".join(sorted(frame["target_language"].unique()))
            raise InputError(f"language must be one of {choices}, got {language!r}; choose one of them")
        return scores
    each = frame[frame["target_language"] != ALL]
    wide = each.pivot(index=_CELL, columns="target_language", values="score")
    # A mean over fewer languages is another quantity, so such a cell is left out.
    return scores.combine_first(wide.mean(axis=1, skipna=False).dropna()).rename("score")


def _interval(scores: "pd.Series[float]", by: list[str]) -> pd.DataFrame:
    table = scores.groupby(level=by).agg(["mean", "std", "count"])
    n = table["count"]
    half = half_width(table["std"], n)
    table = table.assign(low=table["mean"] - half, high=table["mean"] + half, n=n)
    return table[["mean", "low", "high", "n"]].reset_index()
