"""Languages of the points that the cells of an experiment chose."""

from collections.abc import Iterable
from dataclasses import astuple

import pandas as pd

from demux_core.experiments.cells import CellRecord


def selection_counts(records: Iterable[CellRecord]) -> pd.DataFrame:
    """Count the languages of the points that each cell of an experiment chose.

    Returns:
        strategy, seed, round, budget, language, count.
    """
    rows = [
        (*astuple(record.cell), language, count)
        for record in records
        for language, count in record.languages.items()
    ]
    return pd.DataFrame(rows, columns=["strategy", "seed", "round", "budget", "language", "count"])


def mix_by_round(counts: pd.DataFrame) -> pd.DataFrame:
    """Average the language mix of each strategy in each round over its seeds.

    Args:
        counts: strategy, seed, round, budget, language, count (``selection_counts``).

    Returns:
        strategy, round, budget, language, count (mean over seeds; a seed without the language counts as 0),
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
