"""What labels bought in an experiment: the score without any, with random ones, and with chosen ones."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from demux_core.analysis.bootstrap import paired_differences
from demux_core.analysis.differences import differences_table, main_results
from demux_core.experiments.cells import ALL, CellRecord
from demux_core.strategies import EN_FT, RANDOM


@dataclass(frozen=True)
class Difference:
    """How far one score is above another, in points, with its 95% interval."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True)
class Purchase:
    """What the labels of one budget bought.

    Args:
        metric: name of the main score, as in a table of results.
        strategy: which chose the points.
        budget: number of labels.
        start: score without any label, in points.
        random: what as many random labels add to it.
        chosen: what the chosen ones add to it.
        over_random: how far the chosen ones are above the random ones.
    """

    metric: str
    strategy: str
    budget: int
    start: float
    random: Difference
    chosen: Difference
    over_random: Difference


def purchase(
    results: pd.DataFrame, records: Sequence[CellRecord], strategy: str, experiment: str
) -> Purchase | None:
    """Return what labels bought at the largest budget of ``strategy``; None without RANDOM or EN-FT there.

    Args:
        results: table of one experiment.
        records: its finished cells, with their test rows.
        strategy: whose points to look at.
        experiment: its name: the draws of the intervals depend on it, and so they are those of its curves.
    """
    cells = {(record.cell.strategy, record.cell.budget) for record in records}
    budgets = [budget for name, budget in cells if name == strategy and (RANDOM, budget) in cells]
    if not budgets or (EN_FT, 0) not in cells:
        return None
    at = max(budgets)
    compared = {(EN_FT, 0), (RANDOM, at), (strategy, at)}
    records = [record for record in records if (record.cell.strategy, record.cell.budget) in compared]
    main = main_results(results, records)
    main = main[[cell in compared for cell in zip(main["strategy"], main["budget"], strict=True)]]
    start = main.loc[(main["strategy"] == EN_FT) & (main["target_language"] == ALL), "score"]
    over_start, over_random = (
        _differences(main, {experiment: records}, baseline) for baseline in (EN_FT, RANDOM)
    )
    return Purchase(
        str(main["metric"].iloc[0]),
        strategy,
        at,
        float(start.iloc[0]),
        over_start[RANDOM, at],
        over_start[strategy, at],
        over_random[strategy, at],
    )


def _differences(
    results: pd.DataFrame, records: Mapping[str, Sequence[CellRecord]], baseline: str
) -> dict[tuple[str, int], Difference]:
    drawn = paired_differences(records, baseline)
    table = differences_table(results, baseline, drawn, next(iter(records)))
    columns = ["strategy", "budget", "difference", "low", "high"]
    rows = table[columns].itertuples(index=False, name=None)
    return {(name, budget): Difference(*numbers) for name, budget, *numbers in rows}
