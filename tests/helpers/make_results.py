"""Tables of results made of a few numbers."""

from typing import Any

import pandas as pd

from demux_core.analysis.language_mix import mix_by_round
from demux_core.experiments.results_table import COLUMNS

SETTING = ("low_budget", "sequence", "pool", "accuracy", "default", "target")


def results(*rows: tuple[str, str, int, int, float], **changed: Any) -> pd.DataFrame:
    """A table of results of (target language, strategy, seed, budget, score)."""
    table = [
        (*SETTING, language, strategy, seed, int(budget > 0), budget, score)
        for language, strategy, seed, budget, score in rows
    ]
    return pd.DataFrame(table, columns=list(COLUMNS)).assign(**changed)


def learning(strategies: dict[str, float], seeds: tuple[int, ...] = (2, 22, 42)) -> pd.DataFrame:
    """Curves from 60 at 10 points that rise by a number of points to budget 100, and EN-FT at 55.

    Seeds lie half a point apart, the middle one on the curve.
    """
    rows = [("all", "en_ft", 42, 0, 55.0)]
    for strategy, rise in strategies.items():
        for i, seed in enumerate(seeds):
            for step, budget in enumerate((10, 50, 100)):
                rows.append(("all", strategy, seed, budget, 60 + step * rise / 2 + (i - 1) / 2))
    return results(*rows)


def mix_over_rounds(*rounds: dict[str, int], strategy: str = "knn_uncertainty") -> pd.DataFrame:
    """The language mix of a strategy that chose points of these languages (code -> count) in each round."""
    rows = [
        (strategy, 2, number, 10 * number, language, count)
        for number, counts in enumerate(rounds, 1)
        for language, count in counts.items()
    ]
    columns = ["strategy", "seed", "round", "budget", "language", "count"]
    return mix_by_round(pd.DataFrame(rows, columns=columns))
