"""What the labels of one budget bought: the start, random ones, chosen ones, and how certain that is."""

from demux_core.analysis.purchase import Purchase, purchase
from demux_core.experiments.cells import Cell, CellRecord, ScoreParts
from demux_core.experiments.results_table import table_from_records

ROWS = 200
SETTING = {
    "experiment": "e",
    "task": "sequence",
    "inputs": {"source": {"name": "pool"}, "target": {"name": "ne"}},
    "model": {"name": "default"},
}


def record(strategy: str, budget: int, right: int, seed: int = 2) -> CellRecord:
    """A cell that has the first ``right`` of 200 test rows right."""
    score = {"accuracy": 100 * right / ROWS}
    items = ScoreParts([float(row < right) for row in range(ROWS)], [1.0] * ROWS)
    cell = Cell(strategy, seed, int(budget > 0), budget)
    return CellRecord(cell, {"ne": score, "all": score}, "accuracy", items)


def bought(*records: CellRecord) -> Purchase | None:
    return purchase(table_from_records(SETTING, records), records, "cover", "e")


def curves(*budgets: int) -> list[CellRecord]:
    rows = [("random", 110), ("cover", 150)]
    return [
        record(name, budget, right + seed, seed)
        for budget in budgets
        for name, right in rows
        for seed in (0, 1, 2)
    ]


def test_the_largest_budget_that_has_random_points_too_is_read() -> None:
    seen = bought(record("en_ft", 0, 100), *curves(10, 50), record("cover", 100, 190))
    assert seen is not None
    assert (seen.budget, seen.metric, seen.start) == (50, "accuracy", 50.0)
    assert (seen.random.mean, seen.chosen.mean) == (5.5, 25.5)
    assert seen.over_random.mean == 20.0
    assert seen.over_random.low > 0
    assert seen.random.low < 5.5 < seen.random.high


def test_without_random_points_or_a_start_nothing_is_said() -> None:
    assert bought(record("en_ft", 0, 100), record("cover", 10, 120)) is None
    assert bought(*curves(10)) is None
