"""Languages of the points that the cells of an experiment chose."""

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd


def selection_counts(records: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    """Languages of the points that each cell of an experiment chose (``cells.read_records``).

    Returns:
        strategy, seed, round, budget, language, count.
    """
    columns = ["strategy", "seed", "round", "budget"]
    table = [
        (*(record[name] for name in columns), language, count)
        for record in records
        for language, count in record["languages"].items()
    ]
    return pd.DataFrame(table, columns=[*columns, "language", "count"])


def mix_by_round(counts: pd.DataFrame) -> pd.DataFrame:
    """Language mix of each strategy in each round, over its seeds.

    Args:
        counts: strategy, seed, round, budget, language, count (``selection_counts``).

    Returns:
        strategy, round, budget, language, count (mean over seeds, a seed without the language counts 0),
        share (of the round's points), the largest first within a round.
    """
    cell = ["strategy", "round", "budget"]
    table = counts.groupby([*cell, "language"], as_index=False)["count"].sum()
    seeds = counts.groupby(cell)["seed"].nunique().rename("seeds").reset_index()
    table = table.merge(seeds)
    table["share"] = table["count"] / table.groupby(cell)["count"].transform("sum")
    table["count"] = table["count"] / table.pop("seeds")
    order = [*cell, "count", "language"]
    ascending = [True, True, True, False, True]
    return pd.DataFrame(table.sort_values(order, ascending=ascending, ignore_index=True))
