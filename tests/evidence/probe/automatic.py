"""How good AUTO is on targets that it was not fitted on: each is left out once, with the rest as measured."""

from collections.abc import Sequence
from functools import cache

import numpy as np
import pandas as pd

from demux_core.analysis.expected_gain import best_strategy, expectation, gains_of_choosing, like_targets
from demux_core.analysis.measured_targets import KEY, PRETRAINED, TUNING, measured_gains, measured_targets
from demux_core.strategies import RANDOM, STRATEGIES
from demux_core.workflows.preflight import LIKENESS

BUDGETS = (10, 50, 250)
CANDIDATES = tuple(name for name, strategy in STRATEGIES.items() if strategy.can_be_recommended)
NEAR_BEST = 1.0  # points


@cache
def cells(
    task: str,
    budgets: Sequence[int] = BUDGETS,
    names: Sequence[str] = LIKENESS,
    model: str = PRETRAINED,
) -> pd.DataFrame:
    """Return AUTO's choice for every left-out target and budget.

    Returns:
        corpus, target, budget, strategy, gain (over RANDOM), best (the highest gain of any strategy), knn
        (that of KNN-UNCERTAINTY), low, high (the expected interval; NaN where nothing was like the target).
    """
    measured = measured_targets(task, model)
    measured = measured[~measured.index.get_level_values("target").isin(TUNING)]
    lines = []
    for budget in budgets:
        gains = measured_gains(budget).reindex(measured.index)
        gains = gains[[name for name in CANDIDATES if name in gains]].dropna(how="all")
        for key, own in gains.iterrows():
            rest, others = gains.drop(index=[key]), measured.drop(index=[key])
            like = like_targets(others, measured.loc[key, list(names)].to_dict(), names)
            similar = rest if like is None else rest.reindex(like)
            strategy = best_strategy(similar, CANDIDATES) or RANDOM
            expected = None if like is None else expectation(gains_of_choosing(similar, CANDIDATES))
            low, high = (np.nan, np.nan) if expected is None else (expected.low, expected.high)
            lines.append(
                (*key, budget, strategy, own[strategy], own.max(), own["knn_uncertainty"], low, high)
            )
    columns = [*KEY, "budget", "strategy", "gain", "best", "knn", "low", "high"]
    return pd.DataFrame(lines, columns=columns)


def figures(table: pd.DataFrame) -> dict[str, float]:
    """Return AUTO's figures: share of cells near the best, gains, and how many gains are in the interval."""
    known = table.dropna(subset=["low"])
    return {
        "cells": len(table),
        "near the best": float((table["best"] - table["gain"] <= NEAR_BEST).mean()),
        "above RANDOM": float(table["gain"].mean()),
        "expected": float((known["low"] + known["high"]).mean() / 2),
        "above KNN-UNCERTAINTY": float((table["gain"] - table["knn"]).mean()),
        "in the interval": float(known["gain"].between(known["low"], known["high"]).mean()),
        "with an expectation": len(known) / len(table),
    }


if __name__ == "__main__":
    for task in ("token", "sequence"):
        table = cells(task)
        print(task, {name: round(value, 3) for name, value in figures(table).items()})
        for budget, part in table.groupby("budget"):
            values = {name: round(value, 3) for name, value in figures(part).items()}
            print(budget, part["strategy"].value_counts().to_dict(), values)
